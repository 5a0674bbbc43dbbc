import { autoregression, signal, type World } from './signals';

/** Rows that a mode lasts. */
const SHORTEST = 60;
const LONGEST = 240;

/** A mode turns the sign of what one tag makes of another; in the segments it turns it the wrong way for one pair. */
export const gate: World = (random, broken) => {
  const rows = broken.length;
  let left = 0;
  let mode = 0;
  const m = signal(rows, () => {
    if (left-- === 0) {
      mode = random.below(2);
      left = SHORTEST + random.below(LONGEST - SHORTEST) - 1;
    }
    return mode;
  });
  const x = autoregression(random, rows, 0.97, 1);
  const y = autoregression(random, rows, 0.97, 1);
  const sign = m.map((one) => (one === 1 ? 1 : -1));
  const tags = [
    m,
    x,
    signal(rows, (t) => (broken[t] ? -sign[t]! : sign[t]!) * x[t]!),
    y,
    signal(rows, (t) => sign[t]! * y[t]!),
    autoregression(random, rows, 0.9, 1),
  ];
  return { tags, noise: tags.map((_, i) => (i === 0 ? 0 : 0.1)) };
};
