import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ascending, quantile } from '../lib/math/quantile';
import type { TwinRecord } from '../lib/record/record';
import type { Recording } from './datasets/recording';
import { lastLearned, loadTwoTank, TWO_TANK, WITHOUT_TWIN, withoutTwin } from './datasets/two-tank';
import { type Answer, answers, countAlarms, endings, macroF1 } from './decision/figures';
import { leftOut } from './decision/left-out';
import { type Episode, endured, recorded } from './decision/oracle';
import { recordsOf } from './decision/records';
import { replay } from './decision/replay';
import { loadSegments, type Segment } from './decision/segments';
import { OURS } from './detection/ours';
import type { Subject } from './detection/subject';
import { residual } from './detection/two-tank';
import { LIVING } from './drills/cases';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- decision [--data DIR] [--only CASE,...] [--subjects NAME,...] [--plants N] [--seed N] [--json FILE]

const RULES = `two-tank: per seed the usual behaviour is learned from train.csv (normal), with default settings otherwise.
two-tank-without-twin: the same plant and rows, but nobody supplies a twin; /4000: of 7,000 rows 4,000 are learned.
oracle: every row of each segment is given as anomalous; what is said at its end is compared with its class.
detected: a detector says which rows are anomalous. What is said last in a segment counts; macro_f1_detected is over the
segments in which an alarm was open, macro_f1_all counts the others as wrong. macro_f1_at_end: what the alarm was called when it
cleared, or when the next segment began. An alarm that touches no segment is false;
of_them_right_after: those that begin in the 30 rows after one, which is where the plant jumps back.
left-out: macro-F1 by the evidence alone, of two-tank, the simulator and the circuit (bench drills), all with their twins, seeds 1 to 4 of the latter:
with the weights of the findings as they are, with weights fitted on the two other plants, and with weights fitted on the plant itself.
Supervised upper bound on whole segments: macro-F1 .936; chance .33.
`;

/** All that is known of one seed's plant. */
interface Plant {
  readonly recording: Recording;
  readonly train: readonly TwinRecord[];
  readonly test: readonly TwinRecord[];
  readonly segments: readonly Segment[];
}

/** What is made of a recording. */
const CASES: Readonly<Record<string, (recording: Recording) => Recording>> = {
  [TWO_TANK.name]: (recording) => recording,
  [WITHOUT_TWIN]: withoutTwin,
  [`${WITHOUT_TWIN}/4000`]: (recording) => lastLearned(withoutTwin(recording), 4000),
};

async function main(): Promise<void> {
  const { data, json, values } = benchOptions(['seed', 'only', 'subjects', 'plants']);
  const folder = join(data ?? '.', TWO_TANK.name);
  if (data === undefined || !existsSync(folder)) {
    throw new Error(`no folder ${TWO_TANK.name} below --data ${data ?? '(not given)'}; it is ${TWO_TANK.source}`);
  }
  console.log(RULES);
  const recordings = (await loadTwoTank(folder)).slice(0, Number(values['plants'] ?? Number.POSITIVE_INFINITY));
  const seed = Number(values['seed'] ?? 1);
  const subjects = [...OURS, residual('residual-mahalanobis-15', 15)];
  const wanted = chosen(
    'subjects',
    values['subjects'],
    subjects.map(({ name }) => name),
  );
  const rows: BenchRow[] = [];
  const cases = chosen('only', values['only'], [...Object.keys(CASES), LEFT_OUT]);
  const wantsLeftOut = cases.includes(LEFT_OUT);
  for (const of of cases.filter((name) => name !== LEFT_OUT)) {
    const plants: Plant[] = [];
    for (const recording of recordings.map(CASES[of]!)) {
      const origin = Math.round(recording.testTimes[0]! / 1000);
      const segments = await loadSegments(join(folder, basename(recording.name)), origin);
      plants.push({ recording, segments, ...recordsOf(recording, recording.tags!) });
    }
    rows.push({ case: of, subject: 'oracle', metric: 'macro_f1_oracle', value: macroF1(plants.flatMap(oracle)) });
    // Without a twin there are no residuals to measure by.
    const known = subjects.filter(
      ({ name }) => wanted.includes(name) && (of === TWO_TANK.name || OURS.some((o) => o.name === name)),
    );
    for (const subject of known) {
      const figures = Object.entries(await detected(subject, plants, seed));
      rows.push(...figures.map(([metric, value]) => ({ case: of, subject: subject.name, metric, value })));
    }
  }
  if (wantsLeftOut) rows.push(...(await leftOutRows(recordings, folder)));
  report('decision', rows, json);
}

const LEFT_OUT = 'left-out';
const SEEDS = [1, 2, 3, 4];

/** Each of three plants, judged by what the others teach. */
async function leftOutRows(recordings: readonly Recording[], folder: string): Promise<BenchRow[]> {
  const plants: Readonly<Record<string, Episode[]>> = {
    [TWO_TANK.name]: (
      await Promise.all(
        recordings.map(async (recording) => {
          const origin = Math.round(recording.testTimes[0]! / 1000);
          const segments = await loadSegments(join(folder, basename(recording.name)), origin);
          const { train, test } = recordsOf(recording, recording.tags!);
          return recorded(train, test, segments);
        }),
      )
    ).flat(),
    ...Object.fromEntries(
      LIVING.map(({ name, tags, live }) => [
        name,
        SEEDS.flatMap((seed) => {
          const life = live(seed);
          return endured(life.step, tags(), life.trials);
        }),
      ]),
    ),
  };
  return Object.entries(plants).flatMap(([name, episodes]) => {
    const others = Object.entries(plants).flatMap(([other, its]) => (other === name ? [] : its));
    const figures = Object.entries(leftOut(episodes, others));
    return figures.map(([metric, value]) => ({ case: LEFT_OUT, subject: name, metric, value }));
  });
}

function oracle({ train, test, segments, recording }: Plant): Answer[] {
  // The segments are given: nothing is to be confirmed or waited for.
  return answers(segments, replay(train, test, recording.labels, { confirm: 1, release: 1, offDelay: 0 }));
}

async function detected(
  subject: Subject,
  plants: readonly Plant[],
  seed: number,
): Promise<Readonly<Record<string, number>>> {
  const given: Answer[] = [];
  const ends: Answer[] = [];
  const counts: ReturnType<typeof countAlarms>[] = [];
  for (const { recording, train, test, segments } of plants) {
    const { predictions, kinds } = await subject.judge(recording, seed);
    const said = kinds ?? replay(train, test, predictions);
    given.push(...answers(segments, said));
    ends.push(...endings(segments, said));
    counts.push(countAlarms(segments, said));
  }
  const sum = (of: (count: ReturnType<typeof countAlarms>) => number): number => counts.reduce((s, c) => s + of(c), 0);
  const found = given.filter(({ said }) => said !== undefined);
  return {
    macro_f1_detected: macroF1(found),
    macro_f1_at_end: macroF1(ends.filter((one) => one.said !== undefined)),
    macro_f1_all: macroF1(given),
    segments_detected: found.length / given.length,
    false_alarms_per_1000: (1000 * sum((c) => c.falseAlarms)) / sum((c) => c.normalRows),
    of_them_right_after: (1000 * sum((c) => c.aftermath)) / sum((c) => c.normalRows),
    alarms_per_segment: sum((c) => c.rightAlarms) / found.length,
    delay_rows: quantile(ascending(counts.flatMap((c) => c.delays)), 0.5),
  };
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
