import type { OnnxBuilder } from '../onnx/builder';
import { borderOf } from './border';
import type { ExportedPart } from './part';

/**
 * Where the score is computed, for every part there is, whoever asks: training (calibration), live records, the backtest
 * and ONNX.
 *
 *     score = max( sum of weight x value over the parts that are summed, weight x value of each that is not )
 *
 * A part that is not summed has a limit of its own, and its weight brings that to the size of the sum's: the threshold's limit
 * comes from the sum alone.
 */
export interface Term {
  readonly combine: 'sum' | 'maximum';
  /** In the sum: its share, all of them 1 together. Of a maximum: what brings its value to the size of the sum. */
  readonly weight: number;
  /** Of a maximum: it counts for so many times the sum at most. Absent: it speaks alone. */
  readonly company?: number;
}

/**
 * Adds the parts up.
 * @param values of the parts, in the order of the terms
 * @returns not finite when a value that counts is not
 */
export function addUp(terms: readonly Term[], values: ArrayLike<number>): number {
  let sum = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let p = 0; p < terms.length; p++) {
    const { combine, weight } = terms[p]!;
    if (combine === 'sum' && weight > 0) sum += weight * values[p]!;
  }
  for (let p = 0; p < terms.length; p++) {
    if (terms[p]!.combine === 'sum' || terms[p]!.weight === 0) continue;
    const value = maximumOf(terms[p]!, values[p]!, sum);
    // Written so that NaN is not passed over.
    if (!(value <= most)) most = value;
  }
  return most > sum || Number.isNaN(most) ? most : sum;
}

function maximumOf({ weight, company }: Term, value: number, sum: number): number {
  const own = weight * value;
  return company !== undefined && own > company * sum ? company * sum : own;
}

/**
 * Share of each part in a score; they sum to 1. A maximum that decides has all of it. Where nothing is off the shares are
 * the weights of the sum.
 * @param score what addUp made of the values
 * @param out by part
 */
export function shareOut(terms: readonly Term[], values: ArrayLike<number>, score: number, out: Float64Array): void {
  let winner = -1;
  let sum = 0;
  let summed = false;
  for (let p = 0; p < terms.length; p++) {
    const { combine, weight } = terms[p]!;
    if (weight === 0) continue;
    if (combine === 'sum') {
      sum += weight * values[p]!;
      summed = true;
    }
  }
  for (let p = 0; p < terms.length && winner < 0; p++) {
    if (terms[p]!.combine === 'sum' || terms[p]!.weight === 0) continue;
    if (maximumOf(terms[p]!, values[p]!, sum) === score) winner = p;
  }
  if (summed && sum === score) winner = -1;
  for (let p = 0; p < terms.length; p++) {
    const { combine, weight } = terms[p]!;
    if (winner >= 0) out[p] = p === winner ? 1 : 0;
    else if (combine === 'maximum' || weight === 0) out[p] = 0;
    else out[p] = sum > 0 ? (weight * values[p]!) / sum : weight;
  }
}

/** What is known of a part when the terms are made. */
export interface Candidate {
  readonly combine: 'sum' | 'maximum';
  /** Beside the others that are summed. */
  readonly weight: number;
  /** Values on rows that its statistics did not see; NaN where it cannot tell. */
  readonly heldOut: Float64Array;
  /** The border of normal, for a maximum. */
  readonly unit?: number;
  /** A maximum that no company bounds on slow records. */
  readonly alone?: boolean;
}

/** On slow records a maximum counts for so many times the sum at most: seasons change before relations are learned anew. */
const COMPANY = 2;
/** ms between records from which on they are slow. */
const SLOW = 1_800_000;

/**
 * Brings weights to a sum of 1, and each maximum to the size that the sum has at its border of normal.
 * @param interval usual time between records, ms
 */
export function termsOf(parts: readonly Candidate[], interval: number): Term[] {
  const total = parts.reduce((sum, { combine, weight }) => sum + (combine === 'sum' ? weight : 0), 0);
  const summed = parts.map(({ combine, weight }): Term => {
    return { combine, weight: combine === 'sum' && total > 0 ? weight / total : 0 };
  });
  const border = total > 0 ? borderOf(scoresOf(summed, parts), interval) : 1;
  return parts.map(({ combine, heldOut, unit, alone }, p) => {
    if (combine === 'sum') return summed[p]!;
    const weight = border / (unit ?? borderOf(heldOut, interval));
    return { combine, weight, ...(interval >= SLOW && total > 0 && alone !== true && { company: COMPANY }) };
  });
}

/** Scores of rows that the statistics did not see; NaN where a part cannot tell. */
export function scoresOf(terms: readonly Term[], parts: readonly Candidate[]): Float64Array {
  const values = new Float64Array(parts.length);
  return Float64Array.from({ length: parts[0]?.heldOut.length ?? 0 }, (_, t) => {
    for (let p = 0; p < values.length; p++) values[p] = parts[p]!.heldOut[t]!;
    return addUp(terms, values);
  });
}

/** Scores as the threshold is to know them: of the sum, or of what else there is. */
export function calibrationScores(terms: readonly Term[], parts: readonly Candidate[]): Float64Array {
  const summed = terms.map((term) => (term.combine === 'sum' ? term : { ...term, weight: 0 }));
  return scoresOf(summed.some(({ weight }) => weight > 0) ? summed : terms, parts);
}

/**
 * The same as ONNX: addUp for all rows at once.
 * @returns score [rows], and shares [rows, features] of the features in it, not yet brought to a sum of 1
 */
export function exportSum(onnx: OnnxBuilder, terms: readonly Term[], parts: readonly ExportedPart[]): ExportedPart {
  const weigh = ({ value, shares }: ExportedPart, weight: number): ExportedPart => ({
    value: onnx.node('Mul', [value, onnx.double(weight)]),
    shares: onnx.node('Mul', [shares, onnx.double(weight)]),
  });
  const weighed = parts.map((part, p) => weigh(part, terms[p]!.weight));
  const counted = (combine: Term['combine']): ExportedPart[] => {
    return weighed.filter((_, p) => terms[p]!.combine === combine && terms[p]!.weight > 0);
  };
  const summed = counted('sum');
  const most = counted('maximum');
  const maxima = terms.filter(({ combine, weight }) => combine === 'maximum' && weight > 0);
  const sum = summed.length > 0 ? summed.reduce((a, b) => added(onnx, a, b)) : undefined;
  const bounded = most.map((part, p) => (sum === undefined ? part : inCompany(onnx, part, maxima[p]!, sum)));
  return [...(sum ? [sum] : []), ...bounded].reduce((a, b) => larger(onnx, a, b));
}

function inCompany(onnx: OnnxBuilder, part: ExportedPart, { company }: Term, sum: ExportedPart): ExportedPart {
  if (company === undefined) return part;
  return { ...part, value: onnx.node('Min', [part.value, onnx.node('Mul', [sum.value, onnx.double(company)])]) };
}

function added(onnx: OnnxBuilder, a: ExportedPart, b: ExportedPart): ExportedPart {
  return { value: onnx.node('Add', [a.value, b.value]), shares: onnx.node('Add', [a.shares, b.shares]) };
}

function larger(onnx: OnnxBuilder, a: ExportedPart, b: ExportedPart): ExportedPart {
  const isLarger = onnx.node('Greater', [b.value, a.value]);
  const column = onnx.node('Reshape', [isLarger, onnx.integers([-1, 1])]);
  return {
    value: onnx.node('Where', [isLarger, b.value, a.value]),
    shares: onnx.node('Where', [column, b.shares, a.shares]),
  };
}
