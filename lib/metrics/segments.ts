import type { Series } from './check';

/** Rows [start, end). */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

/** The maximal runs of rows with a value above 0, in order. */
export function segments(labels: Series): Segment[] {
  const found: Segment[] = [];
  let start = -1;
  for (let i = 0; i <= labels.length; i++) {
    const on = i < labels.length && labels[i]! > 0;
    if (on && start < 0) start = i;
    if (!on && start >= 0) {
      found.push({ start, end: i });
      start = -1;
    }
  }
  return found;
}

/** Number of rows that two segments share. */
export function overlap(a: Segment, b: Segment): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}
