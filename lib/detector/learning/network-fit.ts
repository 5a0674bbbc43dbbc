import type { Dataset, Engine, Trained, TrainingHooks, TrainingOptions } from '../../engine/engine';
import { concatFloats } from '../../math/concat';
import { halved } from '../../math/half';
import type { Blueprint } from '../../score/blueprint';
import { type Block, type Split, splitWindows, stoppingBlock } from './split';

/** A network's outputs by name, for every full window in order of time. */
export type Outputs = Readonly<Record<string, Float32Array>>;

/** Trains a blueprint's network on rows and asks it about them. */
export class NetworkFit {
  readonly #engine: Engine;
  readonly #blueprint: Blueprint;
  readonly #rows: Float32Array;
  readonly #width: number;
  readonly #seed: number;
  readonly #hasNext: boolean;
  readonly #start: Float32Array | undefined;
  /** Rows that follow a window's start up to the row that it judges. */
  readonly #reach: number;
  readonly #seams: readonly number[];
  #startsOnce: readonly number[] | undefined;
  #withoutLast: { readonly weights: Float32Array; readonly from: number } | undefined;

  /**
   * @param rows n x width, row-major, prepared for the network
   * @param seams rows that do not follow the row before them: no window is learned from that holds one behind its first row
   * @param start weights that it begins with, which know plants of this kind: it then takes fewer epochs, and fewer further trainings
   */
  constructor(
    engine: Engine,
    blueprint: Blueprint,
    rows: Float32Array,
    width: number,
    seed: number,
    seams: readonly number[] = [],
    start?: Float32Array,
  ) {
    this.#engine = engine;
    this.#blueprint = blueprint;
    this.#rows = rows;
    this.#width = width;
    this.#seed = seed;
    this.#hasNext = blueprint.graph.nodes.some((node) => node.op === 'input' && node.name === 'next');
    this.#reach = blueprint.window - 1;
    this.#start = start;
    this.#seams = seams;
  }

  /** First rows of the windows that can be learned from, ascending. */
  get #starts(): readonly number[] {
    this.#startsOnce ??= this.#findStarts();
    return this.#startsOnce;
  }

  #findStarts(): readonly number[] {
    const all = this.windows - (this.#hasNext ? 1 : 0);
    const whole = Array.from({ length: Math.max(0, all) }, (_, start) => start).filter(
      withoutSeams(this.#seams, this.#span),
    );
    const stride = Math.ceil(whole.length / (this.#blueprint.windows ?? whole.length));
    return whole.filter((_, k) => k % stride === 0);
  }

  /** Of unseen: the weights of the network that did not see the last block, and the first row that it did not judge. */
  get withoutLast(): { readonly weights: Float32Array; readonly from: number } | undefined {
    return this.#withoutLast;
  }

  /** Further trainings that show what is said of unseen rows. */
  get folds(): number {
    const { folds } = this.#blueprint;
    return this.#start === undefined ? folds : Math.min(folds, STARTED.folds);
  }

  get trainings(): number {
    return this.folds + 1;
  }

  /** Full windows in the rows. */
  get windows(): number {
    return this.#rows.length / this.#width - this.#reach;
  }

  /** Windows that can be learned from: with the row after, where the network wants it. */
  get examples(): number {
    return this.#starts.length;
  }

  /** Rows that a window takes, the row after it included where the network wants that. */
  get #span(): number {
    return this.#blueprint.window + (this.#hasNext ? 1 : 0);
  }

  /**
   * Trains on the windows that hold no row of the given blocks; these tell when to stop.
   * @param held rows that are held out
   */
  train(held: readonly Block[], hooks: TrainingHooks | undefined): Promise<Trained> {
    return this.#train(splitWindows(this.#starts, this.#span, this.#blueprint.window, [], held), hooks);
  }

  /** Trains without any look at a block of rows, not even to tell when to stop. */
  trainWithout(block: Block, hooks: TrainingHooks | undefined): Promise<Trained> {
    const { window, validation } = this.#blueprint;
    const stop = stoppingBlock(this.#starts, this.#span, window, block, validation / 2);
    return this.#train(splitWindows(this.#starts, this.#span, window, [block], [stop]), hooks);
  }

  async #train(split: Split, hooks: TrainingHooks | undefined): Promise<Trained> {
    const { graph, training } = this.#blueprint;
    const starts = Int32Array.from([...split.training, ...split.validation]);
    const validation = Int32Array.from(starts.keys()).subarray(split.training.length);
    const data = this.#dataset(starts, this.#reach + 1);
    const options = { ...training, seed: this.#seed, validation };
    const all = this.#start ? started(options, this.#start, split) : options;
    const trained = await this.#engine.train(graph, data, all, hooks);
    return { ...trained, weights: halved(trained.weights) };
  }

  /** @param names outputs of the graph */
  predict(weights: Float32Array, names: readonly string[], from = 0, to = this.windows): Promise<Outputs> {
    const starts = Int32Array.from({ length: to - from }, (_, k) => from + k);
    // Outputs do not depend on the row after; the last window has none and gets its own last one.
    return this.#engine.predict(this.#blueprint.graph, weights, this.#dataset(starts, this.#reach), names);
  }

  /**
   * The outputs for every window by a network that was trained without the row that it judges: what the network says
   * about rows that it has not seen. Rows next to each other are alike, so whole blocks of time are left out in turn.
   */
  async unseen(names: readonly string[], hooks: (fold: number) => TrainingHooks): Promise<Outputs> {
    const { folds } = this;
    const parts: Outputs[] = [];
    for (let k = 0; k < folds; k++) {
      const from = Math.floor((this.windows * k) / folds);
      const to = Math.floor((this.windows * (k + 1)) / folds);
      const { weights } = await this.trainWithout([from + this.#reach, to + this.#reach], hooks(k));
      parts.push(await this.predict(weights, names, from, to));
      this.#withoutLast = { weights, from: from + this.#reach };
    }
    return Object.fromEntries(names.map((name) => [name, concatFloats(parts.map((part) => part[name]!))]));
  }

  #dataset(starts: Int32Array, next: number): Dataset {
    return {
      rows: this.#rows,
      width: this.#width,
      starts,
      inputs: {
        window: { offset: 0, length: this.#blueprint.window },
        ...(this.#hasNext && { next: { offset: next, length: 1 } }),
      },
    };
  }
}

/** What is enough for a network that begins with what it needs to know: steps of the optimiser, but some epochs at least. */
const STARTED = { steps: 8, epochs: 3, patience: 1 / 4, folds: 2 };
/** Up to so many windows make one batch then. */
const ONE_BATCH = 64;

function started(options: TrainingOptions, start: Float32Array, { training }: Split): TrainingOptions {
  const batch = training.length <= ONE_BATCH ? Math.max(options.batch, training.length) : options.batch;
  const wanted = Math.max(STARTED.epochs, Math.ceil((STARTED.steps * batch) / training.length));
  const epochs = Math.min(options.epochs, wanted);
  return {
    ...options,
    start,
    batch,
    epochs,
    patience: Math.min(options.patience, Math.ceil(epochs * STARTED.patience)),
  };
}

/** Whether the rows [start, start + span) follow each other. */
function withoutSeams(seams: readonly number[], span: number): (start: number) => boolean {
  const cut = new Set(seams.flatMap((seam) => Array.from({ length: span - 1 }, (_, k) => seam - 1 - k)));
  return (start) => !cut.has(start);
}
