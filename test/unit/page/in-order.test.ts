import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { pageModule } from '../../fixtures/page-module';

const { inOrder } = pageModule<{
  inOrder<T>(wanted: readonly (T | undefined)[], there: readonly T[]): Set<T>;
}>('dom/in-order');

describe('what stays where it is when a list is put into another order', () => {
  for (const [wanted, there, stays] of [
    ['abc', 'abc', 'abc'],
    ['bca', 'abc', 'bc'],
    ['cab', 'abc', 'ab'],
    ['axbc', 'abc', 'abc'],
    ['', '', ''],
  ] as const)
    it(`of ${there} for ${wanted}: ${stays}`, () => {
      const nodes = [...wanted].map((one) => (one === 'x' ? undefined : one));
      assert.deepEqual([...inOrder(nodes, [...there])].sort(), [...stays]);
    });

  it('is never less than any run that is in order already', () => {
    const random = createRandom(1);
    const there = [...'abcdefg'];
    for (let i = 0; i < 200; i++) {
      const wanted = [...there].sort(() => random.normal());
      const most = Math.max(
        ...subsets(wanted)
          .filter(isSorted)
          .map((run) => run.length),
      );
      const stays = inOrder(wanted, there);
      assert.equal(stays.size, most);
      assert.ok(isSorted(wanted.filter((one) => stays.has(one))));
    }
  });
});

function subsets(all: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const one of all) found.push(...found.map((few) => [...few, one]));
  return found;
}

function isSorted(run: readonly string[]): boolean {
  return run.every((one, i) => i === 0 || run[i - 1]! < one);
}
