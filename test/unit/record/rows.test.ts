import assert from 'node:assert/strict';
import type { TwinRecord } from '../../../lib/record/record';
import { readRow } from '../../../lib/record/rows';

describe('reading the features of a record', () => {
  const read = (features: string[], values: object, derived?: object): number[] => {
    const row = new Float64Array(features.length).fill(99);
    readRow({ asset: 'p', time: 0, values, ...(derived && { derived }) } as TwinRecord, features, row);
    return [...row];
  };

  it('is the same in whatever order they stand', () => {
    for (const values of [
      { a: 1, b: 2, c: 3 },
      { c: 3, b: 2, a: 1 },
      { b: 2, a: 1, c: 3 },
    ]) {
      assert.deepEqual(read(['a', 'b', 'c', 'a~twin'], values, { 'a~twin': 4 }), [1, 2, 3, 4]);
    }
  });

  it('passes over what is no feature, in front, between and behind', () => {
    assert.deepEqual(
      read(['a', 'b', 'b~twin'], { x: 7, a: 1, y: 8, b: 2, z: 9 }, { 'a~twin': 5, 'b~twin': 6 }),
      [1, 2, 6],
    );
  });

  it('leaves NaN where one is missing, null or a method of every object', () => {
    assert.deepEqual(read(['a', 'b', 'c'], { a: 1, c: 3 }), [1, Number.NaN, 3]);
    assert.deepEqual(read(['a', 'toString', 'c'], { a: 1, c: null }), [1, Number.NaN, Number.NaN]);
    assert.deepEqual(read(['a', 'a~twin'], { a: 1 }, {}), [1, Number.NaN]);
    assert.deepEqual(read([], { a: 1 }), []);
  });

  it('refuses what is no finite number, and names it', () => {
    for (const wrong of [Number.NaN, Infinity, 'x', {}, [1], true]) {
      assert.throws(
        () => read(['a', 'b'], { a: 1, b: wrong }),
        /^InputError: payload\.values\.b: is .*send a finite number/,
      );
    }
    // What nobody asks for is nobody's mistake.
    assert.deepEqual(read(['a'], { a: 1, b: 'x' }), [1]);
  });
});
