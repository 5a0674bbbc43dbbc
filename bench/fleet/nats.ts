import { cpSync, existsSync, readFileSync } from 'node:fs';
import { removeFolder } from '../../test/fixtures/remove-folder';
import { type BenchRow, chosen } from '../report';
import { alarmsOf, commandsOf, differences, knownOtherwise, knows, twice } from './nats/compare';
import { runThroughFaults } from './nats/faults';
import { Fleet, type FleetOptions, type Left } from './nats/fleet';
import { learnedFleet } from './nats/learned';
import { assetNames } from './nats/plant';
import { natsServer } from './nats/server';

const PARTITIONS = 32;
/** Fewer rows are no backlog that lasts through what happens. */
const LEAST_ROWS = 220;
/** Ticks of a process's time in /proc, a second. */
const TICKS = 100;
/** A backlog may take so long, ms. */
const PATIENCE_MS = 3_600_000;

/** What is run, in this order: so many members undisturbed, and four through faults. */
const RUNS = { 'nats-1': 1, 'nats-2': 2, 'nats-4': 4, 'nats-4-faults': undefined } as const;
/** The others are compared with it. */
const ALONE = 'nats-1';

export interface NatsSizes {
  readonly assets: number;
  /** So many of the assets learn by themselves; the others begin with a copy of what one of these has learned. */
  readonly kinds: number;
  /** Rows of each asset, with the 200 that it learns from and settles with. */
  readonly rows: number;
  /** s */
  readonly checkpoint: number;
}

/** What one run of a fleet has come to. */
interface Outcome {
  readonly left: readonly Left[];
  readonly known: readonly unknown[];
}

interface Run extends Outcome {
  readonly perSecond: number;
  /** Processor time of all members for a record, and of the broker. */
  readonly memberMicroseconds: number;
  readonly brokerMicroseconds: number;
}

/**
 * A fleet over a real broker with real Node-REDs and the whole chain: 1, 2 and 4 members through the same backlog, then 4 members while
 * things happen to them. What leaves is compared, message by message, with what the single one said, and what is known of each asset
 * with what the single one knew.
 * @param only names of runs, separated by commas; what all are compared with is run in any case
 * @param learned a folder where what was learned before the backlog is kept, for further runs with the same sizes
 */
export async function benchNats(
  { assets, kinds, rows: end, checkpoint }: NatsSizes,
  only: unknown,
  learned?: string,
): Promise<BenchRow[]> {
  const runs = chosen('only', only, Object.keys(RUNS)) as readonly (keyof typeof RUNS)[];
  if (end < LEAST_ROWS) throw new RangeError(`--rows ${end}: from ${LEAST_ROWS} on, as 200 of them are learned from`);
  const found = natsServer();
  if ('why' in found) throw new Error(found.why);
  const options: FleetOptions = { program: found.path, partitions: PARTITIONS, members: 1, checkpoint };
  const names = assetNames(assets);
  const rows: BenchRow[] = [];
  const add = (subject: string, figures: Readonly<Record<string, number>>): void => {
    for (const [metric, value] of Object.entries(figures)) rows.push({ case: 'nats', subject, metric, value });
    console.log(`${subject}: ${JSON.stringify(figures)}`);
  };
  const files = learned !== undefined && existsSync(learned) ? learned : await learnedFleet(options, names, end, kinds);
  if (learned !== undefined && files !== learned) cpSync(files, learned, { recursive: true });
  try {
    const first = await undisturbed({ ...options, members: 1 }, files, names);
    add(ALONE, { ...figuresOf(first), ...compared(first, first) });
    for (const name of runs.filter((run) => run !== ALONE)) {
      const members = RUNS[name];
      if (members === undefined) add(name, await disturbed({ ...options, members: 4 }, files, names, first));
      else {
        const run = await undisturbed({ ...options, members }, files, names);
        add(name, { ...figuresOf(run), ...compared(run, first) });
      }
    }
  } finally {
    if (files !== learned) await removeFolder(files);
  }
  return rows;
}

type Figures = Readonly<Record<string, number>>;

const figuresOf = ({ perSecond, memberMicroseconds, brokerMicroseconds }: Run): Figures => ({
  records_per_s: perSecond,
  member_us: memberMicroseconds,
  broker_us: brokerMicroseconds,
});

async function disturbed(
  options: FleetOptions,
  files: string,
  assets: readonly string[],
  alone: Outcome,
): Promise<Figures> {
  const fleet = new Fleet(options);
  try {
    await fleet.start(files);
    const { kills, spare, restart } = await runThroughFaults(fleet);
    const outcome = { left: await fleet.left(), known: await knows(fleet, assets) };
    return { kills, takeover_s: spare, restart_s: restart, ...compared(outcome, alone) };
  } finally {
    await fleet.remove();
  }
}

function compared(run: Outcome, alone: Outcome): Figures {
  const { missing, more, other } = differences(run.left, alone.left);
  return {
    alarms: alarmsOf(run.left).length,
    commands: commandsOf(run.left).length,
    lost: missing.length,
    twice: more.length,
    other: other.length,
    commands_twice: twice(run.left),
    known_otherwise: knownOtherwise(run.known, alone.known),
  };
}

async function undisturbed(options: FleetOptions, files: string, assets: readonly string[]): Promise<Run> {
  const fleet = new Fleet(options);
  try {
    await fleet.start(files);
    const sum = async (): Promise<number> => (await fleet.open()).reduce((a, b) => a + b, 0);
    const records = await sum();
    // Their start is no part of it, and they begin together.
    await fleet.server.stop();
    const pids = await Promise.all(
      Array.from({ length: options.members }, async (_, i) => (await fleet.member(`${i + 1}`, i + 1)).pid),
    );
    const before = pids.map(processorSeconds);
    await fleet.server.start();
    // From the first acknowledged record on: how long they take to find the broker is no part of it either.
    await fleet.until(records - 1, PATIENCE_MS);
    const [began, open] = [performance.now(), await sum()];
    await fleet.until(0, PATIENCE_MS);
    const seconds = (performance.now() - began) / 1000;
    const used = pids.reduce((all, pid, i) => all + processorSeconds(pid) - before[i]!, 0);
    return {
      perSecond: open / seconds,
      memberMicroseconds: (1e6 * used) / records,
      brokerMicroseconds: (1e6 * processorSeconds(fleet.server.pid)) / records,
      left: await fleet.left(),
      known: await knows(fleet, assets),
    };
  } finally {
    await fleet.remove();
  }
}

function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
