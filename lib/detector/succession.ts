import type { Blueprint } from './blueprint';

/**
 * In a process some feature resembles its value in the row before; where none does more than this, the rows are taken for
 * a heap of single cases. Most features of a process may still jump at random: commands and flags do.
 */
const LEAST_CORRELATION = 0.3;

/**
 * Fits a blueprint to what the rows are. Evidence that adds up over time presumes that rows follow each other; where a
 * row says nothing about the next one (parts on a line, shuffled cases) each is judged by itself.
 * @param rows n x width, row-major, as they came; NaN = missing
 */
export function adjustToSuccession(blueprint: Blueprint, rows: Float32Array, width: number): Blueprint {
  if (!(succession(rows, width) < LEAST_CORRELATION)) return blueprint;
  return { ...blueprint, evidence: { ...blueprint.evidence, rates: [1] } };
}

/** The largest correlation that any feature has with its value in the row before; NaN when no feature moves. */
export function succession(rows: Float32Array, width: number): number {
  let largest = Number.NaN;
  for (let i = 0; i < width; i++) {
    const correlation = lagCorrelation(rows, width, i);
    if (correlation > largest || Number.isNaN(largest)) largest = correlation;
  }
  return largest;
}

function lagCorrelation(rows: Float32Array, width: number, feature: number): number {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let at = feature; at < rows.length; at += width) {
    const x = rows[at]!;
    if (Number.isNaN(x)) continue;
    n++;
    sum += x;
    squares += x * x;
  }
  const mean = sum / n;
  let products = 0;
  for (let at = feature + width; at < rows.length; at += width) {
    const product = (rows[at]! - mean) * (rows[at - width]! - mean);
    if (!Number.isNaN(product)) products += product;
  }
  return products / (squares - n * mean * mean);
}
