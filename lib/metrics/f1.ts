import type { Confusion } from './confusion';

/** How much of what was said is true, how much of what is true was said, and their harmonic mean; each 0..1. */
export interface F1 {
  /** 0 when nothing was predicted. */
  readonly precision: number;
  /** NaN when there was nothing to find. */
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of counted rows. */
export function f1Of(counts: Confusion): F1 {
  const said = counts.tp + counts.fp;
  return f1From(said === 0 ? 0 : counts.tp / said, counts.tp / (counts.tp + counts.fn));
}

/** F1 of a precision and a recall, 0 when both are 0. */
export function f1From(precision: number, recall: number): F1 {
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}
