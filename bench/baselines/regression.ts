import type { Matrix } from '../../lib/data/matrix';
import { NormalEquations } from '../../lib/math/normal-equations';
import { createRandom, type Random } from '../../lib/math/random';
import type { Method } from './method';
import { standardizer } from './standardize';

/** A value that a tag is told from: which column, how many rows ago. */
interface Input {
  readonly column: number;
  readonly lag: number;
}

/** What a prediction is made of: inputs to features, the constant among them. */
interface Features {
  readonly size: number;
  of(inputs: Float64Array, out: Float64Array): void;
}

/** First part of the training rows, which shows how far off the others' solution is. */
const HELD_OUT = 0.2;
const RIDGE = 0.3;
/** Keeps a tag that is told exactly from outshouting the others; a residual counts for CAP at most. */
const LEAST_DEVIATION = 0.05;
const CAP = 100;

/** Each tag told from the other tags, now and a few rows ago, by least squares. */
export const linearFromOthers = regression('linear-from-others', plain, (k, width) => lagged(others(k, width), 0, 4));

/** Each tag told from the past of all tags: a vector autoregression. */
export const linearAr = regression('linear-ar', plain, (k, width) => lagged([k, ...others(k, width)], 1, 16));

/** Random Fourier features (Rahimi, Recht 2007): each tag told by a nonlinear function of the others, 4 lags, and its past. */
export const randomFourier = regression('random-fourier', fourier(600), (k, width) => [
  ...lagged(others(k, width), 0, 4),
  ...lagged([k], 1, 4),
]);

function others(k: number, width: number): number[] {
  return Array.from({ length: width }, (_, i) => i).filter((i) => i !== k);
}

function lagged(columns: readonly number[], from: number, to: number): Input[] {
  return columns.flatMap((column) => Array.from({ length: to - from + 1 }, (_, i) => ({ column, lag: from + i })));
}

/** The score of a row is the sum over the tags of the squared residual in units of its held-out deviation. */
function regression(
  name: string,
  featuresOf: (inputs: number, random: Random) => Features,
  inputsOf: (tag: number, width: number) => readonly Input[],
): Method {
  return {
    name,
    fit: (train, seed) => {
      const scale = standardizer(train);
      const random = createRandom(seed);
      const known = scale(train);
      const tags = Array.from({ length: train.width }, (_, k) => {
        const inputs = inputsOf(k, train.width);
        return fitTag(known, k, inputs, featuresOf(inputs.length, random));
      });
      return (rows) => {
        const scores = new Float64Array(rows.rows);
        const scaled = scale(rows);
        for (const tag of tags) {
          const off = tag(scaled);
          for (let t = 0; t < off.length; t++) scores[t]! += Math.min(off[t]! ** 2, CAP);
        }
        return scores;
      };
    },
  };
}

function fitTag(
  train: Matrix,
  k: number,
  inputs: readonly Input[],
  features: Features,
): (rows: Matrix) => Float64Array {
  const cut = Math.round(train.rows * HELD_OUT);
  const weights = solve(train, k, inputs, features, cut);
  const residuals = (rows: Matrix): Float64Array => {
    const row = new Float64Array(features.size);
    const picked = new Float64Array(inputs.length);
    return Float64Array.from({ length: rows.rows }, (_, t) => {
      pick(rows, t, inputs, picked);
      features.of(picked, row);
      return rows.data[t * rows.width + k]! - dot(row, weights);
    });
  };
  const early = residuals(train).subarray(0, cut);
  const deviation = Math.sqrt(early.reduce((sum, r) => sum + r * r, 0) / cut) + LEAST_DEVIATION;
  return (rows) => residuals(rows).map((r) => r / deviation);
}

function solve(train: Matrix, k: number, inputs: readonly Input[], features: Features, from: number): Float64Array {
  const equations = new NormalEquations(features.size);
  const row = new Float64Array(features.size);
  const picked = new Float64Array(inputs.length);
  for (let t = from; t < train.rows; t++) {
    pick(train, t, inputs, picked);
    features.of(picked, row);
    equations.add(row, train.data[t * train.width + k]!);
  }
  return equations.solve(row.fill(RIDGE)).weights;
}

/** Before the first row stands the first row. */
function pick({ data, width }: Matrix, t: number, inputs: readonly Input[], out: Float64Array): void {
  for (let i = 0; i < inputs.length; i++) {
    const { column, lag } = inputs[i]!;
    out[i] = data[Math.max(0, t - lag) * width + column]!;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function plain(inputs: number): Features {
  return {
    size: inputs + 1,
    of: (x, out) => {
      out.set(x);
      out[inputs] = 1;
    },
  };
}

function fourier(count: number): (inputs: number, random: Random) => Features {
  return (inputs, random) => {
    const directions = Float64Array.from({ length: count * inputs }, () => random.normal() / Math.sqrt(inputs));
    const phases = Float64Array.from({ length: count }, () => 2 * Math.PI * random.next());
    return {
      size: count + inputs + 1,
      of: (x, out) => {
        for (let f = 0; f < count; f++) {
          let angle = phases[f]!;
          for (let i = 0; i < inputs; i++) angle += directions[f * inputs + i]! * x[i]!;
          out[f] = Math.cos(angle);
        }
        out.set(x, count);
        out[count + inputs] = 1;
      },
    };
  };
}
