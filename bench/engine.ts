import { flopsOf } from '../lib/network/flops';
import { autoencoder, residualNet, rowDataset, windowDataset } from '../test/fixtures/networks';
import { simdPeak } from './engine/simd-peak';
import { openSubjects, type Subject } from './engine/subjects';
import { type BenchRow, benchOptions, report } from './report';

/**
 * How fast networks train and score: the built-in engine and TensorFlow.js on the same graphs, data and batches, side
 * by side on one thread, the best of several runs. `ratio` is against TensorFlow.js on the CPU; `peak_share` is the part
 * of the core's measured SIMD peak that the matrix products alone reach.
 */

/** The first paper's autoencoder on 8,000 rows. */
const AUTOENCODER = autoencoder();
const ROWS = rowDataset(8000, 10);
/** Windows of 64 x 25, about 50,000 weights. */
const CONV = residualNet({ window: 64, width: 25, embed: 32, kernels: [3, 5, 7] });
const WINDOWS = 512;

/** How much of each case a subject is given, so that slow ones end as well. */
const EFFORT: Readonly<Record<string, { epochs: number; windows: number; rows: number; scores: number }>> = {
  // Short epochs and many of them: some are left alone even on a busy machine.
  wasm: { epochs: 80, windows: 128, rows: 2000, scores: 50 },
  'wasm-2-threads': { epochs: 80, windows: 128, rows: 2000, scores: 50 },
  'tfjs-cpu': { epochs: 2, windows: 16, rows: 300, scores: 10 },
};
/** A GPU, or a software driver in its place. */
const OTHERS = { epochs: 4, windows: WINDOWS, rows: 50, scores: 20 };

async function measure(subject: Subject, peak: number): Promise<BenchRow[]> {
  const { name } = subject;
  const { epochs, windows, rows, scores } = EFFORT[name] ?? OTHERS;
  const result: BenchRow[] = [];
  const add = (of: string, metric: string, value: number): void => {
    result.push({ case: of, subject: name, metric, value });
  };
  for (const [of, batch] of [
    ['autoencoder-train', 32],
    ['autoencoder-train-256', 256],
    ['autoencoder-train-4096', 4096],
  ] as const) {
    const ms = Math.min(...(await subject.train(AUTOENCODER, ROWS, batch, epochs)));
    add(of, 'epochs_per_s', 1000 / ms);
    add(of, 'ms_per_epoch', ms);
    add(of, 'peak_share', (flopsOf(AUTOENCODER).training * ROWS.starts.length) / ms / 1e6 / peak);
  }
  add('autoencoder-score-one', 'us', await subject.scoreOne(AUTOENCODER, ROWS, rows));
  add(
    'autoencoder-score-many',
    'rows_per_s',
    (ROWS.starts.length * 1000) / (await subject.scoreMany(AUTOENCODER, ROWS)),
  );
  const ms = Math.min(...(await subject.train(CONV, windowDataset(windows, 64, 25), 64, Math.ceil(epochs / 2))));
  add('conv-train', 'windows_per_s', (windows * 1000) / ms);
  add('conv-train', 'peak_share', (flopsOf(CONV).training * windows) / ms / 1e6 / peak);
  const all = await subject.scoreMany(CONV, windowDataset(windows, 64, 25));
  add('conv-score-many', 'windows_per_s', (windows * 1000) / all);
  add('conv-score-one', 'us', await subject.scoreOne(CONV, windowDataset(windows, 64, 25), scores));
  return result;
}

/** Metrics of which less is better. */
const COSTS = new Set(['us', 'ms_per_epoch']);

/** How many times as fast as TensorFlow.js on the CPU. */
function ratios(rows: readonly BenchRow[]): BenchRow[] {
  const kept = rows.filter((row) => row.metric !== 'ms_per_epoch' && row.metric !== 'peak_share');
  return kept.flatMap((row) => {
    const base = kept.find((other) => other.subject === 'tfjs-cpu' && other.case === row.case);
    if (base === undefined || base === row) return [];
    const value = COSTS.has(row.metric) ? base.value / row.value : row.value / base.value;
    return [{ case: row.case, subject: row.subject, metric: 'ratio', value }];
  });
}

async function main(): Promise<void> {
  const { json, values } = benchOptions(['engines']);
  const named = typeof values['engines'] === 'string' ? values['engines'].split(',') : undefined;
  const peak = await simdPeak();
  const rows: BenchRow[] = [{ case: 'simd-peak', subject: 'wasm', metric: 'gflops', value: peak }];
  for (const subject of await openSubjects(named)) {
    console.log(`${subject.name}: ${subject.device}`);
    rows.push(...(await measure(subject, peak)));
  }
  report('engine', [...rows, ...ratios(rows)], json);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
