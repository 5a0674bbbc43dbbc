import type { AlarmRows } from '../../guarded/episodes';
import { outlierRows } from '../../outliers/rows';
import { timeOrder } from '../../score/time-order';
import { gradeRows, type TrainingReport } from './grades';
import { type LaidIn, layIn } from './laid-in';
import { leaveOut } from './left-out';
import { type Collected, type KnownScaling, prepareTraining, type TrainingData } from './training-data';

/** Rows that are to be made ready: for long histories too long a work for the event loop. */
export interface Unprepared {
  readonly collected: Collected;
  /** False alarms, newest last: their rows are learned from, too. */
  readonly excused: readonly AlarmRows[];
  readonly known: KnownScaling | undefined;
  /** Features that are commands and set points. */
  readonly orders: readonly string[];
  readonly seed: number;
  /** Of the network that is to learn. */
  readonly window: number;
}

export interface PreparedRows {
  readonly data: TrainingData;
  /** See timeOrder. */
  readonly order: number;
  readonly report: TrainingReport;
  /** Collected rows that were left out: 1. */
  readonly mask: Uint8Array;
  /** What was learned of false alarms, see layIn. */
  readonly excused: LaidIn['excused'];
}

/** @throws Error when no feature has enough values */
export function prepareRows({ collected, excused, known, orders, seed, window }: Unprepared): PreparedRows {
  const outliers = outlierRows(collected.features, collected.rows, undefined, new Set(orders));
  const report = gradeRows(collected.features, collected.rows, outliers);
  // What was odd once, and false, is to be learned: it is no outlier.
  const rows = layIn(leaveOut(collected, outliers.mask, window), excused, window);
  const clean = report.outliers === undefined && rows.excused.rows === 0;
  const data = prepareTraining(rows, known, seed, report.outliers, clean);
  const order = timeOrder(data.rows, data.features.length);
  return { data, order, report, mask: outliers.mask, excused: rows.excused };
}
