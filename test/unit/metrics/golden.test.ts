import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { affiliation } from '../../../bench/metrics/affiliation';
import { bestF1 } from '../../../bench/metrics/best-f1';
import { eventF1 } from '../../../bench/metrics/event-f1';
import { pointAdjust } from '../../../bench/metrics/point-adjust';
import { rangeBased } from '../../../bench/metrics/range-based';
import { vus } from '../../../bench/metrics/vus';
import { averagePrecision } from '../../../lib/metrics/average-precision';
import { confusion } from '../../../lib/metrics/confusion';
import { type F1, f1Of } from '../../../lib/metrics/f1';
import { rocAuc } from '../../../lib/metrics/roc-auc';
import { segments } from '../../../lib/metrics/segments';
import { skabScore } from '../../../lib/metrics/skab';
import { requireShared } from '../../fixtures/shared';

interface Golden {
  cases: Case[];
  affiliation_examples: { gt: Pair[]; pred: Pair[]; range: Pair; precision: number; recall: number }[];
}
type Pair = [number, number];
type Triple = [number, number, number];
interface Case {
  name: string;
  labels: number[];
  scores: number[];
  vus_window: number;
  auc_roc: number;
  average_precision: number;
  best_f1: number;
  best_f1_threshold: number;
  vus_pr: number;
  vus_roc: number;
  at_quantile: Record<string, Quantile>;
}
interface Quantile {
  threshold: number;
  point: Triple;
  pa0: Triple;
  pa20: Triple;
  pa50: Triple;
  pa100: Triple;
  'range_based_alpha0.2': { recall: number; precision: number; f1: number };
  event_f1pa: number;
  affiliation: Triple;
}

const close = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual}, reference ${expected}`);

const closeF1 = (actual: F1, [precision, recall, f1]: Triple, what: string): void => {
  close(actual.precision, precision, `${what} precision`);
  close(actual.recall, recall, `${what} recall`);
  close(actual.f1, f1, `${what} F1`);
};

const asSegments = (pairs: Pair[]) => pairs.map(([start, end]) => ({ start, end }));

describe('metrics agree with the reference implementations within 1e-6', () => {
  let golden: Golden;
  before(function () {
    const folder = requireShared(this, 'reference/golden');
    golden = JSON.parse(readFileSync(join(folder, 'metrics.json'), 'utf8'));
  });

  it('for curves and volumes of scores', () => {
    assert.ok(golden.cases.length >= 2);
    for (const c of golden.cases) {
      close(rocAuc(c.labels, c.scores), c.auc_roc, `${c.name} AUC`);
      close(averagePrecision(c.labels, c.scores), c.average_precision, `${c.name} average precision`);
      const best = bestF1(c.labels, c.scores);
      close(best.f1, c.best_f1, `${c.name} best F1`);
      close(best.threshold, c.best_f1_threshold, `${c.name} threshold`);
      const volume = vus(c.labels, c.scores, c.vus_window);
      close(volume.pr, c.vus_pr, `${c.name} VUS-PR`);
      close(volume.roc, c.vus_roc, `${c.name} VUS-ROC`);
    }
  });

  it('for predictions at a limit', () => {
    for (const c of golden.cases) {
      for (const [quantile, expected] of Object.entries(c.at_quantile)) {
        const at = (what: string): string => `${c.name} at ${quantile}, ${what}`;
        const predictions = c.scores.map((s) => (s > expected.threshold ? 1 : 0));
        closeF1(f1Of(confusion(c.labels, predictions)), expected.point, at('point'));
        for (const [k, triple] of [
          [0, expected.pa0],
          [20, expected.pa20],
          [50, expected.pa50],
          [100, expected.pa100],
        ] as const) {
          closeF1(f1Of(confusion(c.labels, pointAdjust(c.labels, predictions, k))), triple, at(`PA%${k}`));
        }
        const range = expected['range_based_alpha0.2'];
        closeF1(
          rangeBased(segments(c.labels), segments(predictions)),
          [range.precision, range.recall, range.f1],
          at('range'),
        );
        close(eventF1(c.labels, predictions).f1, expected.event_f1pa, at('event F1'));
        closeF1(
          affiliation(segments(c.labels), segments(predictions), c.labels.length),
          expected.affiliation,
          at('affiliation'),
        );
      }
    }
  });

  it('for the affiliation example of its authors', () => {
    for (const example of golden.affiliation_examples) {
      const result = affiliation(asSegments(example.gt), asSegments(example.pred), example.range[1]);
      close(result.precision, example.precision, 'precision');
      close(result.recall, example.recall, 'recall');
    }
  });

  it("for SKAB's published counts", function () {
    const folder = requireShared(this, 'reference/golden');
    const published: Record<string, { f1: number; far: number; mar: number; cm: [number, number, number, number] }> =
      JSON.parse(readFileSync(join(folder, 'skab_predictions.json'), 'utf8'));
    for (const [name, { f1, far, mar, cm }] of Object.entries(published)) {
      const score = skabScore({ tp: cm[0], tn: cm[1], fp: cm[2], fn: cm[3] });
      assert.equal(score.f1.toFixed(2), f1.toFixed(2), name);
      assert.equal(score.far.toFixed(2), far.toFixed(2), name);
      assert.equal(score.mar.toFixed(2), mar.toFixed(2), name);
    }
  });
});
