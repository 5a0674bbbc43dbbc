/** Fewer scores are no calibration. */
export const FEWEST = 20;

/** Tells one calibration of a model from another. */
export function fingerprint(scores: readonly number[]): string {
  return [scores.length, scores[0], scores[scores.length >> 1], scores.at(-1)].join(' ');
}

/** The scores among what somebody sent. */
export function usable(scores: unknown): number[] {
  return Array.isArray(scores) ? scores.filter((score) => Number.isFinite(score)) : [];
}
