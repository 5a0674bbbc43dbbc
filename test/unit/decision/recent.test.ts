import assert from 'node:assert/strict';
import { decodePlanes } from '../../../lib/encoding/planes';
import type { TwinRecord } from '../../../lib/record/record';
import { channelsOf } from '../../../nodes/decision/observe/channels';
import { Recent } from '../../../nodes/decision/observe/recent';

const record = (t: number, told: boolean): TwinRecord => ({
  asset: 'pump',
  time: 1000 * t,
  values: { a: t, b: -t },
  ...(told && {
    detector: { node: 'n', model: 'm', version: 1, engine: 'wasm', told: { a: 0.9 } },
    expected: { a: t - 3, b: 0 },
  }),
});

describe('the rows that the decision compares with', () => {
  const channels = channelsOf(record(0, false));
  const [a, b] = [channels.tags[0]!, channels.tags[1]!];

  it('take in what is told of tags from when on it is told, without losing those before', () => {
    const recent = new Recent(channels);
    const before = recent.data.length;
    for (let t = 0; t < 10; t++) recent.push(record(t, t >= 6));
    assert.ok(recent.data.length > before);
    assert.deepEqual([...recent.series(a.value)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual([...recent.series(b.value, 3)], [-7, -8, -9]);
    assert.deepEqual([...recent.series(a.told, 5)], [Number.NaN, 3, 3, 3, 3]);
    assert.ok(recent.series(b.told).every(Number.isNaN));
  });

  it('go on from what was kept of them, and from what an older version kept', () => {
    for (const told of [false, true]) {
      const recent = new Recent(channels);
      // The ring goes round.
      for (let t = 0; t < 200; t++) recent.push(record(t, told));
      const kept = JSON.parse(JSON.stringify(recent.snapshot()));
      const again = new Recent(channels);
      again.restore(kept);
      again.push(record(200, told));
      recent.push(record(200, told));
      for (let i = 0; i < channels.list.length; i++)
        assert.deepEqual(again.series(i).slice(), recent.series(i).slice());
      assert.deepEqual(again.snapshot(), recent.snapshot());
    }
    const width = channels.list.length;
    const rows = new Float32Array(128 * width).map((_, at) => at % width);
    const old = new Recent(channels);
    old.restore({ seen: 128, rows: Buffer.from(rows.buffer).toString('base64') });
    assert.deepEqual([...old.series(b.value, 2)], [b.value, b.value]);
    assert.throws(() => old.restore({ seen: 1, rows: 'AAAA' }), /incomplete|do not fit/);
  });

  it('keep their order over a start where one tag alone is told', () => {
    const one = (t: number): TwinRecord => ({ ...record(t, true), values: { a: t, b: -t }, derived: { 'b~twin': 7 } });
    const alone = channelsOf(one(0));
    const [first, second] = [alone.tags[0]!, alone.tags[1]!];
    assert.ok(first.told >= 0 && second.told < 0);
    const recent = new Recent(alone);
    for (let t = 0; t < 20; t++) recent.push(one(t));
    const kept = JSON.parse(JSON.stringify(recent.snapshot()));
    const again = new Recent(alone);
    again.restore(kept);
    again.push(one(20));
    assert.deepEqual([...again.series(first.told, 3)], [3, 3, 3]);
    assert.deepEqual([...again.series(second.value, 3)], [-18, -19, -20]);
    assert.deepEqual([...again.series(second.twin, 3)], [7, 7, 7]);
    // An older version did not say in which of two orders they stand.
    delete kept.wide;
    const old = new Recent(alone);
    old.restore(kept);
    assert.equal(old.length, 0);
    old.push(one(20));
    assert.deepEqual([...old.series(second.value)], [-20]);
  });

  it('are read as older versions kept them: by column and byte', () => {
    const planes = Buffer.from([0, 0, 0, 0, 0x80, 0, 0x3f, 0x40, 0, 0, 0, 0, 0x80, 0xc0, 0xbf, 0x7f]).toString(
      'base64',
    );
    assert.deepEqual([...decodePlanes(planes, 2)], [1, -1, 2, Number.NaN]);
    assert.throws(() => decodePlanes(planes, 3), /incomplete/);
    const recent = new Recent(channels);
    const kept = recent.snapshot() as { width: number; wide: boolean };
    const rows = Buffer.alloc(4 * recent.data.length);
    // 1: the last but one byte of each number is 0x80, the last 0x3f.
    for (let at = 0; at < rows.length; at++) rows[at] = [0, 0, 0x80, 0x3f][Math.floor(at / recent.capacity) % 4]!;
    recent.restore({ seen: 5, width: kept.width, wide: kept.wide, planes: rows.toString('base64') });
    assert.deepEqual([...recent.series(b.value)], [1, 1, 1, 1, 1]);
  });
});
