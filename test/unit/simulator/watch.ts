import type { Row } from '../../../nodes/simulator/plant/message';
import type { Plant } from '../../../nodes/simulator/plant/plant';

export const CONFIG = { seed: 1, noise: 1, mismatch: 0.03, label: false };

export function run(plant: Plant, records: number): Row[] {
  return Array.from({ length: records }, () => plant.step());
}

export const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - middle) ** 2)));
}

/** What a guard looks at: the measurement against twin, command and setpoint, and the time between messages. */
export const SIGNALS: Readonly<Record<string, (row: Row) => number>> = {
  'L1~twin': (r) => r['L1']! - r['twin_L1']!,
  'L2~twin': (r) => r['L2']! - r['twin_L2']!,
  'Fin~twin': (r) => r['Fin']! - r['twin_Fin']!,
  'F12~twin': (r) => r['F12']! - r['twin_F12']!,
  'Fout~twin': (r) => r['Fout']! - r['twin_Fout']!,
  'T2~twin': (r) => r['T2']! - r['twin_T2']!,
  'Pdis~twin': (r) => r['Pdis']! - r['twin_Pdis']!,
  'rpm~twin': (r) => r['rpm']! - r['twin_rpm']!,
  'vpos~twin': (r) => r['vpos']! - r['twin_vpos']!,
  'pwr~twin': (r) => r['pwr']! - r['twin_pwr']!,
  'rpm~command': (r) => r['rpm']! / 1500 - r['cmd_pump']!,
  'vpos~command': (r) => r['vpos']! - r['cmd_valve']!,
  'pwr~command': (r) => r['pwr']! / 30 - r['cmd_heater']!,
  'L1~setpoint': (r) => r['L1']! - r['sp_L1']!,
  'L2~setpoint': (r) => r['L2']! - r['sp_L2']!,
  'T2~setpoint': (r) => r['T2']! - r['sp_T2']!,
  '~interval': (r) => r['msg_ms']!,
};

export interface Look {
  /** Mean, in normal standard deviations away from the normal mean. */
  shift: number;
  /** How much it varies from one record to the next, relative to normal. */
  roughness: number;
}

/** How a stretch of rows differs from normal ones, per signal. */
export function compare(rows: readonly Row[], normal: readonly Row[]): Record<string, Look> {
  return Object.fromEntries(
    Object.entries(SIGNALS).map(([name, signal]) => {
      const usual = normal.map(signal);
      const now = rows.map(signal);
      return [
        name,
        {
          shift: (mean(now) - mean(usual)) / deviation(usual),
          roughness: deviation(steps(now)) / deviation(steps(usual)),
        },
      ];
    }),
  );
}

function steps(values: readonly number[]): number[] {
  return values.slice(1).map((v, i) => v - values[i]!);
}
