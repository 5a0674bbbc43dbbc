import type { Random } from '../../../lib/math/random';
import { autoregression, evenly, type Signal, signal, type World } from './signals';

const GROWTH = [3.9, 3.95, 3.87] as const;

/** Three logistic maps; in the segments each map's own values come in another order. */
export const chaos: World = (random, broken) => {
  const rows = broken.length;
  const maps = GROWTH.map((growth) => shuffleBroken(logistic(random, rows, growth), broken, random));
  return evenly(
    0.01,
    ...maps,
    autoregression(random, rows, 0.9, 0.3).map((x) => x + 0.5),
    autoregression(random, rows, 0.95, 0.3).map((x) => x + 0.5),
  );
};

function logistic(random: Random, rows: number, growth: number): Signal {
  let x = 0.2 + 0.6 * random.next();
  return signal(rows, (t) => {
    if (t > 0) x = Math.min(0.999, Math.max(0.001, growth * x * (1 - x) + 0.003 * random.normal()));
    return x;
  });
}

/** Fisher-Yates within each run of broken rows. */
function shuffleBroken(x: Signal, broken: Uint8Array, random: Random): Signal {
  const out = x.slice();
  for (let from = broken.indexOf(1); from >= 0; ) {
    const end = broken.indexOf(0, from);
    const to = end < 0 ? x.length : end;
    for (let t = to - 1; t > from; t--) {
      const other = from + random.below(t - from + 1);
      [out[t], out[other]] = [out[other]!, out[t]!];
    }
    from = end < 0 ? -1 : broken.indexOf(1, to);
  }
  return out;
}
