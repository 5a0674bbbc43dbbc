import assert from 'node:assert/strict';
import { LearningBuffer } from '../../lib/detector/learning/buffer';
import { goalAfter } from '../../lib/detector/learning/growth';
import { Covered } from '../../lib/time/covered';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function covered(...steps: number[]): number {
  const one = new Covered();
  for (const step of steps) one.add(step);
  return one.span;
}
const every = (step: number, times: number): number[] => new Array<number>(times).fill(step);

describe('the source time that records cover', () => {
  it('is that from the first to the last where they come evenly', () => {
    assert.equal(covered(...every(1000, 100)), 100_000);
    assert.equal(covered(...every(HOUR, 48)), 2 * DAY);
  });

  it('counts nights and weekends of a plant that runs by day', () => {
    const day = [...every(60_000, 8 * 60), 16 * HOUR];
    const week = [...day, ...day, ...day, ...day, ...day, 2 * DAY];
    const total = 14 * DAY;
    const span = covered(...week, ...week);
    assert.ok(Math.abs(span - total) < DAY, `${span / DAY} days`);
  });

  for (const [what, steps, span] of [
    ['an old message that a broker had kept', [20 * DAY, ...every(1000, 300)], 301_000],
    ['an outage soon after the start', [...every(1000, 5), 15 * HOUR, ...every(1000, 10)], 20_000],
    ['a clock that is set forward by years', [...every(1000, 300), 3650 * DAY, ...every(1000, 700)], 1_300_000],
    ['a clock that is set back', [...every(1000, 300), -3650 * DAY, ...every(1000, 700)], 1_000_000],
    ['a clock that stands', every(0, 50), 0],
  ] as const) {
    it(`is not made longer by ${what}`, () => {
      assert.ok(Math.abs(covered(...steps) - span) <= 3000, `${covered(...steps)} ms`);
    });
  }

  it('goes on over a restart, also right after the start', () => {
    for (const count of [0, 1, 2, 10]) {
      const [one, steps] = [new Covered(), every(1000, count)];
      for (const step of steps) one.add(step);
      const again = new Covered(JSON.parse(JSON.stringify(one.snapshot())));
      for (const each of [one, again]) for (const step of every(1000, 5)) each.add(step);
      assert.equal(again.span, one.span);
    }
  });

  it('decides how long is learned on: also after a clock that was set', () => {
    for (const jump of [0, 3650 * DAY, -3650 * DAY]) {
      const rows = new LearningBuffer();
      for (let t = 0; t < 1000; t++) rows.add(['T', 'P'], [1, 2], 1.7e12 + t * 1000 + (t < 300 ? 0 : jump));
      const kept = new LearningBuffer(JSON.parse(JSON.stringify(rows.snapshot())));
      for (const each of [rows, kept]) assert.equal(goalAfter(each, 1000, 14 * DAY, false), 2000, `${jump} ms`);
    }
  });

  it('asks for half as many rows more between a day and a week, for twice as many otherwise', () => {
    const goalOf = (count: number, step: number): ReturnType<typeof goalAfter> => {
      const rows = new LearningBuffer();
      for (let t = 0; t < count; t++) rows.add(['T', 'P'], [1, 2], 1.7e12 + t * step);
      return goalAfter(rows, 1000, 30 * DAY, false);
    };
    const minute = HOUR / 60;
    assert.equal(goalOf(1000, minute), 2000, 'less than a day');
    assert.equal(goalOf(1000, 5 * minute), 1500);
    assert.equal(goalOf(1600, 5 * minute), 2400);
    assert.equal(goalOf(2200, 5 * minute), 4400, 'more than a week');
  });
});
