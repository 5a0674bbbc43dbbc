import type { Blueprint } from './blueprint';
import type { PartPlan } from './parts';

/** In a process some feature resembles its value in the row before; where none does, the rows are a heap of single cases. */
const LEAST_CORRELATION = 0.1;
/** Kinds of parts that judge how a row follows the one before. */
const FOLLOWING: ReadonlySet<PartPlan['kind']> = new Set(['bands', 'leaps', 'learned-twin']);
/** Fewer different values than this are states and commands. They alone prove no heap: they may come at random in a process. */
const LEAST_VALUES = 20;

/**
 * Fits a blueprint to what the rows are. Evidence that adds up over time presumes that rows follow each other; where a
 * row says nothing about the next one (parts on a line, shuffled cases) each is judged by itself.
 * @param order of the rows, see timeOrder
 */
export function adjustToOrder(blueprint: Blueprint, order: number): Blueprint {
  if (!(order < LEAST_CORRELATION)) return blueprint;
  const parts = blueprint.parts.flatMap((plan): PartPlan[] => {
    if (FOLLOWING.has(plan.kind)) return [];
    return [plan.kind === 'mewma' ? { ...plan, rates: [1] } : plan];
  });
  return { ...blueprint, parts };
}

/**
 * The largest correlation that any feature has with its value in the row before; NaN when nothing is measured.
 * @param rows n x width, row-major, as they came; NaN = missing
 */
export function timeOrder(rows: Float32Array, width: number): number {
  let largest = Number.NaN;
  let measured = false;
  for (let i = 0; i < width; i++) {
    const correlation = lagCorrelation(rows, width, i);
    if (correlation > largest || Number.isNaN(largest)) largest = correlation;
    measured ||= isMeasured(rows, width, i);
  }
  return measured ? largest : Number.NaN;
}

function isMeasured(rows: Float32Array, width: number, feature: number): boolean {
  const values = new Set<number>();
  for (let at = feature; at < rows.length && values.size < LEAST_VALUES; at += width) values.add(rows[at]!);
  return values.size >= LEAST_VALUES;
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
