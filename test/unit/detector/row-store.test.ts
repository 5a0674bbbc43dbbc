import assert from 'node:assert/strict';
import { RowStore } from '../../../lib/detector/learning/row-store';
import { createRandom } from '../../../lib/math/random';

describe('many rows in a quarter of the room', () => {
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

  it('are what they were, to a ten-thousandth of how far they are from each other; what a source rounds, and flags, exactly', () => {
    const all = filled().rows();
    assert.equal(all.length, 400);
    rows.forEach((row, t) => {
      assert.ok(Math.abs(all[4 * t]! - row[0]!) < 1e-4);
      assert.equal(all[4 * t + 1], row[1]);
      assert.equal(all[4 * t + 2], row[2]);
      const small = all[4 * t + 3]!;
      assert.ok(Number.isNaN(row[3]!) ? Number.isNaN(small) : Math.abs(small - row[3]!) < 1e-10);
    });
  });

  it('lose nothing by a wild value among them', () => {
    const store = filled([[1e30, 0, 0, 0], ...rows]);
    const all = store.rows();
    assert.ok(Math.abs(all[0]! / 1e30 - 1) < 1e-6);
    for (const [t, row] of rows.entries()) assert.ok(Math.abs(all[4 * (t + 1)]! - row[0]!) < 1e-4);
  });

  it('take a quarter of it, beside a wild value half', () => {
    const size = (of: number[][]): number => Buffer.from(filled(of).snapshot().columns!, 'base64').length;
    const calm = rows.slice(0, 32);
    assert.ok(size(calm) < 0.32 * 8 * 4 * 32, `${size(calm)} bytes`);
    const wild = [[1e30, 0, 0, 0], ...rows.slice(0, 31)];
    assert.ok(size(wild) > size(calm) && size(wild) < 0.54 * 8 * 4 * 32, `${size(wild)} bytes`);
  });

  it('are exactly what they were where a source rounds', () => {
    const rounded = Array.from({ length: 64 }, () => [
      Math.round(random.normal() * 300) / 10,
      0.25 * random.below(5),
      1 / 3 + (2 / 3) * random.below(3),
      230 + random.below(2000),
    ]);
    const all = filled(rounded).rows();
    rounded.flat().forEach((value, at) => {
      assert.ok(Math.abs(all[at]! - value) <= 1e-12 * Math.abs(value), `${value} became ${all[at]}`);
    });
  });

  it('keep what stands still to the last digit, in all blocks alike, so that a stuck sensor is known', () => {
    const still = 7.123456789012345;
    const stuck = Array.from({ length: 96 }, (_, t) => [t > 26 && t < 70 ? still : 7 + random.normal(), 0, 0, 0]);
    const all = filled(stuck).rows();
    for (let t = 27; t < 70; t++) assert.ok(Math.abs(all[4 * t]! - still) < 1e-14, `row ${t}: ${all[4 * t]}`);
    const wild = stuck.map(([x], t) => [t < 5 ? 1e9 : x!, 0, 0, 0]);
    const beside = filled(wild).rows();
    for (let t = 5; t < 27; t++) assert.ok(Math.abs(beside[4 * t]! - stuck[t]![0]!) < 1e-4);
  });

  it('keep what is tiny: a dose rate in Sv/h is no constant', () => {
    for (const size of [1e-7, 1e-9, 1e-12]) {
      const tiny = Array.from({ length: 64 }, () => [size + 0.1 * size * random.normal(), 0, 0, 0]);
      const all = filled(tiny).rows();
      tiny.forEach(([value], t) => {
        assert.ok(Math.abs(all[4 * t]! - value!) < 1e-4 * size, `${value} became ${all[4 * t]}`);
      });
    }
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
    const kept = JSON.parse(JSON.stringify(store.snapshot())) as ReturnType<RowStore['snapshot']>;
    const again = RowStore.restore(4, kept);
    for (const row of rows) {
      store.add(row);
      again.add(row);
    }
    assert.deepEqual(again.rows(), store.rows());
    const cut = { ...kept, columns: kept.columns!.slice(0, -8) };
    assert.throws(() => RowStore.restore(4, cut), /incomplete/);
  });

  it('are kept as they are where they are many, and go on from that exactly', () => {
    const store = new RowStore(4);
    for (let k = 0; k < 50; k++) for (const row of rows) store.add(row);
    const kept = JSON.parse(JSON.stringify(store.snapshot())) as ReturnType<RowStore['snapshot']>;
    assert.deepEqual(RowStore.restore(4, kept).rows(), store.rows());
    const cut = { ...kept, blocks: kept.blocks!.slice(0, -8) };
    assert.throws(() => RowStore.restore(4, cut), /the collected rows are incomplete/);
  });

  it('that an older version kept are read', () => {
    // 32 rows of one column: the middle as a double, then the rest as singles.
    const block = Buffer.alloc(8 + 4 * 32);
    block.writeDoubleLE(1e6, 0);
    for (let t = 0; t < 32; t++) block.writeFloatLE(t === 3 ? Number.NaN : t, 8 + 4 * t);
    const store = RowStore.restore(1, { blocks: block.toString('base64'), rows: '' });
    assert.deepEqual(
      [...store.rows()],
      Array.from({ length: 32 }, (_, t) => (t === 3 ? Number.NaN : 1e6 + t)),
    );
  });

  it('that an older version kept with plain scales are read to the last digit', () => {
    const of = Array.from({ length: 34 }, (_, t) => [Math.round(50 * Math.sin(t)) / 10, t === 5 ? Number.NaN : t / 3]);
    const store = new RowStore(2);
    for (const row of of) store.add(row);
    const older = {
      squeezed:
        'AAAAAAAAwBQAAAAAAAAAAJmamZmZmT+5SsBqAav1PyQ1JKBouZJwk8gbz61dQOkM7BlJqODycmFjJopBzp900AAQhEIJCEQgv/7vl/+51oQiEEhCIQSEIhCIQSEIhBIQiEEhCIQSEIhCIQSEIhBIQiEEhCIQSEIhBIQg',
      packing: 't',
      rows: 'ZmZmZmZmBkBVVVVVVVUlQAAAAAAAABRAAAAAAAAAJkA=',
    };
    assert.deepEqual(RowStore.restore(2, older).rows(), store.rows());
  });

  it('are the same where the older ones are squeezed, which a source must have rounded, and go on from that', () => {
    const rounded = rows.map((row) => row.map((value) => Math.round(10 * value) / 10));
    for (const of of [rows, rounded]) {
      const [plain, squeezed] = [new RowStore(4), new RowStore(4)];
      for (let k = 0; k < 300; k++) {
        for (const store of [plain, squeezed]) store.add(of[k % of.length]!);
        squeezed.squeeze(40);
      }
      assert.deepEqual(squeezed.rows(), plain.rows());
      assert.deepEqual(squeezed.rows(30, 170), plain.rows(30, 170));
      assert.deepEqual(squeezed.snapshot(), plain.snapshot());
      assert.equal(squeezed.forget(100), plain.forget(100));
      assert.deepEqual(squeezed.rows(), plain.rows());
    }
  });

  it('keep the last ones when the oldest are forgotten', () => {
    const store = filled();
    const last = store.rows(50);
    const gone = store.forget(50);
    assert.ok(gone > 0 && store.count >= 50, `${gone} gone, ${store.count} kept`);
    assert.deepEqual(store.rows(50 - gone), last);
  });
});
