import type { Random } from '../../../lib/math/random';
import { Shape } from '../../../lib/record/shape';
import type { View } from './drills/drill';
import { MEASUREMENTS, type Measurement, NOISE, type Readings, STEPS_PER_UNIT } from './tags';

/** One message of the plant: source time in ms since the epoch, and every tag. */
export type Row = { time: number } & Record<string, number>;

/** Adds the noise of the instruments and shows no more digits than they have. */
export function instrument(readings: Readings, noise: number, random: Random): void {
  for (const tag of MEASUREMENTS) {
    readings[tag] = rounded(readings[tag] + noise * NOISE[tag] * random.normal(), STEPS_PER_UNIT[tag]);
  }
}

/** @param time ms since the epoch; @param interval ms since the last message */
export function message(time: number, interval: number, { measured, twin, commands, setpoints }: View): Row {
  const row = SHAPE.make() as Row;
  row.time = Math.round(time);
  for (const tag of MEASUREMENTS) row[tag] = rounded(measured[tag], STEPS_PER_UNIT[tag]);
  for (const tag of MEASUREMENTS) row[TWIN_NAME[tag]] = rounded(twin[tag], 10 * STEPS_PER_UNIT[tag]);
  row['cmd_pump'] = rounded(commands.L1, 1e4);
  row['cmd_valve'] = rounded(commands.L2, 1e4);
  row['cmd_heater'] = rounded(commands.T2, 1e4);
  row['sp_L1'] = rounded(setpoints.L1, 1e4);
  row['sp_L2'] = rounded(setpoints.L2, 1e4);
  row['sp_T2'] = rounded(setpoints.T2, 100);
  row['msg_ms'] = rounded(interval, 100);
  return row;
}

const TWIN_NAME = Object.fromEntries(MEASUREMENTS.map((tag) => [tag, `twin_${tag}`])) as Record<Measurement, string>;

const ORDERED = ['cmd_pump', 'cmd_valve', 'cmd_heater', 'sp_L1', 'sp_L2', 'sp_T2'];
const SHAPE = new Shape(['time', ...MEASUREMENTS, ...Object.values(TWIN_NAME), ...ORDERED, 'msg_ms']);

/** To a whole number of steps, without the digits of binary fractions: 0.1 + 0.2 shows 0.3. */
function rounded(value: number, stepsPerUnit: number): number {
  return Math.round(value * stepsPerUnit) / stepsPerUnit;
}
