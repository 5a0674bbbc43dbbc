import { Chain, DETECTOR_NAMES, type DetectorName } from '../cli/chain';
import type { Decision } from '../lib/record/record';
import type { TagTable } from '../lib/record/tags';
import { CASES, type Life, type Ready } from './drills/cases';
import type { Forge } from './drills/trials';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- drills [--only CASE,...] [--subjects NAME,...] [--drills NAME,...] [--records N] [--quiet N] [--seed N] [--json FILE]

const RULES = `The simulator node's plant with the nodes' defaults and the tag table of the example Guard a twin. It learns from 1,000 records
(--records), is left alone for 9,000 (--quiet), and then lives through one drill after the other, each as long as it is by default and
followed by 900 s without one. simulator-without-twin: the same plant, but its twin's tags are not there. simulator-forged: the
messages of the plant are changed on the way instead, a measurement and its twin's value together, so that they still agree. circuit:
another plant, with and without its twin, on which no rule was made, and what goes wrong in real ones.
found: an alarm was open in the drill. at_end: it had the right kind when the drill ended. kept: the right kind was the last one
that the alarm had before it cleared. sub_kind: its pattern then is one that says what the drill does. again: alarms in the 900 s after it
that are not the drill's own. false_alarms: alarms while nothing happens.
`;

/** Seconds without a drill between two. */
const PAUSE = 900;
/** Messages that a replay goes back. */
const REPLAYED = 120;

const NAMES = [...new Set(Object.values(CASES).flatMap(({ names }) => names))];

/** The plant and its guard. */
class Watch {
  readonly #life: Life;
  readonly #chain: Chain;
  readonly #tags: TagTable;
  /** The last messages, as the plant sent them. */
  readonly #sent: Readonly<Record<string, number>>[] = [];

  constructor(life: Life, tags: TagTable, detector: DetectorName, records: number, seed: number) {
    this.#life = life;
    this.#tags = tags;
    this.#chain = new Chain({ tags, detector, own: { seed, grow: true }, threshold: {}, records });
  }

  /** Lets the plant live until that many messages have come. */
  async live(messages: number, forge?: Forge): Promise<(Decision | undefined)[]> {
    const said: (Decision | undefined)[] = [];
    for (let i = 0; i < messages; i++) {
      const { time, ...sent } = this.#life.step();
      this.#sent.push(sent);
      if (this.#sent.length > REPLAYED) this.#sent.shift();
      const row = forge ? forge(sent, this.#sent[0]!) : sent;
      const values = Object.fromEntries(Object.entries(row).filter(([tag]) => this.#tags.has(tag)));
      said.push((await this.#chain.step(time, values))?.decision);
      await this.#chain.learned();
    }
    return said;
  }

  close(): void {
    this.#chain.close();
  }
}

/** Rows in which an alarm begins. */
function beginnings(said: readonly (Decision | undefined)[], from = 0): number {
  return said.filter((one, i) => i >= from && one !== undefined && said[i - 1] === undefined).length;
}

/** Figures of one trial, 1 for yes. */
async function tried(watch: Watch, trial: Ready): Promise<{ figures: Record<string, number>; told: string }> {
  const { kind: truth, subKinds, seconds } = trial;
  const during = await watch.live(seconds, trial.begin());
  const after = await watch.live(PAUSE);
  const atEnd = during.findLast((one) => one !== undefined);
  const cleared = during.at(-1) === undefined ? 0 : after.indexOf(undefined);
  const kept = cleared > 0 ? after[cleared - 1] : cleared < 0 ? after.at(-1) : atEnd;
  const yes = (is: boolean): number => (is ? 1 : 0);
  const figures = {
    found: yes(atEnd !== undefined),
    at_end: yes(atEnd?.kind === truth),
    kept: yes(kept?.kind === truth),
    sub_kind: yes(kept?.kind === truth && subKinds.includes(kept.pattern)),
    again: beginnings(after, Math.max(1, cleared)),
    delay: during.findIndex((one) => one !== undefined),
  };
  const name = (one: Decision | undefined): string => (one === undefined ? 'nothing' : `${one.kind} (${one.pattern})`);
  const changes = [...during, ...after].map(name).filter((one, i, all) => one !== all[i - 1]);
  return { figures, told: changes.join(' > ') };
}

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only', 'subjects', 'drills', 'records', 'quiet', 'seed']);
  const cases = chosen('only', values['only'], Object.keys(CASES));
  const subjects = chosen('subjects', values['subjects'], DETECTOR_NAMES) as readonly DetectorName[];
  const drills = chosen('drills', values['drills'], NAMES);
  const number = (name: string, usual: number): number => Number(values[name] ?? usual);
  console.log(RULES);
  const rows: BenchRow[] = [];
  for (const of of cases) {
    for (const subject of subjects) {
      const life = CASES[of]!.live(number('seed', 1));
      const watch = new Watch(life, CASES[of]!.tags(), subject, number('records', 1000), number('seed', 1));
      // What is needed besides to calibrate the limit and to know what is usual.
      await watch.live(number('records', 1000) + 600);
      const sums: Record<string, number> = { false_alarms: beginnings(await watch.live(number('quiet', 9000))) };
      console.error(`${of} ${subject}: ${sums['false_alarms']} false alarms`);
      for (const trial of life.trials.filter(({ name }) => drills.includes(name))) {
        const { figures, told } = await tried(watch, trial);
        const drill = trial.name;
        console.error(`${of} ${subject} ${drill}: ${told} ${JSON.stringify(figures)}`);
        for (const [metric, value] of Object.entries(figures)) {
          rows.push({ case: `${of}: ${drill}`, subject, metric, value });
          if (metric !== 'delay') sums[metric] = (sums[metric] ?? 0) + value;
        }
      }
      rows.push(...Object.entries(sums).map(([metric, value]) => ({ case: of, subject, metric, value })));
      watch.close();
    }
  }
  report('drills', rows, json);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
