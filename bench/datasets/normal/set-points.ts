import { autoregression, measured, type NormalPlant, signal } from './signals';

const LEVELS = [20, 35, 50, 65, 80];
/** Records that a set point is held, half open. */
const SHORTEST = 40;
const LONGEST = 200;

/** A controlled value that follows set points, and what hangs on it. */
export const setPoints: NormalPlant = (random, rows) => {
  let left = 0;
  let level = LEVELS[0]!;
  const setPoint = signal(rows, () => {
    if (left-- === 0) {
      level = LEVELS[random.below(LEVELS.length)]!;
      left = SHORTEST + random.below(LONGEST - SHORTEST) - 1;
    }
    return level;
  });
  let value = setPoint[0]!;
  const y = setPoint.map((target) => {
    value += 0.2 * (target - value);
    return value;
  });
  const disturbance = autoregression(random, rows, 0.9, 0.5);
  return [
    setPoint,
    measured(random, 0.3, y),
    measured(
      random,
      0.4,
      y.map((v) => 0.5 * v + 5),
    ),
    measured(
      random,
      0.5,
      y.map((v) => (v / 10) ** 2),
    ),
    y.map((v, t) => 100 - 0.3 * v + disturbance[t]!),
    autoregression(random, rows, 0.95, 1),
  ];
};
