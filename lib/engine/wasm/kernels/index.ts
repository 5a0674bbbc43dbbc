// The kernel module. `run` executes a program that plan.ts has written into memory: one call for a whole forward or
// backward pass, so that JavaScript is not between the operations.
import * as op from '../opcodes';
import { conv, convInput, convWeight } from './conv';
import { denseBias, denseInput, denseWeight } from './dense';
import { activation, activationBack, dropout, mix } from './activation';
import { copy, fill, scale, stridedCopy, zero } from './copy';
import { meanSquaredError, meanSquaredErrorBack, squaredError, squaredErrorBack } from './error';
import { norm, normBack, softmax, softmaxBack } from './norm';
import { product } from './product';
import { binary, mean, meanBack, parameter, parameterBack, reduce } from './spread';
import { RECTIFY } from './vector';

export { addRows, cholesky, invertLower, packTriangle, rowSizes, solve, toSteps } from './algebra';
export { addShares, leverage, leverages, smoothedDistance } from './distance';
export { expand } from './half';
export { adam, addScaled, sgd, sum, sumOfSquares } from './optimizer';

/** Dropout is on and uses this key (lib/network/dropout.ts stepKey); `dropoutFirst` examples of the batch are elsewhere. */
let dropoutOn: bool = false;
let dropoutKey: i32 = 0;
let dropoutFirst: i32 = 0;

export function setDropout(on: bool, key: i32, first: i32): void {
  dropoutOn = on;
  dropoutKey = key;
  dropoutFirst = first;
}

/** Copies from every example `order[0..count)` its rows to `to`: `floats` from row start + offset on. */
export function gather(
  to: usize, rows: usize, starts: usize, order: usize, count: i32, offset: i32, width: i32, floats: i32,
): void {
  const end = order + (<usize>count << 2);
  for (; order < end; order += 4) {
    const start = load<i32>(starts + (<usize>load<i32>(order) << 2));
    copy(to, rows + (<usize>((start + offset) * width) << 2), floats);
    to += <usize>floats << 2;
  }
}

/** Argument k of the instruction at pc. */
// @ts-ignore: decorator
@inline
function int(pc: usize, k: i32): i32 {
  return load<i32>(pc + (<usize>(k + 2) << 2));
}

// @ts-ignore: decorator
@inline
function at(pc: usize, k: i32): usize {
  return load<u32>(pc + (<usize>(k + 2) << 2));
}

// @ts-ignore: decorator
@inline
function float(pc: usize, k: i32): f32 {
  return load<f32>(pc + (<usize>(k + 2) << 2));
}

/**
 * @param w where the weights are
 * @param g where the gradients go
 * @param share 1 / (examples of the whole batch)
 */
export function run(pc: usize, end: usize, batch: i32, w: usize, g: usize, share: f32): void {
  while (pc < end) {
    switch (load<i32>(pc)) {
      case op.DENSE: {
        const inC = int(pc, 5);
        const outC = int(pc, 6);
        product(
          at(pc, 3), at(pc, 0), <usize>inC << 2, 0, w + at(pc, 1), 0, <usize>outC << 2,
          batch * int(pc, 4), outC, 1, inC, w + at(pc, 2), int(pc, 7) ? RECTIFY : 0,
        );
        break;
      }
      case op.DENSE_BIAS:
        denseBias(at(pc, 0), at(pc, 1), g + at(pc, 2), batch * int(pc, 3), int(pc, 4), int(pc, 5), int(pc, 6));
        break;
      case op.DENSE_WEIGHT:
        denseWeight(at(pc, 0), at(pc, 1), g + at(pc, 2), batch * int(pc, 3), int(pc, 4), int(pc, 5), int(pc, 6));
        break;
      case op.DENSE_INPUT:
        denseInput(at(pc, 0), w + at(pc, 1), at(pc, 2), at(pc, 3), batch * int(pc, 4), int(pc, 5), int(pc, 6), int(pc, 7));
        break;
      case op.CONV:
        conv(
          at(pc, 0), w + at(pc, 1), w + at(pc, 2), at(pc, 3), at(pc, 4), batch, int(pc, 5), int(pc, 6), int(pc, 7),
          int(pc, 8), int(pc, 9), int(pc, 10), int(pc, 11), int(pc, 12), int(pc, 13),
        );
        break;
      case op.CONV_WEIGHT:
        convWeight(
          at(pc, 0), at(pc, 1), g + at(pc, 2), at(pc, 3), batch, int(pc, 4), int(pc, 5), int(pc, 6),
          int(pc, 7), int(pc, 8), int(pc, 9), int(pc, 10), int(pc, 11), int(pc, 12),
        );
        break;
      case op.CONV_INPUT:
        convInput(
          at(pc, 0), w + at(pc, 1), at(pc, 2), at(pc, 3), batch, int(pc, 4), int(pc, 5), int(pc, 6),
          int(pc, 7), int(pc, 8), int(pc, 9), int(pc, 10), int(pc, 11), int(pc, 12),
        );
        break;
      case op.ACTIVATION:
        activation(int(pc, 0), at(pc, 1), at(pc, 2), batch * int(pc, 3));
        break;
      case op.ACTIVATION_BACK:
        activationBack(int(pc, 0), at(pc, 1), at(pc, 2), at(pc, 3), at(pc, 4), batch * int(pc, 5), int(pc, 6));
        break;
      case op.SOFTMAX:
        softmax(at(pc, 0), at(pc, 1), batch * int(pc, 2), int(pc, 3));
        break;
      case op.SOFTMAX_BACK:
        softmaxBack(at(pc, 0), at(pc, 1), at(pc, 2), batch * int(pc, 3), int(pc, 4), int(pc, 5));
        break;
      case op.NORM:
        norm(at(pc, 0), w + at(pc, 1), w + at(pc, 2), at(pc, 3), at(pc, 4), batch * int(pc, 5), int(pc, 6), float(pc, 7));
        break;
      case op.NORM_BACK: {
        const n = int(pc, 8);
        const dgain = g + at(pc, 5);
        const doffset = g + at(pc, 6);
        if (!int(pc, 10)) zero(dgain, n);
        if (!int(pc, 11)) zero(doffset, n);
        normBack(
          at(pc, 0), w + at(pc, 1), at(pc, 2), at(pc, 3), at(pc, 4), dgain, doffset, batch * int(pc, 7), n, int(pc, 9),
        );
        break;
      }
      case op.PARAMETER:
        parameter(w + at(pc, 0), at(pc, 1), batch, int(pc, 2));
        break;
      case op.PARAMETER_BACK:
        parameterBack(at(pc, 0), g + at(pc, 1), batch, int(pc, 2), int(pc, 3));
        break;
      case op.BINARY:
        binary(int(pc, 0), int(pc, 1), at(pc, 2), at(pc, 3), at(pc, 4), batch, int(pc, 5), int(pc, 6), int(pc, 7));
        break;
      case op.REDUCE:
        reduce(int(pc, 0), at(pc, 1), at(pc, 2), at(pc, 3), batch, int(pc, 4), int(pc, 5), float(pc, 6), int(pc, 7));
        break;
      case op.COPY:
        stridedCopy(
          at(pc, 0) + (at(pc, 7) << 2), at(pc, 1) + (at(pc, 8) << 2),
          batch * int(pc, 2), int(pc, 3), int(pc, 4), int(pc, 5), int(pc, 6),
        );
        break;
      case op.MEAN:
        mean(at(pc, 0), at(pc, 1), batch * int(pc, 2), int(pc, 3), int(pc, 4));
        break;
      case op.MEAN_BACK:
        meanBack(at(pc, 0), at(pc, 1), batch * int(pc, 2), int(pc, 3), int(pc, 4), int(pc, 5));
        break;
      case op.DROPOUT: {
        const n = int(pc, 2);
        if (dropoutOn) {
          dropout(at(pc, 0), at(pc, 1), batch * n, float(pc, 3), mix(dropoutKey ^ int(pc, 4)), dropoutFirst * n, int(pc, 5));
        } else scale(at(pc, 0), at(pc, 1), batch * n, 1, int(pc, 5));
        break;
      }
      case op.SQUARED_ERROR:
        squaredError(at(pc, 0), at(pc, 1), at(pc, 2), batch * int(pc, 3));
        break;
      case op.SQUARED_ERROR_BACK:
        squaredErrorBack(at(pc, 0), at(pc, 1), at(pc, 2), at(pc, 3), batch * int(pc, 4), float(pc, 5), int(pc, 6));
        break;
      case op.MEAN_SQUARED_ERROR:
        meanSquaredError(at(pc, 0), at(pc, 1), at(pc, 2), batch, int(pc, 3));
        break;
      case op.MEAN_SQUARED_ERROR_BACK:
        meanSquaredErrorBack(at(pc, 0), at(pc, 1), at(pc, 2), at(pc, 3), batch, int(pc, 4), float(pc, 5), int(pc, 6));
        break;
      case op.SCALE:
        scale(at(pc, 0), at(pc, 1), batch * int(pc, 2), float(pc, 3), int(pc, 4));
        break;
      case op.SEED:
        fill(at(pc, 0), batch * int(pc, 1), share);
        break;
      case op.ZERO:
        zero(at(pc, 0), batch * int(pc, 1));
        break;
      case op.ZERO_GRADIENT:
        zero(g + at(pc, 0), int(pc, 1));
        break;
      default:
        unreachable();
    }
    pc += <usize>load<i32>(pc, 4) << 2;
  }
}
