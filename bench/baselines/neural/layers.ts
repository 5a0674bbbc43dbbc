import type { Random } from '../../../lib/math/random';
import { affine } from './operations';
import type { Tape, Value } from './tape';

export type Initial = (random: Random) => number;

export const constant =
  (value: number): Initial =>
  () =>
    value;
export const uniform =
  (limit: number): Initial =>
  (random) =>
    limit * (2 * random.next() - 1);
/** Glorot and Bengio 2010, equation 16. */
export const glorot = (fanIn: number, fanOut: number): Initial => uniform(Math.sqrt(6 / (fanIn + fanOut)));

export type Layer = (x: Value) => Value;

/** x [.., in] to [.., out], with the start that PyTorch gives its linear layers. */
export function dense(tape: Tape, inC: number, outC: number): Layer {
  const limit = 1 / Math.sqrt(inC);
  const w = tape.parameter([inC, outC], uniform(limit));
  const b = tape.parameter([outC], uniform(limit));
  return (x) => affine(x, w, b);
}

/** The same with the start that TensorFlow gives them. */
export function glorotDense(tape: Tape, inC: number, outC: number): Layer {
  const w = tape.parameter([inC, outC], glorot(inC, outC));
  const b = tape.parameter([outC], constant(0));
  return (x) => affine(x, w, b);
}

/** Several layers one after the other. */
export function chain(...layers: readonly Layer[]): Layer {
  return (x) => layers.reduce((value, layer) => layer(value), x);
}
