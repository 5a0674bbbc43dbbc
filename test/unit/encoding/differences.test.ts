import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeDifferences, encodeDifferences } from '../../../lib/encoding/differences';

const again = (rows: Float32Array, width: number): Float32Array =>
  decodeDifferences(JSON.parse(JSON.stringify(encodeDifferences(rows, width))), width, rows.length);

describe('rows kept as differences', () => {
  it('are the same to the last bit, whatever they are', () => {
    const number = fc.oneof(
      fc.float(),
      fc.constantFrom(0, -0, Number.NaN, 3.4e38, -1e-45, Number.NEGATIVE_INFINITY, 7),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(number, { maxLength: 200 }), (width, numbers) => {
        const rows = Float32Array.from(numbers.slice(0, numbers.length - (numbers.length % width)));
        assert.deepEqual(again(rows, width), rows);
      }),
    );
    assert.deepEqual(again(new Float32Array(0), 0), new Float32Array(0));
  });

  it('take little more than the digits that change', () => {
    const sizeOf = (of: (row: number, column: number) => number): number => {
      const rows = Float32Array.from({ length: 128 * 4 }, (_, at) => of(Math.floor(at / 4), at % 4));
      return encodeDifferences(rows, 4).length / 128 / 4;
    };
    const noise = (row: number, column: number): number => (((row * 7919 + column * 104729) % 1009) / 1009) * 0.1;
    assert.ok(sizeOf((_, column) => 100 * column) < 0.5);
    assert.ok(sizeOf(() => Number.NaN) < 0.5);
    // A tenth of noise on a hundred: single precision has 2 ** 17 steps for each 1.
    assert.ok(sizeOf((row, column) => 100 + Math.sin(row / 9) + noise(row, column)) < 3.3);
  });

  it('are refused when they are not whole', () => {
    const rows = Float32Array.from({ length: 60 }, (_, at) => Math.sin(at));
    const text = encodeDifferences(rows, 3);
    assert.throws(() => decodeDifferences(text.slice(0, -8), 3, 60), /incomplete/);
    assert.throws(() => decodeDifferences(text, 3, 30), /do not fit/);
    assert.throws(() => decodeDifferences(undefined, 3, 60), /no text/);
  });
});
