import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { Blueprint } from '../../../lib/score/blueprint';
import { adjustToOrder, timeOrder } from '../../../lib/score/time-order';

const ROWS = 600;

function rowsFrom(value: (row: number, feature: number) => number): Float32Array {
  return Float32Array.from({ length: ROWS * 3 }, (_, at) => value(Math.floor(at / 3), at % 3));
}

const random = createRandom(1);
const process = rowsFrom((row, feature) => Math.sin(row / 20 + feature) + 0.1 * random.normal());
const heap = rowsFrom(() => random.normal());
const parts = [
  { name: 'position', kind: 'mewma', rates: [1, 0.1] },
  { name: 'bands', kind: 'bands', rates: [0.1] },
];
const blueprint = { parts } as unknown as Blueprint;

describe('the order of rows in time', () => {
  it('is strong in a process and absent in a heap of single cases', () => {
    assert.ok(timeOrder(process, 3) > 0.8);
    assert.ok(timeOrder(heap, 3) < 0.1);
  });

  it('decides whether evidence adds up over time', () => {
    assert.deepEqual(adjustToOrder(blueprint, timeOrder(process, 3)).parts, parts);
    assert.deepEqual(adjustToOrder(blueprint, timeOrder(heap, 3)).parts, [{ ...parts[0], rates: [1] }]);
  });

  it('is that of the smoothest feature', () => {
    const mixed = process.map((x, at) => (at % 3 === 0 ? x : heap[at]!));
    assert.ok(timeOrder(mixed, 3) > 0.8);
  });

  it('leaves gaps and constants out', () => {
    const gappy = process.map((x, at) => (at % 3 === 2 ? 7 : at % 50 === 0 ? Number.NaN : x));
    assert.ok(timeOrder(gappy, 3) > 0.8);
  });

  it('changes nothing where nothing is measured: commands may come at random', () => {
    const commands = rowsFrom(() => random.below(3));
    const constants = rowsFrom(() => 1);
    assert.equal(adjustToOrder(blueprint, timeOrder(commands, 3)), blueprint);
    assert.equal(adjustToOrder(blueprint, timeOrder(constants, 3)), blueprint);
  });
});
