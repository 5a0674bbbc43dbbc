import { type F1, f1From } from '../../lib/metrics/f1';
import type { Segment } from '../../lib/metrics/segments';

/**
 * Affiliation precision and recall (Huet et al. 2022, DOI 10.1145/3534678.3539339): every true event owns the zone up
 * to half way to its neighbours; within it, predictions are judged by how far they lie from the event, measured
 * against a prediction placed at random in the zone.
 * @param length rows of the recording
 * @returns precision NaN without predictions, both NaN without events
 */
export function affiliation(events: readonly Segment[], predicted: readonly Segment[], length: number): F1 {
  const precisions: number[] = [];
  const recalls: number[] = [];
  events.forEach((event, i) => {
    const before = events[i - 1];
    const after = events[i + 1];
    const zone: Segment = {
      start: before === undefined ? 0 : (before.end + event.start) / 2,
      end: after === undefined ? length : (event.end + after.start) / 2,
    };
    const inside = clip(predicted, zone);
    if (inside.length > 0) precisions.push(zonePrecision(event, inside, zone));
    recalls.push(zoneRecall(event, inside, zone));
  });
  return f1From(mean(precisions), mean(recalls));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

function clip(parts: readonly Segment[], zone: Segment): Segment[] {
  return parts
    .map(({ start, end }) => ({ start: Math.max(start, zone.start), end: Math.min(end, zone.end) }))
    .filter(({ start, end }) => end > start);
}

/** Mean over predicted points of the chance that a random point of the zone lies at least as far from the event. */
function zonePrecision(event: Segment, inside: readonly Segment[], zone: Segment): number {
  const left = event.start - zone.start;
  const right = zone.end - event.end;
  const size = zone.end - zone.start;
  // Integral over distances [near, far] of the share of the zone that lies at least that far from the event.
  const outside = (near: number, far: number): number =>
    (area(left, far) - area(left, near) + area(right, far) - area(right, near)) / size;
  let sum = 0;
  let total = 0;
  for (const { start, end } of inside) {
    total += end - start;
    sum += Math.max(0, Math.min(end, event.end) - Math.max(start, event.start));
    if (start < event.start) sum += outside(event.start - Math.min(end, event.start), event.start - start);
    if (end > event.end) sum += outside(Math.max(start, event.end) - event.end, end - event.end);
  }
  return sum / total;
}

/** Integral of max(0, m - d) over d from 0 to `to`. */
function area(m: number, to: number): number {
  const d = Math.min(m, to);
  return m * d - (d * d) / 2;
}

/** Mean over the event's points y of the chance that a random point of the zone lies at least as far from y as the predictions do. */
function zoneRecall(event: Segment, inside: readonly Segment[], zone: Segment): number {
  if (inside.length === 0) return 0;
  const size = zone.end - zone.start;
  let sum = 0;
  const covered = clip(inside, event);
  for (const { start, end } of covered) sum += end - start;
  // The gaps between predictions: in each half the nearest prediction is one end of the gap.
  const borders = [...inside, { start: Number.POSITIVE_INFINITY, end: 0 }];
  let from = Number.NEGATIVE_INFINITY;
  for (const { start, end } of borders) {
    const middle =
      from === Number.NEGATIVE_INFINITY ? from : start === Number.POSITIVE_INFINITY ? start : (from + start) / 2;
    sum += nearLeft(event, from, middle, zone) / size + nearRight(event, start, middle, zone) / size;
    from = end;
  }
  return sum / (event.end - event.start);
}

/** Points of the event in [p, middle], nearest prediction ends at p: the zone outside (p, 2y - p). */
function nearLeft(event: Segment, p: number, middle: number, zone: Segment): number {
  const a = Math.max(event.start, p);
  const b = Math.min(event.end, middle);
  if (p === Number.NEGATIVE_INFINITY || b <= a) return 0;
  const edge = (zone.end + p) / 2;
  const stop = Math.min(b, edge);
  const right = stop > a ? (edge - a) ** 2 - (edge - stop) ** 2 : 0;
  return (p - zone.start) * (b - a) + right;
}

/** Points of the event in [middle, p], nearest prediction starts at p: the zone outside (2y - p, p). */
function nearRight(event: Segment, p: number, middle: number, zone: Segment): number {
  const mirror = (at: number): number => -at;
  const flipped = (s: Segment): Segment => ({ start: mirror(s.end), end: mirror(s.start) });
  return nearLeft(flipped(event), mirror(p), mirror(middle), flipped(zone));
}
