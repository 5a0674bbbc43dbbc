import assert from 'node:assert/strict';
import { Way, type WaySnapshot } from '../../../lib/detector/learning/way';

const FEATURES = ['a', 'b'];

/** A way of so many rows, saved and restored before each of them. */
function wayOf(rows: number): Way {
  let way = new Way();
  const row = new Float64Array(2);
  for (let t = 0; t < rows; t++) {
    const saved = JSON.stringify(way.snapshot());
    way = new Way(saved === undefined ? undefined : (JSON.parse(saved) as WaySnapshot));
    // The same array for each record, as a reader has it.
    row.set([t, 2 * t]);
    if (way.isShort) way.add({ features: FEATURES, row, time: 1000 * t, follows: t > 0 });
    else way.close();
  }
  return way;
}

describe('the way between two states that are learned', () => {
  it('is given in order, once, over restarts', () => {
    const way = wayOf(20);
    const rows = way.take();
    assert.deepEqual(
      rows.map(({ row, time, follows }) => [...row, time, follows]),
      Array.from({ length: 20 }, (_, t) => [t, 2 * t, 1000 * t, t > 0]),
    );
    assert.deepEqual(way.take(), []);
  });

  it('is none where it is too long, until another row was learned from: not even its end', () => {
    for (const rows of [33, 60, 70]) {
      const way = wayOf(rows);
      assert.deepEqual([way.isShort, way.take()], [false, []], `${rows} rows`);
      assert.equal(way.isShort, true);
    }
  });
});
