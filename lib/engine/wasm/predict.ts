import { type Graph, sizeOf } from '../../network/graph';
import type { Dataset } from '../engine';
import { Examples } from './examples';
import { Machine } from './machine';
import { compile } from './plan';

/** Evaluates outputs for all examples of a data set, on the thread that calls it. The arguments have been checked. */
export type Predictor = (
  graph: Graph,
  weights: Float32Array,
  data: Dataset,
  outputs: readonly string[],
) => Record<string, Float32Array>;

/** Buffers of a batch stay within this many bytes, so that they fit into the caches. */
const BATCH_BYTES = 2 ** 20;
const LARGEST_BATCH = 256;

/** @see Predictor */
export const predictHere: Predictor = (graph, weights, data, outputs) => {
  const machine = Machine.borrow();
  try {
    return predict(machine, graph, weights, data, outputs);
  } finally {
    machine.giveBack();
  }
};

function predict(
  machine: Machine,
  graph: Graph,
  weights: Float32Array,
  data: Dataset,
  outputs: readonly string[],
): Record<string, Float32Array> {
  const perExample = Math.max(1, compile(graph, 1, outputs).bytes);
  const batch = Math.min(LARGEST_BATCH, Math.max(4, Math.floor(BATCH_BYTES / perExample)));
  const loaded = machine.load(compile(graph, batch, outputs));
  const at = machine.allocate(weights.byteLength);
  const examples = new Examples(machine, data, batch);
  machine.floats(at, weights.length).set(weights);

  const order = Int32Array.from(data.starts.keys());
  const results = outputs.map((name) => {
    const size = sizeOf(graph.nodes[graph.outputs[name]!]!.shape);
    const address = loaded.buffers + loaded.plan.outputs.get(name)!.offset;
    return { name, size, address, values: new Float32Array(order.length * size) };
  });
  for (let from = 0; from < order.length; from += batch) {
    const part = order.subarray(from, from + batch);
    examples.gather(loaded, part);
    machine.kernels.run(loaded.forward, loaded.end, part.length, at, 0, 1);
    for (const { size, address, values } of results) {
      values.set(machine.floats(address, part.length * size), from * size);
    }
  }
  return Object.fromEntries(results.map(({ name, values }) => [name, values]));
}
