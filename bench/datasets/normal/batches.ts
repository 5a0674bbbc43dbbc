import type { Random } from '../../../lib/math/random';
import { autoregression, between, measured, type NormalPlant, signal } from './signals';

/** Highest temperature, and records of ramp, hold and cooling. */
const RECIPES = [
  [60, 10, 25, 20],
  [80, 14, 40, 25],
  [95, 8, 30, 15],
  [70, 20, 50, 30],
] as const;
const COLD = 25;
/** Idle records between two batches, half open. */
const SHORTEST = 5;
const LONGEST = 25;

interface Moment {
  readonly step: number;
  readonly temperature: number;
  readonly pressure: number;
  readonly heater: number;
}

/** A vessel with four recipes, and pauses between them. */
export const batches: NormalPlant = (random, rows) => {
  const course: Moment[] = [];
  while (course.length < rows) course.push(...batch(random));
  const of = (what: keyof Moment): Float64Array => signal(rows, (t) => course[t]![what]);
  const step = of('step');
  const stirrer = autoregression(random, rows, 0.7, 0.3);
  return [
    measured(random, 0.4, of('temperature')),
    measured(random, 0.02, of('pressure')),
    step,
    of('heater'),
    autoregression(random, rows, 0.98, 0.5).map((value) => 20 + value),
    measured(
      random,
      0.05,
      step.map((one, t) => one * (5 + stirrer[t]!)),
    ),
  ];
};

function batch(random: Random): Moment[] {
  const [highest, ...usual] = RECIPES[random.below(RECIPES.length)]!;
  const top = highest * between(random, 0.99, 1.01);
  const [ramp, hold, cool] = usual.map((records) => Math.round(records * between(random, 0.9, 1.1))) as [
    number,
    number,
    number,
  ];
  const idle = SHORTEST + random.below(LONGEST - SHORTEST);
  const full = 2 + top / 40;
  const stretch = (records: number, moment: (part: number) => Moment): Moment[] =>
    Array.from({ length: records }, (_, i) => moment((i + 1) / records));
  return [
    ...stretch(ramp, (part) => ({
      step: 1,
      temperature: COLD + (top - COLD) * part,
      pressure: 1 + (full - 1) * part,
      heater: 80,
    })),
    ...stretch(hold, () => ({ step: 2, temperature: top, pressure: full, heater: 10 + top / 8 })),
    ...stretch(cool, (part) => ({
      step: 3,
      temperature: COLD + (top - COLD) * Math.exp(-4 * part),
      pressure: full - (full - 1) * part,
      heater: 0,
    })),
    ...stretch(idle, () => ({ step: 0, temperature: COLD, pressure: 1, heater: 0 })),
  ];
}
