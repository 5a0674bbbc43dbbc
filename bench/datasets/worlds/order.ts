import { autoregression, evenly, type World } from './signals';

/** Usual rows of a step, and the factors between which its length lies. */
const LENGTH = 14;
const SHORT = 0.8;
const LONG = 1.25;

/** What a step looks like, over its part s of 1. */
const SHAPES: readonly ((s: number) => number)[] = [
  (s) => Math.sin(Math.PI * s),
  (s) => 4 * s * (1 - s) * Math.sign(0.5 - s),
  (s) => Math.sin(2 * Math.PI * s),
  (s) => -Math.sin(Math.PI * s),
];

/** A recipe of four steps in fixed order; in the segments a step is followed by a wrong one. */
export const order: World = (random, broken) => {
  const rows = broken.length;
  const z = new Float64Array(rows);
  const w = new Float64Array(rows);
  for (let t = 0, step = 0; t < rows; step++) {
    if (broken[t]) step += 1 + random.below(SHAPES.length - 1);
    const length = Math.floor(LENGTH * (SHORT + (LONG - SHORT) * random.next()));
    for (let i = 0; i < length && t < rows; i++, t++) {
      z[t] = SHAPES[step % SHAPES.length]!(i / length);
      w[t] = SHAPES[(step + 1) % SHAPES.length]!(i / length);
    }
  }
  const near = autoregression(random, rows, 0.9, 0.3);
  return evenly(
    0.08,
    z,
    w,
    autoregression(random, rows, 0.9, 0.6),
    autoregression(random, rows, 0.97, 0.6),
    z.map((value, t) => 0.5 * value + near[t]!),
  );
};
