import * as op from '../../../lib/engine/wasm/opcodes';
import { glorot } from './layers';
import { affine } from './operations';
import { type Tape, TINY, type Value } from './tape';

/** Of inputs [steps * batch, in], the first steps of all examples first, the states [steps * batch, units]. */
export type Recurrent = (x: Value, steps: number) => Value;

/**
 * A gated recurrent unit (Cho et al. 2014, DOI 10.3115/v1/D14-1179) over a sequence, from the state 0, as TensorFlow has it:
 * reset r and update u = sigmoid(x W + h U + b), candidate c = tanh(x V + (r h) U' + b'), next state u h + (1 - u) c.
 */
export function gru(tape: Tape, inC: number, units: number): Recurrent {
  const input = tape.parameter([inC, 3 * units], glorot(inC + units, 2 * units));
  // Gates are open at first.
  let at = 0;
  const bias = tape.parameter([3 * units], () => (at++ < 2 * units ? 1 : 0));
  const gates = tape.parameter([units, 2 * units], glorot(inC + units, 2 * units));
  const candidate = tape.parameter([units, units], glorot(inC + units, units));
  return (x, steps) => states(affine(x, input, bias), gates, candidate, steps);
}

/** @param given what the inputs say: r, u and c of every step, [steps * batch, 3 * units] */
function states(given: Value, gates: Value, candidate: Value, steps: number): Value {
  const { tape } = given;
  const units = candidate.width;
  const batch = given.rows / steps;
  const n = batch * units;
  const result = tape.result([given.rows, units], [given, gates, candidate], (states) => {
    back(states);
  });
  /** Of all steps: r and u side by side, c, and r times the state before. */
  const kept = {
    gates: tape.constant([given.rows, 2 * units]),
    candidate: tape.constant([given.rows, units]),
    reset: tape.constant([given.rows, units]),
  };
  const start = tape.constant([batch, units]);
  const [x, ru, c, rh, h] = [given.data, kept.gates.data, kept.candidate.data, kept.reset.data, result.data];

  for (let t = 0; t < steps; t++) {
    const [one, two] = [t * n, 2 * t * n];
    const beforeAt = t === 0 ? start.at : result.at + 4 * (one - n);
    const before = t === 0 ? start.data : h.subarray(one - n, one);
    tape.run(op.DENSE, beforeAt, gates.at, tape.zeros, kept.gates.at + 4 * two, batch, units, 2 * units, 0);
    for (let b = 0; b < batch; b++) {
      const from = (t * batch + b) * 3 * units;
      for (let i = 0; i < 2 * units; i++) ru[two + b * 2 * units + i]! += x[from + i]!;
    }
    tape.run(op.ACTIVATION, op.SIGMOID, kept.gates.at + 4 * two, kept.gates.at + 4 * two, 2 * n);
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < units; i++) rh[one + b * units + i] = ru[two + b * 2 * units + i]! * before[b * units + i]!;
    }
    const [resetAt, candidateAt] = [kept.reset.at + 4 * one, kept.candidate.at + 4 * one];
    tape.run(op.DENSE, resetAt, candidate.at, tape.zeros, candidateAt, batch, units, units, 0);
    for (let b = 0; b < batch; b++) {
      const from = (t * batch + b) * 3 * units + 2 * units;
      for (let i = 0; i < units; i++) c[one + b * units + i]! += x[from + i]!;
    }
    tape.run(op.ACTIVATION, op.TANH, candidateAt, candidateAt, n);
    for (let b = 0; b < batch; b++) {
      for (let i = 0; i < units; i++) {
        const k = b * units + i;
        h[one + k] = c[one + k]! + ru[two + b * 2 * units + units + i]! * (before[k]! - c[one + k]!);
      }
    }
  }
  return result;

  function back(states: Value): void {
    // Of the loss by the sums in the gates and in the candidate, and by the state before.
    const sums = { gates: tape.constant([given.rows, 2 * units]), candidate: tape.constant([given.rows, units]) };
    const carried = tape.constant([batch, units]);
    const past = tape.constant([batch, units]);
    const scratch = tape.reserve(2 * units * units).byteOffset;
    const [out, dx] = [states.gradient, given.gradient];
    const [dru, dc, dh, drh] = [sums.gates.data, sums.candidate.data, carried.data, past.data];
    const [ru, c, h] = [kept.gates.data, kept.candidate.data, states.data];
    for (let t = steps - 1; t >= 0; t--) {
      const [one, two] = [t * n, 2 * t * n];
      const before = t === 0 ? start.data : h.subarray(one - n, one);
      for (let b = 0; b < batch; b++) {
        for (let i = 0; i < units; i++) {
          const k = b * units + i;
          const at = two + b * 2 * units + units + i;
          const [u, v] = [ru[at]!, c[one + k]!];
          // Over many steps what flows back fades.
          const all = out[one + k]! + dh[k]!;
          const g = Math.abs(all) < TINY ? 0 : all;
          dru[at] = g * (before[k]! - v) * u * (1 - u);
          dc[one + k] = g * (1 - u) * (1 - v * v);
          dh[k] = g * u;
        }
      }
      tape.run(op.DENSE_INPUT, sums.candidate.at + 4 * one, candidate.at, scratch, past.at, batch, units, units, 0);
      for (let b = 0; b < batch; b++) {
        for (let i = 0; i < units; i++) {
          const k = b * units + i;
          const at = two + b * 2 * units + i;
          dru[at] = drh[k]! * before[k]! * ru[at]! * (1 - ru[at]!);
          dh[k]! += drh[k]! * ru[at]!;
        }
      }
      tape.run(op.DENSE_INPUT, sums.gates.at + 4 * two, gates.at, scratch, carried.at, batch, units, 2 * units, 1);
      for (let b = 0; b < batch; b++) {
        const to = (t * batch + b) * 3 * units;
        for (let i = 0; i < 2 * units; i++) dx[to + i]! += dru[two + b * 2 * units + i]!;
        for (let i = 0; i < units; i++) dx[to + 2 * units + i]! += dc[one + b * units + i]!;
      }
    }
    const { rows } = given;
    tape.run(op.DENSE_WEIGHT, kept.reset.at, sums.candidate.at, candidate.gradientAt, rows, units, units, 1);
    // The state before the first step is 0 and tells nothing.
    const later = sums.gates.at + 4 * 2 * n;
    tape.run(op.DENSE_WEIGHT, states.at, later, gates.gradientAt, rows - batch, units, 2 * units, 1);
  }
}
