import type { Random } from '../../../lib/math/random';
import { DAY, deviationOf, HOUR, type NormalPlant, type Signal, signal } from './signals';
import { stationary } from './stationary';

/** A counter of 16 bits begins anew here. */
const ROLLOVER = 65_536;

/** Four tags of the stationary plant beside an energy meter, operating hours, a piece counter of 16 bits and a total of the day. */
export const counters: NormalPlant = (random, rows) => {
  const process = stationary(random, rows).slice(0, 4);
  const deviation = deviationOf(process[0]!);
  const load = process[0]!.map((value) => Math.max(0.2, 1 + (0.3 * value) / deviation));
  let today = 0;
  return [
    ...process,
    summed(load, (one) => 0.1 * one).map((energy) => 12_000 + energy),
    signal(rows, (t) => 3000 + Math.floor(t / HOUR)),
    summed(load, (one) => poisson(random, 20 * one)).map((pieces) => pieces % ROLLOVER),
    load.map((one, t) => {
      today = t % DAY === 0 ? one : today + one;
      return today;
    }),
  ];
};

function summed(load: Signal, amount: (load: number) => number): Signal {
  let sum = 0;
  return load.map((one) => {
    sum += amount(one);
    return sum;
  });
}

/** Knuth's product of uniforms. */
function poisson(random: Random, mean: number): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > least; product *= random.next()) count++;
  return count;
}
