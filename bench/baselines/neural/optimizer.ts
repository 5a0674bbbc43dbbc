import type { Tape, Value } from './tape';

export interface AdamOptions {
  readonly rate: number;
  /** Share of every weight that goes with each step, times the rate (AdamW: Loshchilov, Hutter 2019). */
  readonly decay?: number;
  /** Largest norm of all gradients together. */
  readonly clip?: number;
}

const EPSILON = 1e-8;

/** Adam (Kingma, Ba 2015, arXiv 1412.6980), with the usual decay rates of its averages. */
export class Adam {
  rate: number;
  readonly #parameters: readonly Value[];
  readonly #tape: Tape;
  readonly #moments: readonly (readonly [Float32Array, Float32Array])[];
  readonly #decay: number;
  readonly #clip: number;
  #steps = 0;

  /** @param parameters what it moves; all of the tape without */
  constructor(
    tape: Tape,
    { rate, decay = 0, clip = Number.POSITIVE_INFINITY }: AdamOptions,
    parameters = tape.parameters,
  ) {
    this.#tape = tape;
    this.#parameters = [...parameters];
    this.#moments = this.#parameters.map(({ size }) => [tape.keep(size), tape.keep(size)] as const);
    this.rate = rate;
    this.#decay = decay;
    this.#clip = clip;
  }

  /** One step down the gradients of the loss; the tape is cleared. */
  step(loss: Value): void {
    this.#tape.backward(loss);
    const gain = this.#gain();
    this.#steps++;
    const first = 1 - 0.9 ** this.#steps;
    const second = Math.sqrt(1 - 0.999 ** this.#steps);
    this.#parameters.forEach((parameter, i) => {
      if (this.#decay > 0) {
        const { data } = parameter;
        const kept = 1 - this.rate * this.#decay;
        for (let k = 0; k < data.length; k++) data[k]! *= kept;
      }
      this.#tape.adam(parameter, this.#moments[i]!, gain, (this.rate * second) / first, EPSILON * second);
    });
    this.#tape.clear();
  }

  /** What brings the gradients below the largest norm. */
  #gain(): number {
    if (this.#clip === Number.POSITIVE_INFINITY) return 1;
    let squares = 0;
    for (const { gradient } of this.#parameters) for (const g of gradient) squares += g * g;
    return Math.min(1, this.#clip / Math.sqrt(squares));
  }
}
