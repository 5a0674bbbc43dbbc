import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ascending, quantile } from '../lib/quantile';
import type { TwinRecord } from '../lib/record';
import type { Recording } from './datasets/recording';
import { loadTwoTank, TWO_TANK } from './datasets/two-tank';
import { type Answer, answers, countAlarms, macroF1 } from './decision/figures';
import { recordsOf } from './decision/records';
import { replay } from './decision/replay';
import { loadSegments, type Segment } from './decision/segments';
import { OURS } from './detection/ours';
import type { Subject } from './detection/subject';
import { residual } from './detection/two-tank';
import { type BenchRow, benchOptions, report } from './report';

// npm run bench -- decision [--data DIR] [--seed N] [--json FILE]

const RULES = `two-tank: per seed the usual behaviour is learned from train.csv (normal), with default settings otherwise.
oracle: every row of each segment is given as anomalous; what is said at its end is compared with its class.
detected: a detector says which rows are anomalous. What is said last in a segment counts; macro_f1_detected is over the
segments in which an alarm was open, macro_f1_all counts the others as wrong. An alarm that touches no segment is false.
Supervised upper bound on whole segments: macro-F1 .936; chance .33.
`;

/** All that is known of one seed's plant. */
interface Plant {
  readonly recording: Recording;
  readonly train: readonly TwinRecord[];
  readonly test: readonly TwinRecord[];
  readonly segments: readonly Segment[];
}

async function main(): Promise<void> {
  const { data, json, values } = benchOptions(['seed']);
  const folder = join(data ?? '.', TWO_TANK.name);
  if (data === undefined || !existsSync(folder)) {
    throw new Error(`no folder ${TWO_TANK.name} below --data ${data ?? '(not given)'}; it is ${TWO_TANK.source}`);
  }
  console.log(RULES);
  const plants: Plant[] = [];
  for (const recording of await loadTwoTank(folder)) {
    const origin = Math.round(recording.testTimes[0]! / 1000);
    const segments = await loadSegments(join(folder, basename(recording.name)), origin);
    plants.push({ recording, segments, ...recordsOf(recording, recording.tags!) });
  }
  const rows: BenchRow[] = [row('oracle', 'macro_f1_oracle', macroF1(plants.flatMap(oracle)))];
  const subjects = [...OURS, residual('residual-mahalanobis-15', 15)];
  for (const subject of subjects) rows.push(...(await detected(subject, plants, Number(values['seed'] ?? 1))));
  report('decision', rows, json);
}

function row(subject: string, metric: string, value: number): BenchRow {
  return { case: TWO_TANK.name, subject, metric, value };
}

function oracle({ train, test, segments, recording }: Plant): Answer[] {
  // The segments are given: nothing is to be confirmed or waited for.
  return answers(segments, replay(train, test, recording.labels, { confirm: 1, release: 1, offDelay: 0 }));
}

async function detected(subject: Subject, plants: readonly Plant[], seed: number): Promise<BenchRow[]> {
  const given: Answer[] = [];
  const counts: ReturnType<typeof countAlarms>[] = [];
  for (const { recording, train, test, segments } of plants) {
    const { predictions, kinds } = await subject.judge(recording, seed);
    const said = kinds ?? replay(train, test, predictions);
    given.push(...answers(segments, said));
    counts.push(countAlarms(segments, said));
  }
  const sum = (of: (count: ReturnType<typeof countAlarms>) => number): number => counts.reduce((s, c) => s + of(c), 0);
  const found = given.filter(({ said }) => said !== undefined);
  const figures = {
    macro_f1_detected: macroF1(found),
    macro_f1_all: macroF1(given),
    segments_detected: found.length / given.length,
    false_alarms_per_1000: (1000 * sum((c) => c.falseAlarms)) / sum((c) => c.normalRows),
    alarms_per_segment: sum((c) => c.rightAlarms) / found.length,
    delay_rows: quantile(ascending(counts.flatMap((c) => c.delays)), 0.5),
  };
  return Object.entries(figures).map(([metric, value]) => row(subject.name, metric, value));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
