import { type Graph, inputsOf, type Ref, sizeOf } from '../network/graph';
import type { Dataset, Engine } from './engine';
import { createMicroBatch, type MicroBatchCounters, type MicroBatchOptions, type Timer } from './microbatch';

/** Live scoring on an engine that is in another process or on a GPU: examples of many assets share micro-batches. */
export interface BatchedScorer {
  /**
   * @param inputs by name, as many numbers as the graph's input has; copied before this returns
   * @returns the outputs asked for, by name
   * @throws (rejects with) QueueFullError when the engine cannot keep up; what the engine fails with
   */
  score(inputs: Readonly<Record<string, ArrayLike<number>>>): Promise<Readonly<Record<string, Float32Array>>>;
  /** Examples that wait now. */
  waiting(): number;
  counters(): Readonly<MicroBatchCounters>;
  /** Resolves once the running batch is over; the engine itself stays open. */
  close(): Promise<void>;
}

export function createBatchedScorer(
  engine: Engine,
  graph: Graph,
  weights: Float32Array,
  outputs: readonly string[],
  options: MicroBatchOptions,
  timer?: Timer,
): BatchedScorer {
  const layout = layoutOf(graph);
  const sizes = outputs.map((name) => sizeOf(graph.nodes[graph.outputs[name]!]!.shape));

  async function run(examples: Float32Array[]): Promise<Record<string, Float32Array>[]> {
    const results = await engine.predict(graph, weights, pack(examples, layout), outputs);
    return examples.map((_, i) =>
      Object.fromEntries(outputs.map((name, k) => [name, results[name]!.slice(i * sizes[k]!, (i + 1) * sizes[k]!)])),
    );
  }

  const batch = createMicroBatch(options, run, timer);
  return {
    score: (inputs) => batch.push(flatten(inputs, layout)),
    waiting: batch.waiting,
    counters: batch.counters,
    close: batch.close,
  };
}

/** Where each input lies in an example that is one flat piece. */
interface Layout {
  readonly size: number;
  readonly inputs: Dataset['inputs'];
}

function layoutOf(graph: Graph): Layout {
  let size = 0;
  const place = ([name, ref]: [string, Ref]): [string, { offset: number; length: number }] => {
    const length = sizeOf(graph.nodes[ref]!.shape);
    size += length;
    return [name, { offset: size - length, length }];
  };
  const inputs = Object.fromEntries([...inputsOf(graph)].map(place));
  return { size, inputs };
}

function flatten(inputs: Readonly<Record<string, ArrayLike<number>>>, layout: Layout): Float32Array {
  const example = new Float32Array(layout.size);
  for (const [name, { offset, length }] of Object.entries(layout.inputs)) {
    const values = inputs[name];
    if (values?.length !== length)
      throw new RangeError(`input '${name}' has ${values?.length ?? 0} numbers, not ${length}`);
    example.set(values, offset);
  }
  // Seen here, it fails this example only and not the batch that it would share.
  if (!example.every(Number.isFinite)) throw new RangeError('an input holds a number that is not finite');
  return example;
}

/** Rows of one number each: inputs of any widths lie side by side. */
function pack(examples: readonly Float32Array[], { size, inputs }: Layout): Dataset {
  const rows = new Float32Array(examples.length * size);
  for (const [i, example] of examples.entries()) rows.set(example, i * size);
  return { rows, width: 1, starts: Int32Array.from(examples.keys(), (i) => i * size), inputs };
}
