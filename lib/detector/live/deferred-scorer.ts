import type { Scorer } from '../../engine/engine';

/** Results of a network for several windows: by output name, one window after the other. */
export type Answers = Readonly<Record<string, Float32Array>>;

/**
 * A scorer whose network may run elsewhere. What a network is asked depends on the records alone, never on its answers, so
 * a batch of records is gone through twice: once to note what will be asked, and, when the answers have come, once more
 * for real.
 */
export class DeferredScorer implements Scorer {
  readonly #local: Scorer;
  /** Numbers of a window, and a window where it runs elsewhere. */
  readonly #size: number;
  #input: Float32Array | undefined;
  /** Windows noted so far, when noting. */
  #noted: Float32Array[] | undefined;
  #answers: Answers | undefined;
  /** Which answer is read: -1 before the first run. */
  #at = -1;
  #count = 0;

  /** @param size numbers of a window */
  constructor(local: Scorer, size: number) {
    this.#local = local;
    this.#size = size;
  }

  /** From now on nothing is run; windows are noted. */
  note(): void {
    this.#noted = [];
    this.#answers = undefined;
  }

  /** Ends noting, gives the windows, and is local again. */
  noted(): Float32Array[] {
    const windows = this.#noted ?? [];
    this.#noted = undefined;
    return windows;
  }

  /** From now on each run takes the next of these answers. */
  replay(answers: Answers, count: number): void {
    this.#answers = answers;
    this.#at = -1;
    this.#count = count;
  }

  /** The network runs here again. */
  local(): void {
    this.#noted = undefined;
    this.#answers = undefined;
  }

  input(name: string): Float32Array {
    if (this.#noted === undefined && this.#answers === undefined) return this.#local.input(name);
    this.#input ??= new Float32Array(this.#size);
    return this.#input;
  }

  run(): void {
    if (this.#noted !== undefined) this.#noted.push(this.#input!.slice());
    else if (this.#answers === undefined) this.#local.run();
    else if (++this.#at >= this.#count) throw new Error('the network was asked more often than its answers allow');
  }

  /** While noting, what the network said last stands in: those results are thrown away. */
  output(name: string): Float32Array {
    const answers = this.#answers?.[name];
    if (answers === undefined) return this.#local.output(name);
    const size = answers.length / this.#count;
    return answers.subarray(this.#at * size, (this.#at + 1) * size);
  }

  weights(): Float32Array {
    return this.#local.weights();
  }

  dispose(): void {
    this.#local.dispose();
  }
}
