import { autoregression, evenly, signal, type World } from './signals';

/** A power is the product of two tags; in the segments another factor, of the same kind, stands in for the first. */
export const product: World = (random, broken) => {
  const rows = broken.length;
  const [u, v, other] = [0, 1, 2].map(() => autoregression(random, rows, 0.98, 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const w = autoregression(random, rows, 0.97, 1);
  const power = signal(rows, (t) => (broken[t] ? other : u)[t]! * v[t]!);
  return evenly(0.08, u, v, power, w, w.map(Math.abs), autoregression(random, rows, 0.95, 1));
};
