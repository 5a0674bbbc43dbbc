import { autoregression, between, DAY, dayAngle, HOUR, measured, type NormalPlant, signal } from './signals';

/** A machine that runs from about six to ten on five days of the week, and warms up and cools down. */
export const startStop: NormalPlant = (random, rows) => {
  const running = signal(rows, () => 0);
  for (let day = 0; day * DAY < rows; day++) {
    const from = Math.round(day * DAY + 6 * HOUR + between(random, -0.5, 0.5) * HOUR);
    const to = Math.round(day * DAY + 22 * HOUR + between(random, -0.5, 0.5) * HOUR);
    if (day % 7 < 5) running.fill(1, from, to);
  }
  const flow = autoregression(random, rows, 0.8, 0.5);
  const pressure = autoregression(random, rows, 0.9, 1.5);
  const room = autoregression(random, rows, 0.99, 0.7);
  let warmth = 20;
  const bearing = running.map((on) => {
    warmth += on === 1 ? 0.05 * (75 - warmth) : 0.02 * (20 - warmth);
    return warmth;
  });
  return [
    running,
    measured(
      random,
      0.05,
      running.map((on, t) => on * (12 + flow[t]!)),
    ),
    measured(
      random,
      0.1,
      running.map((on, t) => on * (50 + pressure[t]!)),
    ),
    measured(random, 0.2, bearing),
    running.map((on) => on * (3 + 0.05 * random.normal())),
    signal(rows, (t) => 20 + 3 * Math.sin(dayAngle(t) - 2) + room[t]!),
  ];
};
