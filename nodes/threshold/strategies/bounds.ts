/** Keeps an adaptive limit near where it was calibrated, so that nobody can lead it away little by little. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** @param room part of the distance between the typical score and the limit by which the limit may move */
export function boundsOf(limit: number, typical: number, room: number): Bounds {
  const reach = room * Math.max(0, limit - typical);
  return { low: limit - reach, high: limit + reach };
}

/** The limit, kept within its bounds. */
export function clamp(limit: number, { low, high }: Bounds): number {
  return Math.min(high, Math.max(low, limit));
}

/**
 * A score that lies further below the typical one than the limit lies above it is no example of normal ones: a detector of
 * ours gives none, and a single one of minus a billion would rule every average for thousands of records.
 */
export function lowest(limit: number, typical: number): number {
  return typical - Math.max(0, limit - typical);
}

/** A limit keeps this part of the typical score as distance from it. */
const APART = 0.1;

/**
 * Keeps a fitted limit off the typical score: calibration scores without any spread (a constant, a coarse detector) would
 * otherwise put it right on them, and the next rounding error would alarm.
 */
export function apart(limit: number, typical: number): number {
  return Math.max(limit, typical + Math.max(APART * Math.abs(typical), 1e-9));
}
