import assert from 'node:assert/strict';
import { readDoubles, writeDoubles } from '../../../lib/encoding/doubles';
import { BitReader, BitWriter } from '../../../lib/encoding/rice';

describe('doubles in few bits', () => {
  const kept = (...lists: number[][]): string => {
    const out = new BitWriter(8);
    for (const list of lists) writeDoubles(out, Float64Array.from(list));
    return out.text();
  };
  const again = (text: string, ...counts: number[]): number[][] => {
    const from = new BitReader(text);
    const all = counts.map((count) => [...readDoubles(from, count)]);
    from.end();
    return all;
  };

  it('are what they were to the last bit, rounded or not', () => {
    const lists = [
      [20.1, 20.2, -3, 1234567.8, 0.1 + 0.2],
      [20.01, 19.99, Number.NaN, 0, -400],
      [Math.PI, 1e300, -1e-300, 5e-324],
      [-0, 1],
      [Number.POSITIVE_INFINITY, 2],
      [],
      [3e9, 0.000001],
    ];
    const read = again(kept(...lists), ...lists.map(({ length }) => length));
    for (const [k, list] of lists.entries()) assert.deepEqual(read[k], list);
    assert.ok(Object.is(read[3]![0], -0));
  });

  it('take a quarter of their bytes where a source rounds', () => {
    const list = Array.from({ length: 64 }, (_, t) => Math.round(100 * (50 + 10 * Math.sin(t / 5))) / 100);
    const size = Buffer.from(kept(list), 'base64').length;
    assert.ok(size < 8 * 64 * 0.25, `${size} bytes`);
  });

  it('are refused where some are missing', () => {
    const text = kept([1.5, 2.5, Math.PI]);
    assert.throws(() => again(text.slice(0, -8), 3), /incomplete/);
    assert.throws(() => again(text, 2), /do not fit/);
  });
});
