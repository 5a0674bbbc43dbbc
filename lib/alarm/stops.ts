/**
 * Places of the slider for false alarms: an alarm in so many days. Fixed and close to evenly spaced by factors, from one a year to
 * 20 a week, and round, so that each can be told exactly.
 */
export const STOP_DAYS = [
  350, 260, 190, 140, 105, 77, 56, 42, 32, 24, 18, 14, 10, 7, 5, 4, 3, 2, 1.5, 1, 0.75, 0.6, 0.5, 0.35,
] as const;

/** Alarms a week at each stop, ascending: 0.02 to 20. */
export const STOPS: readonly number[] = STOP_DAYS.map((days) => 7 / days);
