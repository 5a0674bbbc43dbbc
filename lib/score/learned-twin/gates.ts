import { measuredValues } from './calm';
import { Charts, learnLimits } from './charts';
import type { Trail } from './trail';

/** Share of the rows in which a tag must have moved. */
const MOVING = 1 / 3;
/** Parts of the learned rows, in how many of which it must have moved, and its least deviation there: a plant may rest for a night. */
const PARTS = 6;
const MOVED = 4;
const LEAST_DEVIATION = 0.02;
/** Part of the tag's own variance that the cross family may leave at most: .8 of the deviation. */
const MOST_LEFT = 0.8 ** 2;
/** The same of a tag that the others tell well: half of the deviation. */
const LEFT_OF_WELL_TOLD = 0.5 ** 2;
/** Part of the forward rows that limits are made from; they are tried on the rest. */
const TRIED_FROM = 2 / 3;
/** Share of those rows in which a tag may be out of its limits, as an alarm takes it: so many rows in a row. */
const MOST_OUT = 0.005;
const IN_A_ROW = 3;

/**
 * How far above its highest normal value a chart must be: the fewer rows that value was taken from, the further.
 * @param rows that the limits were made from
 */
export function marginOf(rows: number): number {
  return 1.35 + 600 / Math.max(1, rows);
}

/** Whether a tag moves enough, all the time, to be told from others. Status and set points do not. */
export function movesEnough(trail: Trail, tag: number): boolean {
  const x = measuredValues(trail, tag);
  let moves = 0;
  for (let t = 1; t < x.length; t++) if (x[t] !== x[t - 1]) moves++;
  if (moves <= MOVING * x.length) return false;
  let moved = 0;
  for (let part = 0; part < PARTS; part++) {
    const piece = x.subarray(Math.floor((x.length * part) / PARTS), Math.floor((x.length * (part + 1)) / PARTS));
    if (varianceOf(piece) > LEAST_DEVIATION ** 2) moved++;
  }
  return moved >= MOVED;
}

function varianceOf(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (values[k]! - mean) * (values[k]! - mean);
  return squares / values.length;
}

/** Whether the other tags tell a tag at all. @param explained see Predictor */
export function isTold(explained: number): boolean {
  return 1 - explained < MOST_LEFT;
}

/** Whether the other tags tell so much of a tag that its own course need not be asked. @param explained see Predictor */
export function isToldWell(explained: number): boolean {
  return 1 - explained <= LEFT_OF_WELL_TOLD;
}

/**
 * Whether limits from earlier rows held on later ones: what was learned is then likely to hold on those to come.
 * @param z residuals of rows that were not learned from, NaN = none
 */
export function heldLater(z: Float64Array): boolean {
  const rows: number[] = [];
  for (let t = 0; t < z.length; t++) if (!Number.isNaN(z[t]!)) rows.push(t);
  const cut = rows[Math.floor(rows.length * TRIED_FROM)];
  if (cut === undefined) return false;
  const { limits, change } = learnLimits(z, 0, cut);
  const charts = new Charts(change);
  const margin = marginOf(rows.length);
  let out = 0;
  let later = 0;
  let run = 0;
  for (const t of rows) {
    charts.step(z[t]!);
    run = charts.highest(limits) > margin ? run + 1 : 0;
    if (t < cut) continue;
    later++;
    if (run >= IN_A_ROW) out++;
  }
  return out <= MOST_OUT * later;
}
