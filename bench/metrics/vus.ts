import { checkPair, type Series } from '../../lib/metrics/check';
import { type Segment, segments } from '../../lib/metrics/segments';

const THRESHOLDS = 250;

/**
 * Volume under the ROC and the precision-recall surface (Paparrizos et al. 2022, DOI 10.14778/3551793.3551830), as in
 * TSB-AD: labels get soft borders of every width 0..window, the curve is drawn for each, and the areas are averaged.
 * Cost: (anomalous rows + window) x window, after one sort.
 * @param window L, widest border in rows
 * @returns NaN without anomalous rows
 */
export function vus(labels: Series, scores: Series, window: number): { readonly pr: number; readonly roc: number } {
  checkPair(labels, scores, 'scores');
  const events = segments(labels);
  if (events.length === 0) return { pr: Number.NaN, roc: Number.NaN };
  const ranks = rankRows(scores);
  let pr = 0;
  let roc = 0;
  for (let width = 0; width <= window; width++) {
    const areas = rangeAreas(events, ranks, width);
    pr += areas.pr;
    roc += areas.roc;
  }
  return { pr: pr / (window + 1), roc: roc / (window + 1) };
}

interface Ranks {
  /** Per row the first of the descending thresholds that predicts it. */
  readonly first: Uint16Array;
  /** Per threshold the number of predicted rows. */
  readonly predicted: Float64Array;
}

function rankRows(scores: Series): Ranks {
  const n = scores.length;
  const sorted = Float64Array.from(scores).sort();
  const thresholds = Float64Array.from({ length: THRESHOLDS }, (_, k) => {
    const at = k === THRESHOLDS - 1 ? n - 1 : Math.floor(k * ((n - 1) / (THRESHOLDS - 1)));
    return sorted[n - 1 - at]!;
  });
  const first = new Uint16Array(n);
  const predicted = new Float64Array(THRESHOLDS);
  for (let row = 0; row < n; row++) {
    first[row] = firstAtOrBelow(thresholds, scores[row]!);
    predicted[first[row]!]!++;
  }
  accumulate(predicted);
  return { first, predicted };
}

/** Index of the first of the descending values that is at or below the score. */
function firstAtOrBelow(descending: Float64Array, score: number): number {
  let low = 0;
  let high = descending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle]! <= score) high = middle;
    else low = middle + 1;
  }
  return low;
}

function accumulate(counts: Float64Array): void {
  for (let k = 1; k < counts.length; k++) counts[k]! += counts[k - 1]!;
}

/** Areas under both curves for soft borders of one width. */
function rangeAreas(events: readonly Segment[], ranks: Ranks, width: number): { pr: number; roc: number } {
  const n = ranks.first.length;
  const half = Math.floor(width / 2);
  const extended = extend(events, half, n);
  const hits = new Float64Array(THRESHOLDS);
  const border = new Float64Array(THRESHOLDS);
  const found = new Float64Array(THRESHOLDS);
  let inside = 0;
  for (const part of extended) {
    let earliest = THRESHOLDS;
    for (let row = part.start; row < part.end; row++) {
      const k = ranks.first[row]!;
      if (k < earliest) earliest = k;
      const weight = weightOf(row, part.members, width, half);
      hits[k]! += weight.label;
      if (weight.inside) inside++;
      else border[k]! += weight.label;
    }
    found[earliest]!++;
  }
  accumulate(hits);
  accumulate(border);
  accumulate(found);
  return curves(hits, border, found, extended.length, inside, n, ranks.predicted);
}

interface Extended extends Segment {
  readonly members: readonly Segment[];
}

/** Segments widened by `half` rows; those that touch become one. */
function extend(events: readonly Segment[], half: number, n: number): Extended[] {
  const merged: { start: number; end: number; members: Segment[] }[] = [];
  for (const event of events) {
    const start = Math.max(event.start - half, 0);
    const end = Math.min(event.end + half, n);
    const last = merged.at(-1);
    if (last !== undefined && start < last.end) {
      last.end = end;
      last.members.push(event);
    } else merged.push({ start, end, members: [event] });
  }
  return merged;
}

function weightOf(
  row: number,
  members: readonly Segment[],
  width: number,
  half: number,
): { readonly label: number; readonly inside: boolean } {
  let label = 0;
  for (const { start, end } of members) {
    if (row >= start && row < end) return INSIDE;
    const distance = row < start ? start - row : row - (end - 1);
    if (distance <= half) label += Math.sqrt(1 - distance / width);
  }
  return { label: Math.min(1, label), inside: false };
}

const INSIDE = { label: 1, inside: true } as const;

function curves(
  hits: Float64Array,
  border: Float64Array,
  found: Float64Array,
  parts: number,
  inside: number,
  n: number,
  predicted: Float64Array,
): { pr: number; roc: number } {
  let pr = 0;
  let roc = 0;
  let lastTpr = 0;
  let lastFpr = 0;
  for (let k = 0; k < THRESHOLDS; k++) {
    // P_new: half way between the hard labels and the soft ones that count at this threshold.
    const positives = inside + border[k]! / 2;
    const tpr = Math.min(hits[k]! / positives, 1) * (found[k]! / parts);
    const fpr = (predicted[k]! - hits[k]!) / (n - positives);
    pr += (tpr - lastTpr) * (hits[k]! / predicted[k]!);
    roc += ((fpr - lastFpr) * (tpr + lastTpr)) / 2;
    lastTpr = tpr;
    lastFpr = fpr;
  }
  return { pr, roc: roc + ((1 - lastFpr) * (1 + lastTpr)) / 2 };
}
