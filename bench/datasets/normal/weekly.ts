import { autoregression, DAY, dayAngle, measured, type NormalPlant, signal } from './signals';

/** Records that the heat of a load lasts. */
const HEAT = 12;
/** Load of a weekend, where a working day has 1. */
const WEEKEND = 0.55;

/** A load that knows nights and weekends, under weather. */
export const weekly: NormalPlant = (random, rows) => {
  const swing = autoregression(random, rows, 0.999, 1);
  const weather = autoregression(random, rows, 0.99, 1);
  const ambient = signal(rows, (t) => 15 + (5 + swing[t]!) * Math.sin(dayAngle(t) - 2) + weather[t]!);
  const demand = autoregression(random, rows, 0.9, 0.05);
  const load = signal(rows, (t) => {
    const day = Math.floor(t / DAY) % 7 < 5 ? 1 : WEEKEND;
    const hours = 1 + 0.5 * Math.sin(dayAngle(t) - 1.5) + 0.25 * Math.sin(2 * dayAngle(t));
    return Math.max(0.1, day * hours + demand[t]!);
  });
  const heat = signal(rows, (t) => {
    const last = load.subarray(Math.max(0, t + 1 - HEAT), t + 1);
    return last.reduce((sum, one) => sum + one, 0) / last.length;
  });
  const of = (law: (load: number, t: number) => number): Float64Array => load.map((one, t) => law(one, t));
  return [
    measured(random, 0.1, ambient),
    measured(
      random,
      0.5,
      of((l) => 40 * l),
    ),
    measured(
      random,
      0.4,
      of((l) => 30 * l ** 1.5),
    ),
    measured(
      random,
      0.2,
      of((_, t) => ambient[t]! + 12 * heat[t]!),
    ),
    measured(
      random,
      0.03,
      of((l) => 6 - 0.8 * l ** 2),
    ),
    // Vibration: skewed, Gamma of shape 2 and scale 0.5.
    of((l) => 1 + 0.6 * l - 0.05 * Math.log((1 - random.next()) * (1 - random.next()))),
  ];
};
