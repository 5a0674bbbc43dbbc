import assert from 'node:assert/strict';
import { Seldom } from '../../lib/seldom';

describe('a map that is seldom needed', () => {
  it('does what a map does, also when it was emptied', () => {
    const seldom = new Seldom<number>();
    assert.deepEqual([seldom.size, [...seldom], [...seldom.keys()], [...seldom.values()]], [0, [], [], []]);
    assert.equal(seldom.delete('a'), false);
    seldom.set('a', 1);
    seldom.set('b', 2);
    seldom.set('a', 3);
    const all = [
      ['a', 3],
      ['b', 2],
    ];
    assert.deepEqual([seldom.size, [...seldom]], [2, all]);
    assert.deepEqual(
      [[...seldom.keys()], [...seldom.values()]],
      [
        ['a', 'b'],
        [3, 2],
      ],
    );
    assert.deepEqual([seldom.get('a'), seldom.has('b'), seldom.has('c')], [3, true, false]);
    assert.equal(seldom.delete('b'), true);
    seldom.clear();
    assert.deepEqual([seldom.size, seldom.get('a'), [...seldom]], [0, undefined, []]);
    assert.deepEqual([...new Seldom([['c', 4]])], [['c', 4]]);
  });
});
