import assert from 'node:assert/strict';
import { RowStore } from '../../../lib/detector/learning/row-store';
import { createRandom } from '../../../lib/math/random';

describe('many rows in half of the room', () => {
  const random = createRandom(4);
  /** A temperature, a counter far from 0, a flag, and something that is missing at times. */
  const rows = Array.from({ length: 100 }, (_, t) => [
    20 + random.normal(),
    1.7e12 + t,
    t % 7 === 0 ? 1 : 0,
    t % 5 === 0 ? Number.NaN : random.normal() * 1e-6,
  ]);
  const filled = (of = rows): RowStore => {
    const store = new RowStore(4);
    for (const row of of) store.add(row);
    return store;
  };

  it('are what they were, to a ten-millionth of how far they are from each other', () => {
    const all = filled().rows();
    assert.equal(all.length, 400);
    rows.forEach((row, t) => {
      assert.ok(Math.abs(all[4 * t]! - row[0]!) < 1e-6);
      assert.equal(all[4 * t + 1], row[1]);
      assert.equal(all[4 * t + 2], row[2]);
      const small = all[4 * t + 3]!;
      assert.ok(Number.isNaN(row[3]!) ? Number.isNaN(small) : Math.abs(small - row[3]!) < 1e-12);
    });
  });

  it('lose nothing by a wild value among them', () => {
    const store = filled([[1e30, 0, 0, 0], ...rows]);
    const all = store.rows();
    assert.ok(Math.abs(all[0]! / 1e30 - 1) < 1e-6);
    for (const [t, row] of rows.entries()) assert.ok(Math.abs(all[4 * (t + 1)]! - row[0]!) < 1e-6);
  });

  it('are told in part as in whole', () => {
    const store = filled();
    const all = store.rows();
    for (const [from, to] of [
      [0, 100],
      [31, 33],
      [40, 41],
      [95, 100],
      [50, 50],
    ] as const) {
      assert.deepEqual(store.rows(from, to), all.slice(4 * from, 4 * to));
    }
  });

  it('go on from what was kept of them exactly', () => {
    const store = filled();
    const { blocks, rows: open } = JSON.parse(JSON.stringify(store.snapshot())) as ReturnType<RowStore['snapshot']>;
    const bytes = Buffer.from(open, 'base64');
    const doubles = new Float64Array(new Uint8Array(bytes).buffer);
    const again = RowStore.restore(4, blocks, doubles);
    for (const row of rows) {
      store.add(row);
      again.add(row);
    }
    assert.deepEqual(again.rows(), store.rows());
    assert.throws(() => RowStore.restore(4, blocks.slice(0, -8), doubles), /the collected rows are incomplete/);
  });

  it('keep the last ones when the oldest are forgotten', () => {
    const store = filled();
    const last = store.rows(50);
    const gone = store.forget(50);
    assert.ok(gone > 0 && store.count >= 50, `${gone} gone, ${store.count} kept`);
    assert.deepEqual(store.rows(50 - gone), last);
  });
});
