import { autoregression, evenly, signal, type World } from './signals';

/** How far the second sensor runs behind in the segments, radians. */
const LAG = 1.2;

/** A shaft and what two sensors at right angles see of it; in the segments one of them runs behind. */
export const ring: World = (random, broken) => {
  const rows = broken.length;
  const wander = autoregression(random, rows, 0.99, 1);
  let angle = 0;
  const phi = signal(rows, (t) => {
    angle += 0.15 + 0.05 * wander[t]!;
    return angle;
  });
  return evenly(
    0.06,
    phi.map(Math.cos),
    signal(rows, (t) => Math.sin(phi[t]! + (broken[t] ? LAG : 0))),
    phi.map((p) => Math.cos(2 * p)),
    autoregression(random, rows, 0.9, 0.7),
    autoregression(random, rows, 0.97, 0.7),
    phi.map((p) => Math.cos(p) * Math.sin(p)),
  );
};
