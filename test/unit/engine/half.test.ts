import assert from 'node:assert/strict';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { halfBits, halved } from '../../../lib/math/half';
import { createRandom } from '../../../lib/math/random';
import { initialWeights } from '../../../lib/network/initial';
import { autoencoder, exampleOf, rowDataset } from '../../fixtures/networks';

/** What the bits of half precision mean, written out. */
function meaning(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

describe('half precision', () => {
  it('is the nearest number that it holds, of any size', () => {
    const random = createRandom(1);
    const numbers = Float32Array.from({ length: 5000 }, (_, k) => random.normal() * 10 ** ((k % 12) - 8));
    const rounded = halved(numbers);
    const bits = halfBits(rounded)!;
    rounded.forEach((x, k) => {
      assert.equal(meaning(bits[k]!), x);
      const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(x) || 1e-9)) - 10));
      assert.ok(Math.abs(x - numbers[k]!) <= step / 2, `${numbers[k]} became ${x}`);
    });
    assert.deepEqual(halved(rounded), rounded);
  });

  it('is not taken for what it does not hold', () => {
    for (const x of [1 / 3, 65_536, 2 ** -25, 1 + 2 ** -12, Number.NaN, Number.POSITIVE_INFINITY])
      assert.equal(halfBits(Float32Array.of(1, x)), undefined, String(x));
    assert.deepEqual(halved(Float32Array.of(1e6, -1e6)), Float32Array.of(1e6, -1e6));
    assert.ok(halfBits(Float32Array.of(65_504, -0.5, 2 ** -14, 2 ** -24, 0)) !== undefined);
  });

  it('keeps weights as they are: models of one graph in both precisions, one after the other', async () => {
    const engine = createWasmEngine();
    const graph = autoencoder(7);
    const data = rowDataset(50, 7);
    const models = [1, 2, 3, 4].map((seed) => {
      const weights = initialWeights(graph, seed);
      return seed % 2 === 0 ? halved(weights) : weights;
    });
    const wanted = await Promise.all(
      models.map(async (weights) => (await engine.predict(graph, weights, data, ['score']))['score']!),
    );
    const scorers = models.map((weights) => engine.scorer(graph, weights));
    for (let i = 0; i < 50; i++) {
      scorers.forEach((scorer, k) => {
        for (const [name, values] of Object.entries(exampleOf(graph, data, i))) scorer.input(name).set(values);
        scorer.run();
        const off = Math.abs(scorer.output('score')[0]! - wanted[k]![i]!);
        assert.ok(off <= 1e-6 * (1 + wanted[k]![i]!), `model ${k}, row ${i}: ${off}`);
      });
    }
    scorers.forEach((scorer, k) => {
      assert.deepEqual(scorer.weights(), models[k]);
      scorer.dispose();
    });
  });
});
