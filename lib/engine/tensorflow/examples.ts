import { type Graph, inputsOf } from '../../network/graph';
import type { Dataset } from '../engine';
import type { Inputs } from './program';
import type { Tf } from './tfjs';

/** Copies examples out of the rows into one tensor per graph input, [examples, ...shape]; inside a tidy. */
export function gatherInputs(tf: Tf, graph: Graph, data: Dataset, examples: Int32Array): Inputs {
  const inputs: Record<string, ReturnType<Tf['tensor']>> = {};
  for (const [name, ref] of inputsOf(graph)) {
    const { offset, length } = data.inputs[name]!;
    const size = length * data.width;
    const values = new Float32Array(examples.length * size);
    for (let i = 0; i < examples.length; i++) {
      const from = (data.starts[examples[i]!]! + offset) * data.width;
      values.set(data.rows.subarray(from, from + size), i * size);
    }
    inputs[name] = tf.tensor(values, [examples.length, ...graph.nodes[ref]!.shape], 'float32');
  }
  return inputs;
}
