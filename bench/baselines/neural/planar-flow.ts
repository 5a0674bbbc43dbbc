import { uniform } from './layers';
import {
  add,
  affine,
  each,
  linear,
  log,
  multiply,
  rowSums,
  softplus,
  square,
  subtract,
  tanh,
  total,
} from './operations';
import { reshape } from './shapes';
import type { Tape, Value } from './tape';

export type Flow = (z: Value) => { readonly z: Value /** [rows, 1] */; readonly logDeterminant: Value };

/**
 * z + u tanh(w z + b) (Rezende, Mohamed 2015, arXiv 1505.05770, equations 10 to 12), with u moved so that it can be
 * undone (appendix A.1). z [rows, size].
 */
export function planarFlow(tape: Tape, size: number): Flow {
  const limit = uniform(1 / Math.sqrt(size));
  const w = tape.parameter([size], limit);
  const u = tape.parameter([size], limit);
  const b = tape.parameter([1], () => 0);
  return (z) => {
    const along = rowSums(multiply(u, w));
    const moved = linear(subtract(softplus(along), along), 1, -1);
    const length = each(
      total(square(w)),
      (x) => 1 / x,
      (_, y) => -y * y,
    );
    const direction = add(u, multiply(w, multiply(moved, length)));
    const bend = tanh(affine(z, reshape(w, [size, 1]), b));
    const slope = linear(square(bend), -1, 1);
    return {
      z: add(z, affine(bend, reshape(direction, [1, size]))),
      // The determinant is positive, because w u is above -1.
      logDeterminant: log(linear(multiply(slope, rowSums(multiply(direction, w))), 1, 1)),
    };
  };
}
