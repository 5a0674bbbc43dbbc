import { autoregression, between, dayAngle, measured, mixture, type NormalPlant, signal } from './signals';

/** Six tags that follow the time of day, each as strongly as it does. */
export const daily: NormalPlant = (random, rows) => {
  const season = signal(rows, (t) => Math.sin(dayAngle(t)) + 0.4 * Math.sin(2 * dayAngle(t) + 0.5));
  const factors = [0, 1, 2].map(() => autoregression(random, rows, 0.9, 0.3));
  return mixture(random, factors, 6).map((tag) => {
    const strength = 3 * between(random, 0.4, 1.2);
    return measured(
      random,
      0.2,
      tag.map((value, t) => strength * season[t]! + value),
    );
  });
};
