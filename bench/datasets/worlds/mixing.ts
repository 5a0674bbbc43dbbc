import type { Random } from '../../../lib/math/random';
import { autoregression, type Signal, signal, type World } from './signals';

/** Two streams of their own temperature meet in a small vessel; in the segments a flow meter replays another stream. */
export const mixing: World = (random, broken) => {
  const rows = broken.length;
  const real = flow(random, rows);
  const replayed = flow(random, rows);
  const second = flow(random, rows);
  const warm = autoregression(random, rows, 0.97, 4).map((x) => 60 + x);
  const cold = autoregression(random, rows, 0.98, 3).map((x) => 15 + x);
  let vessel = 40;
  const outlet = signal(rows, (t) => {
    const mixed = (real[t]! * warm[t]! + second[t]! * cold[t]!) / (real[t]! + second[t]!);
    vessel += 0.5 * (mixed - vessel);
    return vessel;
  });
  const shown = signal(rows, (t) => (broken[t] ? replayed : real)[t]!);
  return { tags: [shown, second, warm, cold, outlet], noise: [0.02, 0.02, 0.4, 0.4, 0.4] };
};

/** A flow that stays positive. */
function flow(random: Random, rows: number): Signal {
  return autoregression(random, rows, 0.97, 0.5).map((x) => Math.exp(0.6 * x));
}
