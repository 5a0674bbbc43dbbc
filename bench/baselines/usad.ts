import type { Matrix } from '../../lib/data/matrix';
import { chain, dense, type Layer } from './neural/layers';
import { add, linear, relu, sigmoid, squaredError } from './neural/operations';
import { Adam } from './neural/optimizer';
import { Tape, type Value } from './neural/tape';
import { batches, range, windowsAt } from './neural/windows';
import type { Rival } from './rival';

/** As the paper sets them for SMAP and MSL (appendix): rows of a window, epochs. */
const WINDOW = 5;
const EPOCHS = 250;
/** Every fifth window trains: the paper takes every fifth row, which would leave fewer rows to score. */
const STRIDE = 5;
/** As in the authors' code. */
const BATCH = 7919;
const RATE = 0.001;
const ALPHA = 0.5;

/**
 * USAD (Audibert et al. 2020, DOI 10.1145/3394486.3403392). Windows w of n = 5 m numbers; an encoder n, n/2, n/4, z and two
 * decoders z, n/4, n/2, n. With AE1 and AE2 the encoder and each decoder, epoch e:
 *   L1 = |w - AE1(w)|² / e + (1 - 1/e) |w - AE2(AE1(w))|²   trains the encoder and the first decoder,
 *   L2 = |w - AE2(w)|² / e - (1 - 1/e) |w - AE2(AE1(w))|²   trains the encoder and the second.
 * The score is alpha |w - AE1(w)|² + (1 - alpha) |w - AE2(AE1(w))|², as a mean over the window.
 */
export const usad: Rival = {
  name: 'usad',
  weights: (columns) => new Network(columns, 0).weights,
  fit: (train, seed) => {
    const network = new Network(train.width, seed);
    network.learn(train);
    return (rows) => network.score(rows);
  },
};

/** What the paper chose for SMAP (25 columns) and MSL (55). */
function latent(columns: number): number {
  return columns === 55 ? 33 : 55;
}

class Network {
  readonly #tape: Tape;
  readonly #size: number;
  readonly #encoder: Layer;
  readonly #decoders: readonly [Layer, Layer];
  /** What each of the two losses trains. */
  readonly #trained: readonly [Value[], Value[]];

  constructor(columns: number, seed: number) {
    const tape = new Tape(seed);
    const n = WINDOW * columns;
    const z = latent(columns);
    const [half, quarter] = [Math.floor(n / 2), Math.floor(n / 4)];
    const decoder = (): Layer =>
      chain(dense(tape, z, quarter), relu, dense(tape, quarter, half), relu, dense(tape, half, n), sigmoid);
    this.#tape = tape;
    this.#size = n;
    this.#encoder = chain(dense(tape, n, half), relu, dense(tape, half, quarter), relu, dense(tape, quarter, z), relu);
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
    const optimizers = this.#trained.map((parameters) => new Adam(this.#tape, { rate: RATE }, parameters));
    for (let epoch = 1; epoch <= EPOCHS; epoch++) {
      for (const ends of batches(
        range(0, train.rows).filter((t) => t % STRIDE === 0),
        BATCH,
      )) {
        for (const [i, optimizer] of optimizers.entries()) {
          const windows = this.#windows(train, ends);
          const [own, twice] = [this.#error(windows, i), this.#twice(windows)];
          optimizer.step(add(linear(own, 1 / epoch), linear(twice, (i === 0 ? 1 : -1) * (1 - 1 / epoch))));
        }
      }
    }
  }

  score(rows: Matrix): Float64Array {
    this.#tape.training = false;
    const scores = new Float64Array(rows.rows);
    for (const ends of batches(range(0, rows.rows), 512)) {
      const windows = this.#windows(rows, ends);
      const once = this.#decoders[0](this.#encoder(windows));
      const twice = this.#decoders[1](this.#encoder(once));
      const [w, a, b] = [windows.data, once.data, twice.data];
      ends.forEach((t, i) => {
        for (let k = i * this.#size; k < (i + 1) * this.#size; k++) {
          scores[t]! += (ALPHA * (w[k]! - a[k]!) ** 2 + (1 - ALPHA) * (w[k]! - b[k]!) ** 2) / this.#size;
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
