import { autoregression, evenly, signal, type World } from './signals';

/** Rows from the inlet to the first and to the second sensor. */
const FIRST = 4;
const SECOND = 7;
/** The second one in the segments: something has narrowed. */
const SLOW = 12;

/** A pipe with sensors along it: what comes in is seen again later; in the segments it takes too long. */
export const transport: World = (random, broken) => {
  const rows = broken.length;
  const inlet = autoregression(random, rows, 0.9, 1);
  const side = autoregression(random, rows, 0.95, 1);
  const at = (t: number): number => inlet[Math.max(0, t)]!;
  return evenly(
    0.08,
    inlet,
    side,
    signal(rows, (t) => at(t - FIRST) + 0.3 * side[t]!),
    signal(rows, (t) => 0.8 * at(t - (broken[t] ? SLOW : SECOND)) + 0.5 * side[Math.max(0, t - 2)]!),
    autoregression(random, rows, 0.9, 1),
  );
};
