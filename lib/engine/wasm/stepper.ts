import { stepKey } from '../../network/dropout';
import { type Graph, parameterCount, parameterOffsets, sizeOf } from '../../network/graph';
import type { Dataset, TrainingOptions } from '../engine';
import type { Stepper } from '../loop';
import { type OptimizerNumbers, optimizerNumbers } from '../optimizer';
import { Examples } from './examples';
import { type Loaded, Machine } from './machine';
import { compile } from './plan';

/** Values and gradients of a chunk stay within this many bytes, so that they fit into a second-level cache. */
const CHUNK_BYTES = 2 ** 20;
const LEAST_CHUNK = 8;

/** Examples of a batch that are worked on together; the rest of the batch follows, and memory does not grow with it. */
function chunkOf(graph: Graph): number {
  const perExample = compile(graph, 2, 'training').bytes - compile(graph, 1, 'training').bytes;
  return Math.max(LEAST_CHUNK, Math.floor(CHUNK_BYTES / Math.max(1, perExample) / 4) * 4);
}

/** Trains on one thread: all memory is reserved here, nothing is allocated in a step. */
export class WasmStepper implements Stepper {
  private readonly machine = Machine.borrow();
  private readonly examples: Examples;
  private readonly loaded: Loaded;
  private readonly count: number;
  private readonly w: number;
  private readonly g: number;
  private readonly m: number;
  private readonly v: number;
  /** Gradients of another part of the batch, to be added to g. */
  private readonly other: number;
  /** Examples that pass through the network together. */
  private readonly chunk: number;
  private readonly numbers: OptimizerNumbers;
  private readonly decaying: readonly { readonly at: number; readonly length: number }[];
  private readonly drops: boolean;
  private loss = 0;

  constructor(
    graph: Graph,
    data: Dataset,
    private readonly options: TrainingOptions,
    weights: Float32Array,
  ) {
    const batch = Math.min(options.batch, data.starts.length);
    this.count = parameterCount(graph);
    this.chunk = Math.min(batch, chunkOf(graph));
    this.examples = new Examples(this.machine, data, this.chunk);
    this.loaded = this.machine.load(compile(graph, this.chunk, 'training'));
    const allocate = (): number => {
      const at = this.machine.allocate(this.count * 4);
      this.machine.floats(at, this.count).fill(0);
      return at;
    };
    this.w = allocate();
    this.g = allocate();
    this.m = allocate();
    this.v = allocate();
    this.other = allocate();
    this.machine.floats(this.w, this.count).set(weights);
    this.numbers = optimizerNumbers(options.optimizer);
    const offsets = parameterOffsets(graph);
    this.decaying = graph.parameters
      .filter((p) => p.decay)
      .map((p) => ({ at: offsets.get(p.name)! * 4, length: sizeOf(p.shape) }));
    this.drops = graph.nodes.some((node) => node.op === 'dropout');
  }

  step(examples: Int32Array, step: number, rate: number): void {
    this.gradient(examples, step, 0, examples.length);
    this.update(step, rate);
  }

  /**
   * Forward and backward pass of a part of a batch.
   * @param first position of these examples in the whole batch of `whole` examples
   */
  gradient(examples: Int32Array, step: number, first: number, whole: number): void {
    const { kernels } = this.machine;
    const { forward, end } = this.loaded;
    for (let from = 0; from < examples.length; from += this.chunk) {
      const part = examples.subarray(from, from + this.chunk);
      const target = from === 0 ? this.g : this.other;
      this.examples.gather(this.loaded, part);
      if (this.drops) kernels.setDropout(true, stepKey(this.options.seed, step), first + from);
      kernels.run(forward, end, part.length, this.w, target, 1 / whole);
      if (target !== this.g) kernels.addScaled(this.g, target, this.count, 1);
      this.addLoss(part.length);
    }
    if (this.drops) kernels.setDropout(false, 0, 0);
  }

  /** Adds the gradients of another part of the batch. */
  addGradients(gradients: Float32Array): void {
    const { machine, count } = this;
    machine.floats(this.other, count).set(gradients);
    machine.kernels.addScaled(this.g, this.other, count, 1);
  }

  /** The optimiser, after gradient(...). */
  update(step: number, rate: number): void {
    const { kernels } = this.machine;
    const { l2, clipNorm = 0 } = this.options;
    if (l2 > 0) for (const { at, length } of this.decaying) kernels.addScaled(this.g + at, this.w + at, length, 2 * l2);
    let gain = 1;
    if (clipNorm > 0) gain = Math.min(1, clipNorm / Math.sqrt(kernels.sumOfSquares(this.g, this.count)));
    const { numbers } = this;
    if (numbers.kind === 'sgd') {
      kernels.sgd(this.w, this.g, this.m, this.count, gain, rate, numbers.momentum);
      return;
    }
    const { beta1, beta2, epsilon } = numbers;
    // The bias corrections folded into rate and epsilon: m' / (sqrt(v') + e) = (m / c1) sqrt(c2) / (sqrt(v) + e sqrt(c2)).
    const c1 = 1 - beta1 ** (step + 1);
    const c2 = Math.sqrt(1 - beta2 ** (step + 1));
    kernels.adam(this.w, this.g, this.m, this.v, this.count, gain, (rate * c2) / c1, beta1, beta2, epsilon * c2);
  }

  evaluate(examples: Int32Array): void {
    const { forward, backward } = this.loaded;
    for (let from = 0; from < examples.length; from += this.chunk) {
      const part = examples.subarray(from, from + this.chunk);
      this.examples.gather(this.loaded, part);
      this.machine.kernels.run(forward, backward, part.length, this.w, this.g, 1);
      this.addLoss(part.length);
    }
  }

  takeLoss(): number {
    const { loss } = this;
    this.loss = 0;
    return loss;
  }

  weights(): Float32Array {
    return this.machine.floats(this.w, this.count).slice();
  }

  /** Views on the weights and on the gradients of the last step. */
  views(): { readonly weights: Float32Array; readonly gradients: Float32Array } {
    return { weights: this.machine.floats(this.w, this.count), gradients: this.machine.floats(this.g, this.count) };
  }

  /** It makes no further step. */
  close(): void {
    this.machine.giveBack();
  }

  private addLoss(examples: number): void {
    const { plan, buffers } = this.loaded;
    this.loss += this.machine.kernels.sum(buffers + plan.loss!.offset, examples);
  }
}
