import { rocAuc } from '../lib/metrics/roc-auc';
import { bands } from './baselines/bands';
import { kmeans } from './baselines/kmeans';
import { matrixProfile } from './baselines/matrix-profile';
import type { Method } from './baselines/method';
import { mahalanobis, pca, trailingMean } from './baselines/pca';
import { linearAr, linearFromOthers, randomFourier } from './baselines/regression';
import { generateWorld, SIX, WORLDS, type WorldRecording } from './datasets/worlds';
import { mean } from './detection/protocol';
import { baseline, type Judged, type Subject } from './detection/subject';
import { VARIANTS } from './detection/variants';
import { type BenchRow, benchOptions, chosen, report } from './report';
import { found } from './worlds/found';

// npm run bench -- worlds [--only WORLD,...] [--subjects NAME,...] [--seed N] [--json FILE]

const RULES = `Generated plants whose law is broken in 20 segments of 100 rows while each tag by itself looks as ever. The whole of the
6,000 normal rows trains, 8,000 are judged, default settings. auc: of scores averaged over the last 15 rows. An alarm begins with
three rows in a row beyond the limit, and 16 rows within it end it. hits: segments in which an alarm begins (until 15 rows after
them). false_alarms: alarms that touch no segment, nor the 30 rows after one.
mean: over ${SIX.join(', ')} (hits and false_alarms are sums); the others are ours.
`;

/** Rows that scores are averaged over. */
const SMOOTH = 15;

const METHODS: readonly Method[] = [
  bands,
  mahalanobis,
  pca('q', 0.9),
  linearFromOthers,
  linearAr,
  kmeans(16),
  randomFourier,
  matrixProfile(),
];
const SUBJECTS: readonly Subject[] = [...VARIANTS, ...METHODS.map((method) => baseline(method))];

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only', 'subjects', 'seed']);
  const worlds = chosen('only', values['only'], Object.keys(WORLDS));
  const names = chosen(
    'subjects',
    values['subjects'],
    SUBJECTS.map(({ name }) => name),
  );
  console.log(RULES);
  const rows: BenchRow[] = [];
  const seed = Number(values['seed'] ?? 1);
  for (const name of worlds) {
    const world = generateWorld(name, seed);
    for (const subject of SUBJECTS.filter((one) => names.includes(one.name))) {
      const start = performance.now();
      const measured = measure(world, await subject.judge(world, seed));
      rows.push(...Object.entries(measured).map(([metric, value]) => row(name, subject.name, metric, value)));
      const took = ((performance.now() - start) / 1000).toFixed(1);
      console.error(`${name} ${subject.name}: ${JSON.stringify(measured)} (${took} s)`);
    }
  }
  report('worlds', [...rows, ...names.flatMap((subject) => overSix(rows, subject))], json);
}

function measure({ labels, segments }: WorldRecording, { scores, predictions }: Judged): Record<string, number> {
  return { auc: rocAuc(labels, trailingMean(scores, SMOOTH)), ...found(predictions, segments) };
}

/** Nothing where not all six were measured. */
function overSix(rows: readonly BenchRow[], subject: string): BenchRow[] {
  const of = (metric: string): number[] =>
    rows
      .filter((one) => one.subject === subject && one.metric === metric && SIX.includes(one.case))
      .map((r) => r.value);
  if (of('auc').length < SIX.length) return [];
  const sum = (metric: string): number => of(metric).reduce((a, b) => a + b, 0);
  return [
    row('mean', subject, 'auc', mean(of('auc'))),
    row('mean', subject, 'hits', sum('hits')),
    row('mean', subject, 'false_alarms', sum('false_alarms')),
  ];
}

function row(of: string, subject: string, metric: string, value: number): BenchRow {
  return { case: of, subject, metric, value };
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
