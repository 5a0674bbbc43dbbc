import type { Dataset } from '../../../lib/engine/engine';
import { createRandom } from '../../../lib/math/random';
import { GraphBuilder } from '../../../lib/network/builder';
import { type Graph, inputsOf } from '../../../lib/network/graph';
import type { Blueprint } from '../../../lib/score/blueprint';

/** The paper's autoencoder, small, with `count` random rows. */
export function autoencoder(count: number, width = 10): { graph: Graph; data: Dataset } {
  const g = new GraphBuilder();
  const x = g.input('x', [width]);
  let value = x;
  for (const [i, units] of [16, 4, 16].entries()) {
    value = g.dense(value, units, { name: `hidden${i}`, activation: 'relu' });
  }
  const expected = g.dense(value, width, { name: 'out' });
  const loss = g.meanSquaredError(expected, x);
  const graph = g.build({ loss, outputs: { score: loss, expected, error: g.squaredError(expected, x) } });
  return { graph, data: rowsOf(count, width) };
}

/** A net over windows that uses every operation at least once. */
export function windowNet(count: number, width = 5, steps = 12): { graph: Graph; data: Dataset } {
  const g = new GraphBuilder();
  const x = g.input('x', [steps, width]);
  const target = g.input('target', [width]);
  const position = g.parameter('position', [steps, 8], { kind: 'normal', deviation: 0.1 });
  let h = g.add(g.dense(x, 8, { name: 'embed' }), position);
  const wide = g.conv1d(h, 8, 3, { name: 'wide', dilation: 2, padding: 'causal', activation: 'gelu' });
  const even = g.conv1d(h, 8, 4, { name: 'even', activation: 'tanh' });
  h = g.layerNorm(g.add(h, g.add(wide, even)), { name: 'norm' });
  const gate = g.dense(g.globalAveragePool(h), 8, { name: 'gate', activation: 'sigmoid' });
  h = g.dropout(g.multiply(h, gate), 0.2);
  const short = g.conv1d(h, 6, 5, { name: 'short', stride: 2, activation: 'relu' });
  const attention = g.softmax(g.reshape(g.dense(short, 1, { name: 'attend' }), [steps / 2]));
  const pooled = g.mean(g.multiply(short, g.reshape(attention, [steps / 2, 1])), 0);
  const last = g.reshape(g.slice(h, 0, steps - 1, steps), [8]);
  const joined = g.concat([pooled, last, g.parameter('context', [2], { kind: 'normal', deviation: 1 })], 0);
  const forecast = g.dense(joined, width, { name: 'forecast' });
  const expected = g.dense(h, width, { name: 'rebuild' });
  const forecastLoss = g.meanSquaredError(forecast, target);
  const rebuildLoss = g.mean(g.mean(g.squaredError(g.subtract(expected, x), g.subtract(x, x)), 1), 0);
  const loss = g.combine([forecastLoss, rebuildLoss], [0.7, 0.3]);
  return {
    graph: g.build({ loss, outputs: { score: loss, expected, forecast } }),
    data: windowsOf(count, width, steps),
  };
}

/** The net of a detector as its node builds it, on rows in order of time. */
export function detectorNet(
  { graph, window }: Blueprint,
  count: number,
  width: number,
): { graph: Graph; data: Dataset } {
  const data = windowsOf(count, width, window);
  const { x, target } = data.inputs as Record<'x' | 'target', Dataset['inputs'][string]>;
  return {
    graph,
    data: { ...data, inputs: inputsOf(graph).has('next') ? { window: x, next: target } : { window: x } },
  };
}

export function rowsOf(count: number, width: number, seed = 1): Dataset {
  return {
    rows: randomRows(count, width, seed),
    width,
    starts: Int32Array.from({ length: count }, (_, i) => i),
    inputs: { x: { offset: 0, length: 1 } },
  };
}

/** Windows of `steps` rows with the row behind each as target. */
function windowsOf(count: number, width: number, steps: number, seed = 1): Dataset {
  return {
    rows: randomRows(count + steps, width, seed),
    width,
    starts: Int32Array.from({ length: count }, (_, i) => i),
    inputs: { x: { offset: 0, length: steps }, target: { offset: steps, length: 1 } },
  };
}

function randomRows(count: number, width: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count * width }, (_, i) => Math.sin(i / 7) + 0.3 * random.normal());
}
