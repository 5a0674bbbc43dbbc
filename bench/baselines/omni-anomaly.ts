import type { Matrix } from '../../lib/data/matrix';
import { gaussianLogProb, gaussianSample } from './neural/gaussian';
import { glorot, glorotDense, type Layer } from './neural/layers';
import { add, affine, rowSums, subtract, total } from './neural/operations';
import { Adam } from './neural/optimizer';
import { type Flow, planarFlow } from './neural/planar-flow';
import { gru } from './neural/recurrent';
import { slice, stack } from './neural/shapes';
import { randomWalkLogProb } from './neural/state-space';
import { Tape, type Value } from './neural/tape';
import { batches, range, windowsAt } from './neural/windows';
import type { Rival } from './rival';

export interface OmniOptions {
  /** Units of the recurrent and of the dense layers; the authors have 500. */
  readonly units: number;
}

/** As in the authors' code. */
const WINDOW = 100;
const LATENT = 3;
const FLOWS = 20;
const EPOCHS = 10;
const BATCH = 50;
const RATE = 0.001;
const CLIP = 10;
/** Windows that are scored together. */
const SCORED = 250;

/**
 * OmniAnomaly (Su et al. 2019, DOI 10.1145/3292500.3330672), a variational autoencoder with memory. Of a window x
 * [100, batch, m]: GRU and two dense layers to h; z_t [batch, 3] is normal around what h_t and z_(t-1) say, then bent by 20
 * planar flows; GRU and two dense layers over z to the mean and deviation of x. The prior of z is a random walk with noise.
 * The score is minus the logarithm of the reconstruction probability of the window's last row.
 *
 * Otherwise than the authors: scored with the mean path of z instead of the mean of 1,024 drawn ones, and no early stop.
 */
export function omniAnomaly({ units }: OmniOptions): Rival {
  return {
    name: 'omni-anomaly',
    weights: (columns) => new Network(columns, units, 0).weights,
    fit: (train, seed) => {
      const network = new Network(train.width, units, seed);
      network.learn(train);
      return (rows) => network.score(rows);
    },
  };
}

class Network {
  readonly #tape: Tape;
  readonly #columns: number;
  readonly #encode: Layer;
  /** Mean and deviation of z_t side by side: the part that h_t says and the part that z_(t-1) says. */
  readonly #latent: { readonly state: Layer; readonly before: Layer };
  readonly #flows: readonly Flow[];
  readonly #decode: Layer;
  readonly #output: Layer;

  constructor(columns: number, units: number, seed: number) {
    const tape = new Tape(seed);
    this.#tape = tape;
    this.#columns = columns;
    this.#encode = recurrent(tape, columns, units);
    const before = tape.parameter([LATENT, 2 * LATENT], glorot(units + LATENT, LATENT));
    this.#latent = { state: glorotDense(tape, units, 2 * LATENT), before: (z) => affine(z, before) };
    this.#flows = Array.from({ length: FLOWS }, () => planarFlow(tape, LATENT));
    this.#decode = recurrent(tape, LATENT, units);
    this.#output = glorotDense(tape, units, 2 * columns);
  }

  get weights(): number {
    return this.#tape.parameters.reduce((sum, { size }) => sum + size, 0);
  }

  learn(train: Matrix): void {
    const optimizer = new Adam(this.#tape, { rate: RATE, clip: CLIP });
    const ends = range(Math.min(WINDOW, train.rows) - 1, train.rows);
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      for (const batch of batches(shuffled(ends, this.#tape), BATCH)) optimizer.step(this.#loss(train, batch));
    }
  }

  /** Minus the evidence lower bound, per row. */
  #loss(rows: Matrix, ends: readonly number[]): Value {
    const x = this.#windows(rows, ends);
    const { z, logDensity } = this.#sample(x);
    const prior = rowSums(randomWalkLogProb(z, WINDOW));
    const evidence = subtract(add(rowSums(this.#logProb(x, z)), prior), logDensity);
    return total(evidence, -1 / evidence.size);
  }

  score(rows: Matrix): Float64Array {
    this.#tape.training = false;
    const scores = new Float64Array(rows.rows);
    for (const ends of batches(range(0, rows.rows), SCORED)) {
      const x = this.#windows(rows, ends);
      const { data } = this.#logProb(x, this.#sample(x).z);
      const last = (WINDOW - 1) * ends.length;
      ends.forEach((t, i) => {
        for (let k = 0; k < this.#columns; k++) scores[t]! -= data[(last + i) * this.#columns + k]!;
      });
      this.#tape.clear();
    }
    return scores;
  }

  /** Windows as [100 * batch, m], the first rows of all windows first. */
  #windows(rows: Matrix, ends: readonly number[]): Value {
    const [m, n] = [this.#columns, ends.length];
    const windows = windowsAt(rows, ends, WINDOW);
    const x = this.#tape.constant([WINDOW * n, m]);
    const { data } = x;
    for (let w = 0; w < n; w++) {
      for (let t = 0; t < WINDOW; t++) {
        const from = (w * WINDOW + t) * m;
        data.set(windows.subarray(from, from + m), (t * n + w) * m);
      }
    }
    return x;
  }

  /** A path of z [100 * batch, 3] and the logarithm of its density [100 * batch, 1]; the mean path when not training. */
  #sample(x: Value): { z: Value; logDensity: Value } {
    const { training, random } = this.#tape;
    const told = this.#latent.state(this.#encode(x));
    const n = x.rows / WINDOW;
    let before = this.#tape.constant([n, LATENT]);
    const path: Value[] = [];
    const normals: Value[] = [];
    for (let t = 0; t < WINDOW; t++) {
      const normal = add(slice(told, t * n, (t + 1) * n), this.#latent.before(before));
      const noise = Float32Array.from({ length: n * LATENT }, () => (training ? random.normal() : 0));
      before = gaussianSample(normal, noise);
      path.push(before);
      normals.push(normal);
    }
    let z = stack(path);
    let logDensity = rowSums(gaussianLogProb(z, stack(normals)));
    for (const flow of this.#flows) {
      const bent = flow(z);
      z = bent.z;
      logDensity = subtract(logDensity, bent.logDeterminant);
    }
    return { z, logDensity };
  }

  /** Of every number of x given z, [100 * batch, m]. */
  #logProb(x: Value, z: Value): Value {
    return gaussianLogProb(x, this.#output(this.#decode(z)));
  }
}

/** A recurrent layer and two dense ones, without activation as in the authors' code. */
function recurrent(tape: Tape, inC: number, units: number): Layer {
  const cell = gru(tape, inC, units);
  const first = glorotDense(tape, units, units);
  const second = glorotDense(tape, units, units);
  return (x) => second(first(cell(x, WINDOW)));
}

/** Fisher-Yates. */
function shuffled(values: readonly number[], { random }: Tape): number[] {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
