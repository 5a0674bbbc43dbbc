import assert from 'node:assert/strict';
import { Shape } from '../../../lib/record/shape';

describe('objects of always the same names', () => {
  it('are plain data with their names in order, each its own', () => {
    const names = ['b', 'a', 'T 1', '"quoted"', 'ä~x'];
    const shape = new Shape(names);
    const [one, other] = [shape.make(), shape.make()];
    names.forEach((name, i) => {
      one[name] = i;
      other[name] = i + 0.5;
    });
    assert.deepEqual(
      Object.entries(one),
      names.map((name, i) => [name, i]),
    );
    assert.equal(Object.getPrototypeOf(one), Object.prototype);
    assert.deepEqual(JSON.parse(JSON.stringify(other)), Object.fromEntries(names.map((name, i) => [name, i + 0.5])));
  });
});
