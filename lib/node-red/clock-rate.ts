/**
 * How fast the clock on the wall runs beside the source's: a recording that is replayed, or a simulator, may live through
 * an hour in a minute. Layers count in source time; a person who waits counts in minutes of his own.
 */
export interface ClockRate {
  /** ms on the wall for ms of source time, as it went lately. */
  wall(sourceMs: number): number;
  /** The newest source time. Cheap enough for every message. */
  seen(sourceTime: number): void;
}

/** Shorter stretches of wall time say little, ms. */
const STRETCH = 400;

/** @param now the clock on the wall, ms */
export function createClockRate(now: () => number): ClockRate {
  let newest = Number.NaN;
  let from = { wall: 0, source: Number.NaN };
  let rate = 1;
  const measure = (): void => {
    const wall = now();
    const passed = newest - from.source;
    if (wall - from.wall < STRETCH) return;
    if (passed > 0) rate = (wall - from.wall) / passed;
    from = { wall, source: newest };
  };
  return {
    wall(sourceMs) {
      measure();
      return sourceMs * rate;
    },
    seen(sourceTime) {
      newest = sourceTime;
      if (Number.isNaN(from.source)) from = { wall: now(), source: sourceTime };
    },
  };
}
