import type { Random } from '../../../lib/random';
import type { View } from './drills/drill';
import { MEASUREMENTS, NOISE, RESOLUTION, type Readings } from './tags';

/** One message of the plant: source time in ms since the epoch, and every tag. */
export type Row = { time: number } & Record<string, number>;

/** Adds the noise of the instruments and shows no more digits than they have. */
export function instrument(readings: Readings, noise: number, random: Random): void {
  for (const tag of MEASUREMENTS) {
    readings[tag] = rounded(readings[tag] + noise * NOISE[tag] * random.normal(), RESOLUTION[tag]);
  }
}

/** @param time ms since the epoch; @param interval ms since the last message */
export function message(time: number, interval: number, { measured, twin, commands, setpoints }: View): Row {
  const row: Row = { time: Math.round(time) };
  for (const tag of MEASUREMENTS) row[tag] = rounded(measured[tag], RESOLUTION[tag]);
  for (const tag of MEASUREMENTS) row[`twin_${tag}`] = rounded(twin[tag], RESOLUTION[tag] / 10);
  row['cmd_pump'] = rounded(commands.L1, 1e-4);
  row['cmd_valve'] = rounded(commands.L2, 1e-4);
  row['cmd_heater'] = rounded(commands.T2, 1e-4);
  row['sp_L1'] = rounded(setpoints.L1, 1e-4);
  row['sp_L2'] = rounded(setpoints.L2, 1e-4);
  row['sp_T2'] = rounded(setpoints.T2, 1e-2);
  row['msg_ms'] = rounded(interval, 0.01);
  return row;
}

/** To a multiple of the step, without the digits of binary fractions: 0.1 + 0.2 shows 0.3. */
function rounded(value: number, step: number): number {
  const perUnit = Math.round(1 / step);
  return Math.round(value * perUnit) / perUnit;
}
