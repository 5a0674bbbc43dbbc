import type { Tensor } from '@tensorflow/tfjs-core';
import { type Graph, sizeOf } from '../../network/graph';
import type { Dataset } from '../engine';
import { gatherInputs } from './examples';
import { createProgram, type Program } from './program';
import type { Tf } from './tfjs';

/** A trained graph whose weights are on the device. */
export interface Model {
  readonly program: Program;
  readonly weights: Tensor;
}

/** Numbers that all values of one batch may take together: 64 MB. */
const BATCH_NUMBERS = 2 ** 24;
const LARGEST_BATCH = 16384;

/** Puts a model on the device; the caller disposes its weights. */
export function loadModel(tf: Tf, graph: Graph, weights: Float32Array): Model {
  return { program: createProgram(tf, graph), weights: tf.tensor1d(weights) };
}

/** Named outputs for every example, examples x output size each; in batches that the device's memory holds. */
export async function predict(
  tf: Tf,
  { program, weights }: Model,
  data: Dataset,
  outputs: readonly string[],
): Promise<Record<string, Float32Array>> {
  const { graph } = program;
  const refs = outputs.map((name) => graph.outputs[name]!);
  const sizes = refs.map((ref) => sizeOf(graph.nodes[ref]!.shape));
  const results = sizes.map((size) => new Float32Array(size * data.starts.length));
  const batch = batchSize(graph);
  for (let from = 0; from < data.starts.length; from += batch) {
    const examples = Int32Array.from({ length: Math.min(batch, data.starts.length - from) }, (_, i) => from + i);
    const values = tf.tidy(() =>
      program.run(refs, program.parameters(weights), gatherInputs(tf, graph, data, examples)),
    );
    try {
      for (const [i, value] of values.entries()) results[i]!.set(await value.data(), from * sizes[i]!);
    } finally {
      tf.dispose(values);
    }
  }
  return Object.fromEntries(outputs.map((name, i) => [name, results[i]!]));
}

function batchSize(graph: Graph): number {
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const numbers = graph.nodes.reduce((sum, node) => {
    // The taps of a convolution stand side by side.
    const [size = 0, width = 0] = node.op === 'conv1d' ? shapes.get(node.weight)! : [];
    return sum + sizeOf(node.shape) + size * width * (node.shape[0] ?? 1);
  }, 0);
  return Math.max(1, Math.min(LARGEST_BATCH, Math.floor(BATCH_NUMBERS / numbers)));
}
