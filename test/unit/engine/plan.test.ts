import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { compile } from '../../../lib/engine/wasm/plan';
import { GraphBuilder } from '../../../lib/network/builder';
import type { Graph } from '../../../lib/network/graph';
import { residualNet } from '../../fixtures/networks';

/** Ten layers of 64 values, one after the other. */
function chain(): Graph {
  const g = new GraphBuilder();
  const x = g.input('x', [64]);
  let h = x;
  for (let i = 0; i < 10; i++) h = g.dense(h, 64, { name: `d${i}`, activation: 'tanh' });
  return g.build({ loss: g.meanSquaredError(h, x), outputs: { h } });
}

describe('memory plan', () => {
  it('lets values that are never needed together share memory when scoring', () => {
    // Each tanh needs the layer before it: two values at a time.
    assert.equal(compile(chain(), 1, ['h']).bytes, 2 * 64 * 4);
  });

  it('keeps what the backward pass needs', () => {
    const { bytes } = compile(chain(), 8, 'training');
    assert.ok(bytes >= 11 * 64 * 4 * 8);
    // All values, gradients and transposed weights apart would be more than that.
    assert.ok(bytes < 31 * 64 * 4 * 8, `${bytes}`);
  });

  it('computes only what the outputs need', () => {
    const net = residualNet({ window: 16, width: 6, embed: 8, kernels: [3, 5] });
    const some = compile(net, 1, ['prediction']);
    const all = compile(net, 1, ['prediction', 'reconstruction', 'score']);
    assert.ok(some.program.length < all.program.length);
    assert.deepEqual([...some.inputs.keys()], ['x']);
  });

  it('needs kernels of less than 40 kB', () => {
    for (const name of ['plain.wasm', 'relaxed.wasm']) {
      const file = path.join(path.dirname(require.resolve('../../../lib/engine/wasm/machine')), name);
      assert.ok(statSync(file).size < 40_000);
    }
  });
});
