import assert from 'node:assert/strict';
import { fromHalf, halfBits, halved, toHalf } from '../../../lib/math/half';

describe('half precision', () => {
  it('gives back each of its numbers', () => {
    for (let half = 0; half < 0x10000; half++) {
      if ((half & 0x7c00) === 0x7c00) continue;
      const number = fromHalf(half);
      assert.ok(toHalf(number) === half || (number === 0 && (half & 0x7fff) === 0), `${half}`);
    }
  });

  it('rounds to the nearest, one by one as in a list', () => {
    const numbers = Float32Array.of(1, 0.1, -3.21, 65504, 1e-7, 0, 1234.5);
    const list = halved(numbers);
    assert.deepEqual(
      [...list],
      Array.from(numbers, (x) => fromHalf(toHalf(x)!)),
    );
    assert.deepEqual(
      [...halfBits(list)!],
      Array.from(numbers, (x) => toHalf(x)!),
    );
    for (const [k, x] of numbers.entries()) assert.ok(Math.abs(list[k]! - x) <= Math.abs(x) * 2 ** -11 + 2 ** -25);
  });

  it('has no number beyond its largest', () => {
    assert.deepEqual(
      [toHalf(7e4), toHalf(Number.NaN), toHalf(Number.NEGATIVE_INFINITY)],
      [undefined, undefined, undefined],
    );
  });
});
