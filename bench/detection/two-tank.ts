import { rocAuc } from '../../lib/metrics/roc-auc';
import { mahalanobis, smoothed } from '../baselines/pca';
import { pickColumns } from '../datasets/columns';
import type { Recording } from '../datasets/recording';
import { loadTwoTank, TWO_TANK, WITHOUT_TWIN, withoutTwin } from '../datasets/two-tank';
import type { BenchRow } from '../report';
import { BASELINES } from './baselines';
import { figures, mean, type Protocol } from './protocol';
import { baseline, type Subject } from './subject';

/** A plant beside its twin: attacks, sensor faults and drifts together. */
export const twoTank: Protocol = {
  name: 'two-tank',
  dataset: TWO_TANK,
  rules:
    'Per seed train.csv (normal) trains, test.csv is scored; every row inside a segment of any class counts as anomalous. Figure: AUC, and its mean over the seeds. Baselines see the ten measurements; "residual" ones see measurement minus twin.',
  async *run(folder, ours, seed) {
    const recordings = await loadTwoTank(folder);
    yield* without(recordings.map(withoutTwin), ours, seed);
    for (const subject of [
      ...ours,
      ...BASELINES,
      residual('residual-mahalanobis', 1),
      residual('residual-mahalanobis-15', 15),
    ]) {
      const areas: number[] = [];
      for (const recording of recordings) {
        const { scores } = await subject.judge(recording, seed);
        const auc = rocAuc(recording.labels, scores);
        areas.push(auc);
        yield* figures(recording.name, subject.name, { auc });
      }
      yield* figures(TWO_TANK.name, subject.name, { auc: mean(areas) });
    }
  },
};

/** The case that most plants are in: nobody supplies a twin. */
async function* without(
  recordings: readonly Recording[],
  ours: readonly Subject[],
  seed: number,
): AsyncGenerator<BenchRow> {
  for (const subject of ours) {
    const areas: number[] = [];
    for (const recording of recordings) {
      areas.push(rocAuc(recording.labels, (await subject.judge(recording, seed)).scores));
    }
    yield* figures(WITHOUT_TWIN, subject.name, { auc: mean(areas) });
  }
}

/** Mahalanobis distance of the twin residuals, averaged over the last rows. */
export function residual(name: string, rows: number): Subject {
  const inner = baseline(smoothed(mahalanobis, rows));
  return { name, judge: (recording, seed) => inner.judge(residualsOf(recording), seed) };
}

function residualsOf(recording: Recording): Recording {
  const { measurements: _, ...rest } = recording;
  const twins = [...recording.tags!.values()].filter((tag) => tag.role === 'twin');
  const minus = (rows: Recording['train']): Recording['train'] => {
    const measured = pickColumns(
      rows,
      twins.map((tag) => tag.of!),
    );
    const expected = pickColumns(
      rows,
      twins.map((tag) => tag.name),
    );
    return { ...measured, data: measured.data.map((value, i) => value - expected.data[i]!) };
  };
  return { ...rest, train: minus(recording.train), test: minus(recording.test) };
}
