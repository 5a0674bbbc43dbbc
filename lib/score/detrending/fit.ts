import { isConstant } from '../../math/known';
import { type Detrending, settled, weightOf } from './detrender';
import { glides, rowsOfAnHour, wereFewDays } from './few-days';
import { missInStates, statesOf } from './states';

/** Part of the learned rows that the slow mean spans. */
const SPAN = 1 / 8;
/** The same of one that never moved: where it stays for about as long as this is its new level. */
const STANDING_SPAN = 1 / 4;
/** Of fewer rows than these it cannot be told how levels move; what never moved is followed over the span of so many at least. */
const LEAST_ROWS = 256;
/**
 * The level of a feature is looked at smoothed, in so many blocks of the time, and in so many: in one of both the levels of a cycle
 * that came three times are alike, however long it is.
 */
const LEVEL_RATE = 0.1;
const BLOCKS = [8, 5];
/** What all blocks before say of the level of the next one is off by so much of the feature's variance. */
const UNSETTLED = 0.5;
/**
 * ... and so much in few days, where it glides: how far the weather, a load or a tank goes is not seen in a few days that were alike, and each day
 * that is a little warmer would be an alarm.
 */
const UNSETTLED_IN_FEW_DAYS = 0.05;
/** Beside one that did not settle such a part of that is enough: what moves together is judged alike, or what relates it would be broken. */
const BESIDE = 1 / 2;
const LEAST_VARIANCE = 1e-12;
const LEAST_RANGE = 1e-9;

/** Positions of the features that are looked at. */
export interface Candidates {
  /** All that are judged and that no twin, command or set point tells the place of. */
  readonly placeless: readonly number[];
  /** Those of them that are no flags: a flag does not wander. */
  readonly measured: readonly number[];
}

/**
 * Finds what did not settle while learning or never moved, and how fast it is followed.
 * @param rows n x width, row-major, centred; 0 = missing
 * @param begins 1 where what was before the row does not count
 * @param interval usual time between rows, ms
 */
export function fitDetrending(
  rows: Float32Array,
  width: number,
  { placeless, measured }: Candidates,
  begins: Uint8Array,
  interval: number,
): Detrending {
  const fitted = settled(width);
  const n = rows.length / width;
  for (const i of placeless) {
    if (!isConstant(rows, i, width)) continue;
    fitted.rate[i] = 1 / (STANDING_SPAN * Math.max(LEAST_ROWS, n));
    fitted.stood[i] = 1;
  }
  if (n < LEAST_ROWS) return fitted;
  const rate = 1 / (SPAN * n);
  const valuesOf = (i: number): Float64Array => {
    const values = new Float64Array(n);
    for (let t = 0; t < n; t++) values[t] = rows[t * width + i]!;
    return values;
  };
  const states = statesOf(rows, width);
  const fewDays = wereFewDays(n * interval);
  const looked = measured.map((i) => {
    const values = valuesOf(i);
    const variance = varianceOf(values);
    if (!(variance > LEAST_VARIANCE)) return { i, miss: 0, most: UNSETTLED };
    const inTime = BLOCKS.map((blocks) => missOf(values, variance, blocks));
    const miss = Math.min(...inTime, ...states.map((one) => missInStates(values, variance, one)));
    const most = fewDays && glides(values, rowsOfAnHour(interval)) ? UNSETTLED_IN_FEW_DAYS : UNSETTLED;
    return { i, miss, most };
  });
  // One that is judged so strictly shows that the others have not been seen for long enough, either.
  const unsettled = looked.filter(({ miss, most }) => miss > most);
  const least = BESIDE * Math.min(...unsettled.map(({ most }) => most));
  for (const { i, miss } of unsettled.length === 0 ? [] : looked) {
    if (!(miss > least)) continue;
    fitted.rate[i] = rate;
    fitted.gain[i] = 1 / Math.max(LEAST_RANGE, rangeOf(movesOf(valuesOf(i), rate, begins)));
  }
  return fitted;
}

function varianceOf(values: Float64Array): number {
  const n = values.length;
  let sum = 0;
  for (let t = 0; t < n; t++) sum += values[t]!;
  const mean = sum / n;
  let squares = 0;
  for (let t = 0; t < n; t++) squares += (values[t]! - mean) * (values[t]! - mean);
  return squares / n;
}

/** How far the level of the next block is from the levels of all before, squared, as a part of the variance. */
function missOf(values: Float64Array, variance: number, blocks: number): number {
  const n = values.length;
  let level = values[0]!;
  const from = Math.min(n >> 3, Math.round(2 / LEVEL_RATE));
  const sums = new Float64Array(blocks);
  const counts = new Float64Array(blocks);
  for (let t = 0; t < n; t++) {
    level += LEVEL_RATE * (values[t]! - level);
    if (t < from) continue;
    const block = Math.floor(((t - from) * blocks) / (n - from));
    sums[block]! += level;
    counts[block]!++;
  }
  let before = 0;
  let miss = 0;
  for (let block = 0; block < blocks; block++) {
    const own = sums[block]! / Math.max(1, counts[block]!);
    if (block >= 2) miss += (own - before / block) ** 2 / (blocks - 2);
    before += own;
  }
  return miss / variance;
}

function movesOf(values: Float64Array, rate: number, begins: Uint8Array): Float64Array {
  let mean = 0;
  let count = 0;
  return values.map((x, t) => {
    if (t === 0 || begins[t] === 1) {
      mean = x;
      count = 0;
    }
    const move = x - mean;
    mean += weightOf(rate, ++count) * move;
    return move;
  });
}

function rangeOf(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return high - low;
}
