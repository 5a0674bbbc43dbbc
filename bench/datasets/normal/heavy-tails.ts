import type { Random } from '../../../lib/math/random';
import type { NormalPlant } from './signals';
import { stationary } from './stationary';

/** The stationary plant with measurement noise of Student's t, 3 degrees of freedom. */
export const heavyTails: NormalPlant = (random, rows) =>
  stationary(random, rows).map((tag) => tag.map((value) => value + 0.15 * student3(random)));

function student3(random: Random): number {
  const z = random.normal();
  return z / Math.sqrt((random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2) / 3);
}
