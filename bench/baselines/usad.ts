import type { Matrix } from '../../lib/data/matrix';
import { chain, dense, type Layer } from './neural/layers';
import { add, linear, relu, sigmoid, squaredError } from './neural/operations';
import { Adam } from './neural/optimizer';
import { Tape, type Value } from './neural/tape';
import { batches, range, windowsAt } from './neural/windows';
import type { Rival } from './rival';

/** Rows of a window, as the paper sets it for SMAP and MSL (appendix). */
const WINDOW = 5;

/** How large it is and how it is trained. */
interface UsadSettings {
  readonly name: string;
  /** Units of the encoder's two hidden layers and of its code, for windows of n numbers of so many columns. */
  sizes(n: number, columns: number): readonly [number, number, number];
  readonly epochs: number;
  /** Every so manieth window trains. */
  readonly stride: number;
  readonly batch: number;
  readonly rate: number;
  readonly decay: number;
  /** Share of the first error in the score. */
  readonly alpha: number;
  /** Whether the second decoder is trained to make what passed both worse, as the paper has it, or better. */
  readonly adversarial: boolean;
}

/**
 * As the paper and its authors' code set it. Every fifth window trains: the paper takes every fifth row, which would leave
 * fewer rows to score. The code is what the paper chose for SMAP (25 columns) and MSL (55).
 */
const AUTHORS: UsadSettings = {
  name: 'usad',
  sizes: (n, columns) => [Math.floor(n / 2), Math.floor(n / 4), columns === 55 ? 33 : 55],
  epochs: 250,
  stride: 5,
  batch: 7919,
  rate: 0.001,
  decay: 0,
  alpha: 0.5,
  adversarial: true,
};

/**
 * What TranAD's repository calls USAD (https://github.com/imperial-qore/TranAD): far smaller, five epochs, a window a step,
 * and both losses add the error of the second pass, so that nothing is adversarial.
 */
const TRANAD_REPOSITORY: UsadSettings = {
  name: 'usad, sizes of TranAD’s repository',
  sizes: () => [16, 16, 5],
  epochs: 5,
  stride: 1,
  batch: 1,
  rate: 1e-4,
  decay: 1e-5,
  alpha: 0.1,
  adversarial: false,
};

/**
 * USAD (Audibert et al. 2020, DOI 10.1145/3394486.3403392). Windows w of n = 5 m numbers; an encoder n, n/2, n/4, z and two
 * decoders z, n/4, n/2, n. With AE1 and AE2 the encoder and each decoder, epoch e:
 *   L1 = |w - AE1(w)|² / e + (1 - 1/e) |w - AE2(AE1(w))|²   trains the encoder and the first decoder,
 *   L2 = |w - AE2(w)|² / e - (1 - 1/e) |w - AE2(AE1(w))|²   trains the encoder and the second.
 * The score is alpha |w - AE1(w)|² + (1 - alpha) |w - AE2(AE1(w))|², as a mean over the window.
 */
export const usad = usadOf(AUTHORS);

/** The same with other settings, which say where published figures of that name come from. */
export const smallUsad = usadOf(TRANAD_REPOSITORY);

function usadOf(settings: UsadSettings): Rival {
  return {
    name: settings.name,
    weights: (columns) => new Network(settings, columns, 0).weights,
    fit: (train, seed) => {
      const network = new Network(settings, train.width, seed);
      network.learn(train);
      return (rows) => network.score(rows);
    },
  };
}

class Network {
  readonly #settings: UsadSettings;
  readonly #tape: Tape;
  readonly #size: number;
  readonly #encoder: Layer;
  readonly #decoders: readonly [Layer, Layer];
  /** What each of the two losses trains. */
  readonly #trained: readonly [Value[], Value[]];

  constructor(settings: UsadSettings, columns: number, seed: number) {
    const tape = new Tape(seed);
    const n = WINDOW * columns;
    const [wide, narrow, code] = settings.sizes(n, columns);
    const decoder = (): Layer =>
      chain(dense(tape, code, narrow), relu, dense(tape, narrow, wide), relu, dense(tape, wide, n), sigmoid);
    this.#settings = settings;
    this.#tape = tape;
    this.#size = n;
    this.#encoder = chain(dense(tape, n, wide), relu, dense(tape, wide, narrow), relu, dense(tape, narrow, code), relu);
    const encoder = [...tape.parameters];
    const first = decoder();
    const middle = tape.parameters.length;
    this.#decoders = [first, decoder()];
    this.#trained = [tape.parameters.slice(0, middle), [...encoder, ...tape.parameters.slice(middle)]];
  }

  get weights(): number {
    return this.#tape.parameters.reduce((sum, { size }) => sum + size, 0);
  }

  learn(train: Matrix): void {
    const { epochs, stride, batch, rate, decay, adversarial } = this.#settings;
    const optimizers = this.#trained.map((parameters) => new Adam(this.#tape, { rate, decay }, parameters));
    const ends = range(0, train.rows).filter((t) => t % stride === 0);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (const some of batches(ends, batch)) {
        for (const [i, optimizer] of optimizers.entries()) {
          const windows = this.#windows(train, some);
          const [own, twice] = [this.#error(windows, i), this.#twice(windows)];
          const sign = adversarial && i === 1 ? -1 : 1;
          optimizer.step(add(linear(own, 1 / epoch), linear(twice, sign * (1 - 1 / epoch))));
        }
      }
    }
  }

  score(rows: Matrix): Float64Array {
    this.#tape.training = false;
    const { alpha } = this.#settings;
    const scores = new Float64Array(rows.rows);
    for (const ends of batches(range(0, rows.rows), 512)) {
      const windows = this.#windows(rows, ends);
      const once = this.#decoders[0](this.#encoder(windows));
      const twice = this.#decoders[1](this.#encoder(once));
      const [w, a, b] = [windows.data, once.data, twice.data];
      ends.forEach((t, i) => {
        for (let k = i * this.#size; k < (i + 1) * this.#size; k++) {
          scores[t]! += (alpha * (w[k]! - a[k]!) ** 2 + (1 - alpha) * (w[k]! - b[k]!) ** 2) / this.#size;
        }
      });
      this.#tape.clear();
    }
    return scores;
  }

  #windows(rows: Matrix, ends: readonly number[]): Value {
    return this.#tape.constant([ends.length, this.#size], windowsAt(rows, ends, WINDOW));
  }

  #error(windows: Value, decoder: number): Value {
    return squaredError(windows, this.#decoders[decoder]!(this.#encoder(windows)));
  }

  #twice(windows: Value): Value {
    return squaredError(windows, this.#decoders[1](this.#encoder(this.#decoders[0](this.#encoder(windows)))));
  }
}
