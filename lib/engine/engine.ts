import type { Graph } from '../network/graph';

/**
 * What a detector asks of an engine. Two engines run the same graph with the same result: wasm (built in) and
 * tensorflow (optional). Weights travel as one Float32Array per graph, in graph.parameters order, each parameter
 * row-major.
 */
export interface Engine {
  readonly name: 'wasm' | 'tensorflow';
  /** What really runs, for people: 'wasm simd', 'webgpu (NVIDIA H200)'. */
  readonly device: string;
  /** Trains from fresh weights (or from options.start). Runs where it is called: in our worker thread. */
  train(graph: Graph, data: Dataset, options: TrainingOptions, hooks?: TrainingHooks): Promise<Trained>;
  /** Evaluates named outputs for every example of a data set, in order; one array per output, examples x output size. */
  predict(
    graph: Graph,
    weights: Float32Array,
    data: Dataset,
    outputs: readonly string[],
  ): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

/** Examples cut from a matrix of rows: no copy per window, and a worker gets them in one transfer. */
export interface Dataset {
  /** rows x width, row-major. */
  readonly rows: Float32Array;
  readonly width: number;
  /** First row of each example. */
  readonly starts: Int32Array;
  /** For each graph input the rows [start + offset, start + offset + length) that it gets. */
  readonly inputs: Readonly<Record<string, { readonly offset: number; readonly length: number }>>;
}

export interface TrainingOptions {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer:
    | {
        readonly kind: 'adam';
        readonly rate: number;
        readonly beta1?: number;
        readonly beta2?: number;
        readonly epsilon?: number;
      }
    | { readonly kind: 'sgd'; readonly rate: number; readonly momentum?: number };
  /** L2: alpha of paper 1, equation 3, on the parameters marked decay. */
  readonly l2: number;
  /** Gradients are scaled down to this global norm; 0 = off. */
  readonly clipNorm?: number;
  /** Learning rate over the epochs. */
  readonly schedule?: 'constant' | 'cosine';
  /** Examples of the data set (indices into starts) that are held out for validation; the rest trains. */
  readonly validation: Int32Array;
  /** Epochs without improvement of the validation loss before the training ends; 0 = never. */
  readonly patience: number;
  /** Which weights come of it: those of the lowest validation loss (default), or of the last epoch. */
  readonly keep?: 'best' | 'last';
  readonly seed: number;
  readonly start?: Float32Array;
}

/** How whoever waits for a training takes part in it. */
export interface TrainingHooks {
  onEpoch?(progress: Progress): void;
  /** Asked between steps; true ends the training with a CancelledError. */
  cancelled?(): boolean;
}

/** Told after each epoch. */
export interface Progress {
  /** Finished epochs, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean loss over the epoch, without the L2 term. */
  readonly loss: number;
  /** NaN without a validation split. */
  readonly validationLoss: number;
}

/** What comes of a training: the weights that the options asked to keep. */
export interface Trained {
  readonly weights: Float32Array;
  readonly history: readonly Progress[];
  readonly bestEpoch: number;
  readonly device: string;
}

/** The end of a training that nobody wants any more; not a failure. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('the training was cancelled');
  }
}

/**
 * Scores one example at a time on the live path: synchronous, allocation-free. Fill input(...), call run(), read
 * output(...). The views are valid until the next call of any scorer; do not keep them.
 */
export interface Scorer {
  input(name: string): Float32Array;
  run(): void;
  output(name: string): Float32Array;
  /** A copy of the weights. */
  weights(): Float32Array;
  dispose(): void;
}
