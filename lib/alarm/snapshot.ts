import type { AttentionSnapshot } from './attention';
import type { FleetingSnapshot } from './fleeting';
import type { PaceSnapshot } from './pace';
import type { RunSnapshot } from './run';

/** An alarm as plain JSON. */
export interface AlarmSnapshot extends AttentionSnapshot, FleetingSnapshot {
  readonly active: boolean;
  readonly hits: number;
  readonly quiet: number;
  readonly onset: number;
  readonly lastAnomaly: number;
  readonly rows: number;
  /** Absent in what older versions kept: all its hits weigh in full. */
  readonly weight?: number;
  /** Absent in what older versions kept. */
  readonly near?: number;
  readonly patience?: number;
  readonly calm?: number;
  /** Absent before the first record. */
  readonly time?: number;
  /** Source time at which the last one cleared. Absent before the first, and in what older versions kept. */
  readonly ended?: number;
  /** ms since the onset, the last anomalous record, and what calm counts from. Absent, or without the last, in what older versions kept. */
  readonly ages?: readonly [onset: number, anomaly: number, calm?: number];
  readonly pace?: PaceSnapshot;
  /** Absent where there are none, and in what older versions kept. */
  readonly earlier?: number;
  /** Absent in what older versions kept. */
  readonly run?: RunSnapshot;
}

export function isWhole({ hits, quiet, onset, lastAnomaly, rows, active }: AlarmSnapshot): boolean {
  return [hits, quiet, onset, lastAnomaly, rows].every(Number.isFinite) && typeof active === 'boolean';
}
