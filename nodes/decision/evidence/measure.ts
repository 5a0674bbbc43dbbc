import { MOST_ROWS } from '../observe/recent';
import { excursion, type Reference } from '../observe/reference';
import { meanOf, STEP_ROWS, stepAt } from '../observe/step';

/** What a channel did during an episode, in units of its own normal behaviour. */
export interface Measured {
  /** Rows with a value. */
  readonly rows: number;
  /** Share of rows without a value, 0..1. */
  readonly missing: number;
  /** Mean of the episode from the normal mean, in standard deviations of such means; limited to +-LIMIT. */
  readonly shift: number;
  /** The same for the first third, or what comes after the step that it left with, and for the last third. */
  readonly early: number;
  readonly late: number;
  /** Size of the changes from row to row, 1 = as usual. */
  readonly restless: number;
  /** The same without the two largest of them: what a step, or a step and the way back, leaves. */
  readonly unrest: number;
  /** The unrest is that of one step, or of two: not up and down again within a few rows. Absent in what older versions kept. */
  readonly steps?: boolean;
  /** Spread of the values, outliers limited, 1 = as usual. */
  readonly spread: number;
  /** How much more they spread than usual, in standard deviations of that. */
  readonly uneven: number;
  /** Share of rows without any change beyond what is usual, 0..1; where the channel used to rest it may. */
  readonly flat: number;
  /** Share of the changes that are larger than most usual ones: few of them in spikes, most of them in noise. */
  readonly busy: number;
  /** Sharpest step from a few rows to the next few, in standard deviations of such steps; signed. */
  readonly step: number;
  /** Rows since that step; the first row after it is that many rows before the newest. */
  readonly stepAgo: number;
  /** Speed of the move in standard deviations of single rows per row. */
  readonly slope: number;
}

/** No shift or step counts for more, so that one broken value does not drown the rest. */
export const LIMIT = 100;
/** Changes beyond this many times the usual size are counted as busy: of usual ones one in eight is. */
export const BUSY = 1.5;
/** One step is alone whose square is so many times that of the next change; two that are further apart are no spike. */
const LONE = 0.4;
const SPIKE = 3;
/** Rows before the episode in which it may already have begun: a detector needs a while to see it. */
const LEAD = 24;

/** Parts of a standard deviation by which nothing is told apart: digits behind them would only take room where a picture is kept. */
const PARTS = 10_000;
/** The same of what adds up over rows. */
const PARTS_BY_ROW = 1_000_000;

function limited(value: number): number {
  return brief(Math.max(-LIMIT, Math.min(LIMIT, value)));
}

function brief(value: number, parts = PARTS): number {
  return Math.round(value * parts) / parts;
}

/**
 * Measures a channel over its newest `rows` values.
 * @param series the channel's recent values, oldest first; NaN where there is none
 * @param rows 1..series.length
 */
export function measure(series: Float64Array, reference: Reference, channel: number, rows: number): Measured {
  const third = Math.max(1, Math.floor(rows / 3));
  const mean = reference.mean(channel);
  const size = reference.changeSize(channel);
  const rest = reference.rest(channel);
  const deviation = reference.deviation(channel);
  let valid = 0;
  let sum = 0;
  let squares = 0;
  let early = 0;
  let earlyRows = 0;
  let late = 0;
  let lateRows = 0;
  let changes = 0;
  let change = 0;
  let largest = 0;
  let second = 0;
  let largestAt = 0;
  let secondAt = 0;
  let flat = 0;
  let busy = 0;
  for (let ago = rows - 1; ago >= 0; ago--) {
    const at = series.length - 1 - ago;
    const value = series[at]!;
    if (Number.isNaN(value)) continue;
    const off = value - mean;
    valid++;
    sum += off;
    squares += excursion(off, deviation);
    if (ago >= rows - third) {
      early += off;
      earlyRows++;
    }
    if (ago < third) {
      late += off;
      lateRows++;
    }
    const before = at > 0 ? series[at - 1]! : Number.NaN;
    if (Number.isNaN(before)) continue;
    const moved = Math.abs(value - before);
    changes++;
    change += moved * moved;
    if (moved > largest) [largest, second, largestAt, secondAt] = [moved, largest, at, largestAt];
    else if (moved > second) [second, secondAt] = [moved, at];
    if (moved === 0 && value !== rest) flat++;
    if (moved > BUSY * size) busy++;
  }
  const usual = reference.excursions(channel);
  const shiftOf = (total: number, count: number): number =>
    count === 0 ? 0 : limited(total / count / reference.levelDeviation(channel, count));
  const noise = size / Math.SQRT2;
  const climbed = earlyRows > 0 && lateRows > 0 ? late / lateRows - early / earlyRows : 0;
  const { step, ago } = sharpest(series, reference, channel, rows);
  // What left with a step began there, not where the episode did: before it nothing was wrong.
  if (ago < rows - third && Math.abs(step) >= SHARP && leavesAt(series, mean, ago)) {
    [early, earlyRows] = [0, 0];
    for (
      let at = series.length - 1 - ago, end = Math.min(series.length, at + Math.max(third, STEP_ROWS));
      at < end;
      at++
    ) {
      const off = series[at]! - mean;
      if (Number.isNaN(off)) continue;
      early += off;
      earlyRows++;
    }
  }
  return {
    rows: valid,
    missing: brief(1 - valid / rows),
    shift: shiftOf(sum, valid),
    early: shiftOf(early, earlyRows),
    late: shiftOf(late, lateRows),
    restless: changes === 0 ? 1 : limited(Math.sqrt(change / changes) / size),
    unrest:
      changes <= 2 ? 1 : limited(Math.sqrt(Math.max(0, change - largest ** 2 - second ** 2) / (changes - 2)) / size),
    steps: second * second <= LONE * largest * largest || Math.abs(largestAt - secondAt) > SPIKE,
    spread: valid === 0 ? 1 : brief(Math.sqrt(squares / valid / usual.mean)),
    uneven:
      valid === 0
        ? 0
        : brief(unevenness(squares / valid / usual.mean, valid * 2 * (usual.mean / usual.deviation) ** 2)),
    flat: changes === 0 ? 0 : brief(Math.max(0, flat / changes - reference.flatShare(channel))),
    busy: changes === 0 ? 0 : brief(busy / changes),
    step,
    stepAgo: ago,
    slope: rows < 3 ? 0 : brief(Math.max(-LIMIT, Math.min(LIMIT, climbed / noise / (rows - third))), PARTS_BY_ROW),
  };
}

/**
 * How unusual a mean square is, as a standard normal deviate (Wilson, Hilferty 1931, DOI 10.1073/pnas.17.12.684).
 * @param ratio mean square over its usual value
 * @param freedom degrees of freedom
 */
function unevenness(ratio: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(ratio) - (1 - spread)) / Math.sqrt(spread);
}

/** A step from one moment to the next rather than a slow move, in standard deviations of steps. */
export const SHARP = 5;
/** What was already off by more than this part of what it is after a step did not leave with that step. */
const OFF_BEFORE = 0.5;

/** Whether a channel was where it usually is until it moved. @param ago as in Measured.stepAgo */
export function leavesAt(series: Float64Array, mean: number, ago: number): boolean {
  const at = series.length - 1 - ago;
  const before = Math.abs(meanOf(series, at - STEP_ROWS, at) - mean);
  return !(before > OFF_BEFORE * Math.abs(meanOf(series, at, at + STEP_ROWS) - mean));
}

/** Rows on each side when a move is looked for at a known moment. */
const ALIGNED_ROWS = 12;

/**
 * How far a channel's mean moved at a given moment, in standard deviations: sharper than `step`, because no moment has to be
 * searched for.
 * @param ago as in Measured.stepAgo
 */
export function moveAt(series: Float64Array, reference: Reference, channel: number, ago: number): number {
  const rows = Math.min(ALIGNED_ROWS, ago + 1);
  const moved = stepAt(series, series.length - 1 - ago, rows);
  // The variance of a mean falls with its rows; kept a little larger for channels that wander.
  const deviation = 1.13 * Math.sqrt(STEP_ROWS / rows) * reference.stepDeviation(channel);
  return Number.isNaN(moved) ? 0 : limited(moved / deviation);
}

/** By row: the mean of STEP_ROWS values from there on. Filled anew by each look. */
const means = new Float64Array(MOST_ROWS);

/** The sharpest step since shortly before the episode. */
function sharpest(
  series: Float64Array,
  reference: Reference,
  channel: number,
  rows: number,
): { step: number; ago: number } {
  let best = 0;
  let bestAt = series.length - 1;
  const first = Math.max(STEP_ROWS, series.length - 1 - rows - LEAD);
  // Each mean is that after one row and before another one.
  const last = series.length - STEP_ROWS;
  for (let at = first - STEP_ROWS; at <= last; at++) means[at] = meanOf(series, at, at + STEP_ROWS);
  for (let at = first; at <= last; at++) {
    const step = means[at]! - means[at - STEP_ROWS]!;
    // Written so that NaN, where values are missing, is passed over.
    if (!(Math.abs(step) > Math.abs(best))) continue;
    best = step;
    bestAt = at;
  }
  return { step: limited(best / reference.stepDeviation(channel)), ago: series.length - 1 - bestAt };
}
