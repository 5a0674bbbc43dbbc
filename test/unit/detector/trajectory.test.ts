import assert from 'node:assert/strict';
import { TrajectoryTracker } from '../../../lib/detector/live/trajectory';

const CALIBRATION = Array.from({ length: 101 }, (_, i) => i / 100);

function follow(scores: readonly number[], tracker = new TrajectoryTracker(CALIBRATION, 10)) {
  return scores.map((score, t) => tracker.step(score, t * 1000));
}

describe('trajectory of scores', () => {
  it('is absent in calm', () => {
    assert.deepEqual(follow([0.2, 0.9, 0.99, 0.1]), [undefined, undefined, undefined, undefined]);
  });

  it('tells onset, peak and duration', () => {
    const last = follow([0.2, 0.2, 5, 9, 7]).at(-1);
    assert.deepEqual(last, { onset: 2000, peak: 9, duration: 2000, pattern: 'sudden' });
  });

  it('is evolving when the score grows slowly', () => {
    const grows = Array.from({ length: 40 }, (_, t) => 0.5 + t / 8);
    assert.equal(follow(grows).at(-1)?.pattern, 'evolving');
  });

  it('is intermittent when it comes and goes', () => {
    const blinks = Array.from({ length: 30 }, (_, t) => (t % 6 < 2 ? 8 : 0.1));
    assert.equal(follow(blinks).at(-1)?.pattern, 'intermittent');
  });

  it('ends after enough calm records, and the next is another', () => {
    const calm = Array.from({ length: 10 }, () => 0.1);
    const all = follow([8, ...calm, 0.1, 7]);
    assert.equal(all[9]?.onset, 0);
    assert.equal(all[10], undefined);
    assert.deepEqual(all.at(-1), { onset: 12_000, peak: 7, duration: 0, pattern: 'sudden' });
  });

  it('goes on identically from a snapshot', () => {
    const first = new TrajectoryTracker(CALIBRATION, 10);
    follow([0.2, 3, 4], first);
    const second = new TrajectoryTracker(CALIBRATION, 10);
    second.restore(JSON.parse(JSON.stringify(first.snapshot())));
    assert.deepEqual(second.step(0.2, 5000), first.step(0.2, 5000));
  });
});
