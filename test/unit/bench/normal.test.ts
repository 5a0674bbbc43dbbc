import assert from 'node:assert/strict';
import { generateNormal, JUDGED_DAYS, NORMAL_PLANTS } from '../../../bench/datasets/normal';
import { columnOf } from '../../../lib/data/matrix';

/** Records of a day. */
const DAY = 288;

function tagOf(plant: string, tag: number, learned = 14 * DAY): { before: Float64Array; after: Float64Array } {
  const { train, test } = generateNormal(plant, learned, 5);
  return { before: columnOf(train, tag), after: columnOf(test, tag) };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spreadOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('the normal plants of the bench', () => {
  for (const name of Object.keys(NORMAL_PLANTS)) {
    it(`${name}: 28 days behind those that are learned, whole, and another plant for another seed`, () => {
      const { train, test, trainTimes, testTimes } = generateNormal(name, 1000, 3);
      assert.deepEqual([train.rows, test.rows], [1000, JUDGED_DAYS * DAY]);
      assert.ok(train.data.every(Number.isFinite) && test.data.every(Number.isFinite));
      assert.equal(testTimes[0]! - trainTimes.at(-1)!, 300_000);
      assert.deepEqual(generateNormal(name, 1000, 3).test.data, test.data);
      assert.notDeepEqual(generateNormal(name, 1000, 4).test.data, test.data);
    });
  }

  it('the stationary plant stays as it was', () => {
    for (const tag of [0, 3, 7]) {
      const { before, after } = tagOf('stationary', tag);
      assert.ok(Math.abs(meanOf(after) - meanOf(before)) < 0.2 * spreadOf(before));
      assert.ok(Math.abs(Math.log(spreadOf(after) / spreadOf(before))) < 0.1);
    }
  });

  it('the plant with heavy tails has values that a normal one has not', () => {
    const farthest = (plant: string): number => {
      const ofTags = [0, 1, 2, 3, 4, 5, 6, 7].map((tag) => {
        const { after } = tagOf(plant, tag);
        const steps = after.subarray(1).map((value, t) => Math.abs(value - after[t]!));
        return Math.max(...steps) / steps.sort()[steps.length >> 1]!;
      });
      return Math.max(...ofTags);
    };
    assert.ok(farthest('heavy-tails') > 1.5 * farthest('stationary'));
  });

  it('a thousand records of set points, weeks and working days show less than 14 days do', () => {
    const weekend = (values: Float64Array): number => meanOf(values.subarray(5 * DAY, 7 * DAY));
    const working = (values: Float64Array): number => meanOf(values.subarray(0, 5 * DAY));
    const load = tagOf('weekly', 1).before;
    assert.ok(weekend(load) < 0.7 * working(load));
    const running = tagOf('start-stop', 0).before;
    assert.equal(weekend(running), 0);
    assert.ok(working(running) > 0.5);
    assert.deepEqual(new Set(tagOf('set-points', 0).before), new Set([20, 35, 50, 65, 80]));
    assert.ok(new Set(tagOf('set-points', 0, 1000).before.subarray(0, 300)).size < 5);
  });

  it('the daily plant comes back each day', () => {
    const { before } = tagOf('daily', 2);
    const days = Array.from({ length: 14 }, (_, day) => before.slice(day * DAY, (day + 1) * DAY));
    const apart = days.slice(1).map((day, i) => meanOf(day.map((value, t) => Math.abs(value - days[i]![t]!))));
    assert.ok(Math.max(...apart) < spreadOf(before));
  });

  it('batches have four recipes, and return to the cold', () => {
    const { before } = tagOf('batches', 3);
    const holding = [...new Set(before)].filter((heater) => heater > 0 && heater < 80);
    const recipes = new Set(
      holding.map((heater) => [60, 70, 80, 95].findIndex((top) => Math.abs(heater - 10 - top / 8) < 0.3)),
    );
    assert.deepEqual([...recipes].sort(), [0, 1, 2, 3]);
    assert.ok(Math.abs(Math.min(...tagOf('batches', 0).before) - 25) < 3);
  });

  it('wear moves two tags by one and a half deviations a month and one, and no other', () => {
    const deviations = [0, 1, 2, 3, 4, 5, 6, 7].map((tag) => {
      const { before, after } = tagOf('wear', tag);
      return (meanOf(after.subarray(-7 * DAY)) - meanOf(before.subarray(0, 7 * DAY))) / spreadOf(before);
    });
    // 35 days from the middle of the first week to that of the last.
    assert.ok(Math.abs(deviations[2]! - 1.75) < 0.4 && Math.abs(deviations[5]! + 1.17) < 0.4, `${deviations}`);
    for (const tag of [0, 1, 3, 4, 6, 7]) assert.ok(Math.abs(deviations[tag]!) < 0.4, `${deviations}`);
  });

  it('counters count: energy and hours for good, pieces to 65,535, the total of a day from midnight', () => {
    for (const tag of [4, 5]) {
      const { after } = tagOf('counters', tag);
      assert.ok(after.every((value, t) => t === 0 || value >= after[t - 1]!));
    }
    const falls = (tag: number): number[] => {
      const { before } = tagOf('counters', tag);
      return [...before.keys()].filter((t) => t > 0 && before[t]! < before[t - 1]!);
    };
    assert.deepEqual(
      falls(7),
      Array.from({ length: 13 }, (_, day) => (day + 1) * DAY),
    );
    assert.equal(falls(6).length, 1);
    assert.ok(Math.max(...tagOf('counters', 6).before) <= 65_535);
  });

  it('names the plants that there are', () => {
    assert.throws(() => generateNormal('mars', 1000, 1), /no plant mars; one of stationary, heavy-tails/);
  });
});
