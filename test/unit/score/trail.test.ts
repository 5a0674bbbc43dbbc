import assert from 'node:assert/strict';
import { encodeNumbers } from '../../../lib/encoding/numbers-text';
import { createRandom } from '../../../lib/math/random';
import { CAPACITY, MEMORY, Trail } from '../../../lib/score/learned-twin/trail';

const WIDTH = 3;
const standards = Array.from({ length: WIDTH }, () => ({ mean: 0.1, deviation: 0.7, low: -5, high: 5 }));
const random = createRandom(1);
const rowOf = (): number[] => Array.from({ length: WIDTH }, () => (random.next() < 0.1 ? Number.NaN : random.normal()));

/** The rows that any column may look at, with their averages. */
const seen = ({ data, at, stride, length }: Trail): number[] => {
  const count = Math.min(length, MEMORY + 1);
  return [length, ...data.subarray((at + 1 - count) * stride, (at + 1) * stride)];
};

describe('the rows that predictors look back at', () => {
  for (const rows of [0, 1, 5, MEMORY + 1, CAPACITY, 100]) {
    it(`are the same to the last bit after a snapshot of ${rows} rows`, () => {
      const trail = new Trail(standards, CAPACITY);
      for (let t = 0; t < rows; t++) {
        trail.push(rowOf(), 0, t % 40 === 30);
        if (t % 7 === 3) trail.amend(1, random.normal());
      }
      const again = new Trail(standards, CAPACITY);
      again.restore(JSON.parse(JSON.stringify(trail.snapshot())));
      assert.deepEqual(seen(again), seen(trail));
      for (let t = 0; t < 3 * CAPACITY; t++) {
        const row = rowOf();
        for (const one of [trail, again]) one.push(row, 0, false);
        assert.deepEqual(seen(again), seen(trail));
      }
    });
  }

  it('are read as older versions kept them', () => {
    const trail = new Trail(standards, CAPACITY);
    for (let t = 0; t < 60; t++) trail.push(rowOf(), 0, t === 50);
    const { data, at, stride, length } = trail;
    const again = new Trail(standards, CAPACITY);
    again.restore({ rows: encodeNumbers(data.slice((at - MEMORY) * stride, (at + 1) * stride)), length });
    assert.deepEqual(seen(again), seen(trail));
  });

  it('begin anew after a snapshot that does not fit', () => {
    const trail = new Trail(standards, CAPACITY);
    trail.push(rowOf(), 0, true);
    trail.restore({ values: encodeNumbers(new Float64Array(WIDTH)), means: '', length: 3 });
    assert.deepEqual(seen(trail), [0]);
  });
});
