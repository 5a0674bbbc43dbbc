import type { Reference } from '../observe/reference';
import { meanOf } from '../observe/step';
import { levelAt } from './level';
import type { Measured } from './measure';
import { SHARP } from './measure';
import type { Level } from './picture';

/** Rows on each side of a step: so few that a controller which believes it has not answered yet. */
const BESIDE = 3;

/**
 * Where a value was just before its sharpest step and just after it. A process does not jump: whatever it does besides, this much is the
 * instrument's.
 * @param series values of the tag, oldest first
 * @returns undefined where there is no sharp step in view
 */
export function jumpOf(
  series: Float64Array,
  reference: Reference,
  channel: number,
  { step, stepAgo }: Measured,
): Level | undefined {
  if (Math.abs(step) < SHARP) return undefined;
  const at = series.length - 1 - stepAgo;
  const was = meanOf(series, at - BESIDE, at);
  const is = meanOf(series, at, at + BESIDE);
  if (Number.isNaN(was) || Number.isNaN(is)) return undefined;
  // The noise of single values is what their changes leave.
  const wander = reference.changeSize(channel) / Math.sqrt(BESIDE);
  return levelAt(was, is, reference.stepDeviation(channel), wander);
}

/** Rows beside a step that are looked at, after two in which it may not be over. */
const AFTER = 6;
const OVER = 2;

/**
 * What a tag should have read, and what it did, just after its sharpest step away from what it is compared with: also where it moves by itself, and
 * before a controller has answered.
 * @param values of the tag, oldest first @param off from what it is compared with @param channel where that stands
 */
export function besideOf(
  values: Float64Array,
  off: Float64Array,
  reference: Reference,
  channel: number,
  { step, stepAgo }: Measured,
): Level | undefined {
  if (Math.abs(step) < SHARP) return undefined;
  const at = values.length - 1 - stepAgo + OVER;
  const is = meanOf(values, at, at + AFTER);
  const moved = meanOf(off, at, at + AFTER);
  if (Number.isNaN(is) || Number.isNaN(moved)) return undefined;
  const deviation = reference.deviation(channel);
  return levelAt(is - moved, is, deviation, deviation / Math.sqrt(AFTER));
}
