import assert from 'node:assert/strict';
import type { Blueprint } from '../../../lib/detector/blueprint';
import { adjustToSuccession, succession } from '../../../lib/detector/succession';
import { createRandom } from '../../../lib/random';

const ROWS = 600;

function rowsFrom(value: (row: number, feature: number) => number): Float32Array {
  return Float32Array.from({ length: ROWS * 3 }, (_, at) => value(Math.floor(at / 3), at % 3));
}

const random = createRandom(1);
const process = rowsFrom((row, feature) => Math.sin(row / 20 + feature) + 0.1 * random.normal());
const heap = rowsFrom(() => random.normal());
const blueprint = { evidence: { rates: [1, 0.1] } } as unknown as Blueprint;

describe('the succession of rows', () => {
  it('is strong in a process and absent in a heap of single cases', () => {
    assert.ok(succession(process, 3) > 0.8);
    assert.ok(succession(heap, 3) < 0.1);
  });

  it('decides whether evidence adds up over time', () => {
    assert.deepEqual(adjustToSuccession(blueprint, process, 3).evidence.rates, [1, 0.1]);
    assert.deepEqual(adjustToSuccession(blueprint, heap, 3).evidence.rates, [1]);
  });

  it('is that of the smoothest feature', () => {
    const mixed = process.map((x, at) => (at % 3 === 0 ? x : heap[at]!));
    assert.ok(succession(mixed, 3) > 0.8);
  });

  it('leaves gaps and constants out', () => {
    const gappy = process.map((x, at) => (at % 3 === 2 ? 7 : at % 50 === 0 ? Number.NaN : x));
    assert.ok(succession(gappy, 3) > 0.8);
  });

  it('changes nothing where nothing is measured: commands may come at random', () => {
    const commands = rowsFrom(() => random.below(3));
    assert.equal(adjustToSuccession(blueprint, commands, 3), blueprint);
    assert.equal(
      adjustToSuccession(
        blueprint,
        rowsFrom(() => 1),
        3,
      ),
      blueprint,
    );
  });
});
