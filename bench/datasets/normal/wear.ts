import { DAY, deviationOf, type NormalPlant } from './signals';
import { stationary } from './stationary';

/** Tags that wear moves, and by how many of their deviations in 30 days. */
const MOVED: Readonly<Record<number, number>> = { 2: 1.5, 5: -1 };

/** The stationary plant with two tags that wear away, slowly and for good. */
export const wear: NormalPlant = (random, rows) =>
  stationary(random, rows).map((tag, i) => {
    const step = ((MOVED[i] ?? 0) * deviationOf(tag)) / (30 * DAY);
    return tag.map((value, t) => value + step * t);
  });
