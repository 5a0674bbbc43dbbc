import assert from 'node:assert/strict';
import { affiliation } from '../../../bench/metrics/affiliation';
import { batadalScore } from '../../../bench/metrics/batadal';
import { bestAdjustedF1 } from '../../../bench/metrics/best-adjusted-f1';
import { bestF1 } from '../../../bench/metrics/best-f1';
import { bestF1AtFar } from '../../../bench/metrics/best-f1-at-far';
import { eventF1 } from '../../../bench/metrics/event-f1';
import { missedDetection } from '../../../bench/metrics/missed-detection';
import { pointAdjust } from '../../../bench/metrics/point-adjust';
import { rangeBased } from '../../../bench/metrics/range-based';
import { vus } from '../../../bench/metrics/vus';
import { averagePrecision } from '../../../lib/metrics/average-precision';
import { confusion, pooled } from '../../../lib/metrics/confusion';
import { f1Of } from '../../../lib/metrics/f1';
import { overlapCounts, overlapF1 } from '../../../lib/metrics/overlap-f1';
import { rocAuc } from '../../../lib/metrics/roc-auc';
import { segments } from '../../../lib/metrics/segments';
import { skabScore } from '../../../lib/metrics/skab';

// rows:         0  1  2  3  4  5  6  7  8  9
const LABELS = [0, 0, 1, 1, 1, 1, 0, 0, 1, 1];
const PREDICTED = [0, 1, 0, 1, 0, 0, 0, 0, 0, 0];

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, by hand ${expected}`);

describe('metrics, computed by hand', () => {
  it('finds segments as half open ranges, at the borders too', () => {
    assert.deepEqual(segments([1, 1, 0, 1]), [
      { start: 0, end: 2 },
      { start: 3, end: 4 },
    ]);
    assert.deepEqual(segments([0, 0]), []);
  });

  it('counts rows and pools counts', () => {
    const counts = confusion(LABELS, PREDICTED);
    assert.deepEqual(counts, { tp: 1, fp: 1, fn: 5, tn: 3 });
    assert.deepEqual(pooled([counts, counts]), { tp: 2, fp: 2, fn: 10, tn: 6 });
    close(f1Of(counts).f1, 0.25);
  });

  it('point adjustment credits a whole segment for more than k percent of it', () => {
    assert.deepEqual([...pointAdjust(LABELS, PREDICTED)], [0, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    assert.deepEqual([...pointAdjust(LABELS, PREDICTED, 24)], [0, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    assert.deepEqual([...pointAdjust(LABELS, PREDICTED, 25)], PREDICTED);
  });

  it('event F1 takes precision from rows and recall from segments', () => {
    assert.deepEqual(eventF1(LABELS, PREDICTED), { precision: 0.5, recall: 0.5, f1: 0.5 });
  });

  it('overlap F1 counts a predicted segment as false only when it touches no true one', () => {
    const truth = segments(LABELS);
    const predicted = [
      { start: 1, end: 3 },
      { start: 4, end: 5 },
      { start: 6, end: 8 },
    ];
    assert.deepEqual(overlapCounts(truth, predicted), { tp: 1, fp: 1, fn: 1, tn: 0 });
    close(overlapF1(truth, predicted).f1, 0.5);
  });

  it('range-based recall splits the credit between fragments', () => {
    const truth = [{ start: 2, end: 6 }];
    const fragments = [
      { start: 2, end: 3 },
      { start: 4, end: 5 },
    ];
    const score = rangeBased(truth, fragments);
    close(score.recall, 0.2 + 0.8 * (0.5 / 2));
    close(score.precision, 1);
  });

  it('affiliation is 1 for the truth itself and 0 recall without predictions', () => {
    const truth = segments(LABELS);
    const exact = affiliation(truth, truth, LABELS.length);
    close(exact.precision, 1);
    close(exact.recall, 1);
    assert.equal(affiliation(truth, [], LABELS.length).recall, 0);
    assert.ok(Number.isNaN(affiliation(truth, [], LABELS.length).precision));
  });

  it('ranks with ties counting half', () => {
    close(rocAuc([0, 1, 0, 1], [1, 2, 2, 3]), 0.875);
    close(averagePrecision([0, 1, 0, 1], [1, 2, 2, 3]), 0.5 + 0.5 * (2 / 3));
    assert.ok(Number.isNaN(rocAuc([0, 0], [1, 2])));
  });

  it('finds the best limit, plain and point-adjusted', () => {
    const scores = [0, 5, 1, 4, 1, 1, 0, 0, 1, 1];
    const plain = bestF1(LABELS, scores);
    close(plain.f1, 12 / 13);
    assert.equal(plain.threshold, 1);
    // At the limit 4 the first segment counts whole: 4 true, 1 false, 2 missed; at 1 all are found.
    close(bestAdjustedF1(LABELS, scores).f1, 12 / 13);
  });

  it('VUS with window 0 is the plain curve times the share of segments found', () => {
    const labels = [0, 1, 0, 0, 1, 0];
    const scores = [0, 6, 5, 1, 2, 3];
    // Cuts: 6 (1 of 2 segments), 5, 3, 2 (both): TPR .5*.5 at precision 1, then 1 at precision 2/4.
    close(vus(labels, scores, 0).pr, 0.25 + 0.75 * 0.5);
  });

  it('VUS rewards a hit just beside the segment', () => {
    const labels = [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    const beside = [0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0];
    const away = [9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0];
    assert.ok(vus(labels, beside, 4).pr > vus(labels, away, 4).pr);
    assert.ok(vus(labels, beside, 4).roc > vus(labels, away, 4).roc);
  });

  it('scores recordings as SKAB and BATADAL do', () => {
    assert.deepEqual(skabScore({ tp: 6, fp: 1, tn: 9, fn: 3 }), { f1: 0.75, far: 10, mar: 100 / 3 });
    const score = batadalScore(segments(LABELS), LABELS, PREDICTED);
    close(score.ttd, 1 - (1 / 4 + 1) / 2);
    close(score.clf, (1 / 6 + 3 / 4) / 2);
    close(score.s, (score.ttd + score.clf) / 2);
  });

  it('finds the best F1 at a bounded false alarm rate', () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const scores = [1, 2, 3, 8, 4, 5, 6, 9];
    close(bestF1AtFar(labels, scores, 25), 8 / 9);
    close(bestF1AtFar(labels, scores, 0), 0.4);
  });

  it('counts missed faults at a false alarm rate', () => {
    const normal = Array.from({ length: 101 }, (_, i) => i);
    assert.equal(missedDetection(normal, [98, 99, 100, 101], 0.01), 0.5);
  });

  it('refuses scores that are not finite and lengths that differ', () => {
    assert.throws(() => rocAuc([0, 1], [1, Number.NaN]), /scores\[1\] is NaN/);
    assert.throws(() => confusion([0, 1], [1]), /1 rows, but 2 labels/);
    assert.throws(() => vus([0, 1], [1, Number.POSITIVE_INFINITY], 3), RangeError);
  });
});
