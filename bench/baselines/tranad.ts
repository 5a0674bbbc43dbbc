import type { Matrix } from '../../lib/data/matrix';
import { multiHead } from './neural/attention';
import { chain, dense, type Layer } from './neural/layers';
import { add, dropout, linear, sigmoid, square, subtract, total } from './neural/operations';
import { Adam } from './neural/optimizer';
import { concat, reshape } from './neural/shapes';
import { Tape, type Value } from './neural/tape';
import { batches, range, windowsAt } from './neural/windows';
import type { Rival } from './rival';

/** As in the authors' repository for SMAP; the heads are as many as the columns. */
const WINDOW = 10;
const HIDDEN = 16;
const DROPOUT = 0.1;
const BATCH = 128;
const EPOCHS = 5;
const RATE = 0.001;
const DECAY = 1e-5;

/**
 * TranAD (Tuli, Casale, Jennings 2022, DOI 10.14778/3514061.3514067). A window of m columns, with a focus c beside each
 * value, goes through an encoder to a memory [batch, 10, 2 m]; a decoder that asks with the last row gives that row again.
 * Phase one has c = 0, phase two c = the squared error of phase one, with a second decoder.
 *
 * As in the authors' code, which gave the published figures, and not as in the paper: both phases lower their error (the
 * paper's second decoder works against the first), and the feed-forward parts have no activation, because its LeakyReLU
 * has the slope 1. No layer normalisation. The score is the mean squared error of the last row in phase two.
 */
export const tranad: Rival = {
  name: 'tranad',
  weights: (columns) => new Network(columns, 0).weights,
  fit: (train, seed) => {
    const network = new Network(train.width, seed);
    network.learn(train);
    return (rows) => network.score(rows);
  },
};

class Network {
  readonly #tape: Tape;
  readonly #columns: number;
  readonly #positions: Float32Array;
  readonly #encoder: Layer;
  readonly #decoders: readonly ((query: Value, memory: Value) => Value)[];
  readonly #last: Layer;

  constructor(columns: number, seed: number) {
    const tape = new Tape(seed);
    this.#tape = tape;
    this.#columns = columns;
    this.#positions = positions(2 * columns);
    this.#encoder = encoder(tape, 2 * columns, columns);
    this.#decoders = [decoder(tape, 2 * columns, columns), decoder(tape, 2 * columns, columns)];
    this.#last = chain(dense(tape, 2 * columns, columns), sigmoid);
  }

  get weights(): number {
    return this.#tape.parameters.reduce((sum, { size }) => sum + size, 0);
  }

  learn(train: Matrix): void {
    const optimizer = new Adam(this.#tape, { rate: RATE, decay: DECAY });
    for (let epoch = 1; epoch <= EPOCHS; epoch++) {
      for (const ends of batches(range(0, train.rows), BATCH)) {
        const [first, second] = this.#errors(train, ends);
        const share = 1 / epoch / first.size;
        optimizer.step(add(total(first, share), total(second, 1 / second.size - share)));
      }
    }
  }

  score(rows: Matrix): Float64Array {
    this.#tape.training = false;
    const scores = new Float64Array(rows.rows);
    for (const ends of batches(range(0, rows.rows), BATCH)) {
      const { data } = this.#errors(rows, ends)[1];
      ends.forEach((t, i) => {
        for (let k = 0; k < this.#columns; k++) scores[t]! += data[i * this.#columns + k]! / this.#columns;
      });
      this.#tape.clear();
    }
    return scores;
  }

  /** Squared errors of the windows' last rows [batch, 1, m], after phase one and after phase two. */
  #errors(rows: Matrix, ends: readonly number[]): [Value, Value] {
    const [tape, m] = [this.#tape, this.#columns];
    const windows = tape.constant([ends.length, WINDOW, m], windowsAt(rows, ends, WINDOW));
    const last = tape.constant([ends.length, 1, m], windowsAt(rows, ends, 1));
    const error = (phase: number, focus: Value): [said: Value, error: Value] => {
      const said = this.#last(this.#decoders[phase]!(concat([last, last]), this.#memory(windows, focus)));
      return [said, square(subtract(said, last))];
    };
    const [said, first] = error(0, tape.constant(windows.shape));
    // The focus of every row of a window is how far it is from what phase one said of the last one.
    const spread = reshape(concat(Array.from({ length: WINDOW }, () => said)), windows.shape);
    return [first, error(1, square(subtract(spread, windows)))[1]];
  }

  #memory(windows: Value, focus: Value): Value {
    const both = linear(concat([windows, focus]), Math.sqrt(this.#columns));
    const placed = add(both, this.#tape.constant([WINDOW, 2 * this.#columns], this.#positions));
    return this.#encoder(dropout(placed, DROPOUT));
  }
}

function encoder(tape: Tape, width: number, heads: number): Layer {
  const attend = multiHead(tape, width, heads, DROPOUT);
  const forward = feedForward(tape, width);
  return (x) => forward(add(x, dropout(attend(x, x), DROPOUT)));
}

function decoder(tape: Tape, width: number, heads: number): (query: Value, memory: Value) => Value {
  const attendSelf = multiHead(tape, width, heads, DROPOUT);
  const attend = multiHead(tape, width, heads, DROPOUT);
  const forward = feedForward(tape, width);
  return (query, memory) => {
    const asked = add(query, dropout(attendSelf(query, query), DROPOUT));
    return forward(add(asked, dropout(attend(asked, memory), DROPOUT)));
  };
}

function feedForward(tape: Tape, width: number): Layer {
  const [narrow, wide] = [dense(tape, width, HIDDEN), dense(tape, HIDDEN, width)];
  return (x) => add(x, dropout(wide(dropout(narrow(x), DROPOUT)), DROPOUT));
}

/** Sine and cosine of each position, added up. */
function positions(width: number): Float32Array {
  return Float32Array.from({ length: WINDOW * width }, (_, i) => {
    const angle = Math.floor(i / width) * Math.exp((-(i % width) * Math.log(10_000)) / width);
    return Math.sin(angle) + Math.cos(angle);
  });
}
