import { ascending, quantile } from '../quantile';
import type { Blueprint } from './blueprint';

/** Rows of a process resemble the row before; below this the rows are taken for a heap of single cases. */
const LEAST_CORRELATION = 0.1;

/**
 * Fits a blueprint to what the rows are. Evidence that adds up over time presumes that rows follow each other; where a
 * row says nothing about the next one (parts on a line, shuffled cases) each is judged by itself.
 * @param rows n x width, row-major, as they came; NaN = missing
 */
export function adjustToSuccession(blueprint: Blueprint, rows: Float32Array, width: number): Blueprint {
  if (!(succession(rows, width) < LEAST_CORRELATION)) return blueprint;
  return { ...blueprint, evidence: { ...blueprint.evidence, rates: [1] } };
}

/** Median over the features that move of the correlation between a row and the next; NaN when none moves. */
export function succession(rows: Float32Array, width: number): number {
  const found: number[] = [];
  for (let i = 0; i < width; i++) {
    const correlation = lagCorrelation(rows, width, i);
    if (!Number.isNaN(correlation)) found.push(Math.abs(correlation));
  }
  return found.length === 0 ? Number.NaN : quantile(ascending(found), 0.5);
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
