import { type BufferSnapshot, LearningBuffer } from './buffer';

/** A row that is not learned from yet. */
export interface WaitingRow {
  readonly features: readonly string[];
  /** Engineering units; NaN = missing. */
  readonly row: Float64Array;
  readonly time: number;
  /** Whether it follows the row that was kept before it. */
  readonly follows: boolean;
}

/** Rows as plain JSON; whether the first one follows is not told. Undefined where there are none. */
export function keptRows(rows: readonly WaitingRow[]): BufferSnapshot | undefined {
  if (rows.length === 0) return undefined;
  const all = new LearningBuffer();
  for (const { features, row, time, follows } of rows) all.add(features, row, time, follows);
  return all.snapshot();
}

/** @param from what keptRows gave @param follows whether the first one does */
export function waitingRows(from: BufferSnapshot, follows: boolean): WaitingRow[] {
  const all = new LearningBuffer(from);
  const cut = new Set(all.seams);
  return Array.from({ length: all.count }, (_, t) => ({
    features: all.features,
    row: all.rows(t, t + 1),
    time: all.timeOf(t),
    follows: t === 0 ? follows : !cut.has(t),
  }));
}
