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
    const plant = (row: number, column: number): number => 100 + Math.sin(row / 9) + noise(row, column);
    assert.ok(sizeOf(plant) < 3.3);
    // Of an instrument that shows hundredths: a third.
    assert.ok(sizeOf((row, column) => Math.round(100 * plant(row, column)) / 100) < 1.1);
  });

  it('are the same where an instrument rounds, a value is missing, or is minus zero', () => {
    const decimals = fc.record({
      steps: fc.integer({ min: -(2 ** 25), max: 2 ** 25 }),
      digits: fc.integer({ min: 0, max: 5 }),
    });
    const rounded = decimals.map(({ steps, digits }) => steps / 10 ** digits);
    const number = fc.oneof({ weight: 9, arbitrary: rounded }, fc.constantFrom(Number.NaN, -0, 0, 1e10));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 100 }), (numbers) => {
        const rows = Float32Array.from(numbers);
        assert.deepEqual(again(rows, 1), rows);
      }),
    );
  });

  it('are read as older versions kept them', () => {
    const older = '+/wAAAAB///7+f///AQAAAPwAAAAEAf///gEAAAEBQAAC938AAAF7f//+GJmZlC8zMzA';
    const rows = Float32Array.from([1.5, -2, Number.NaN, 1.25, -3, 7, 0, -0, 0.1, 4, 5, 6]);
    assert.deepEqual(decodeDifferences(older, 3, 12), rows);
  });

  it('are refused when they are not whole', () => {
    const rows = Float32Array.from({ length: 60 }, (_, at) => Math.sin(at));
    const text = encodeDifferences(rows, 3);
    assert.throws(() => decodeDifferences(text.slice(0, -8), 3, 60), /incomplete/);
    assert.throws(() => decodeDifferences(text, 3, 30), /do not fit/);
    assert.throws(() => decodeDifferences(undefined, 3, 60), /no text/);
  });
});
