import { setImmediate as breath } from 'node:timers/promises';
import { nextTurn } from '../../turns';
import type { LearningBuffer } from '../learning/buffer';
import type { RecordJudge } from '../live/record-judge';

/** The rows right before the next record, as they are at any time. */
export interface LastRows {
  rows(): LearningBuffer;
  /** Rows that have come so far, forgotten ones included. */
  readonly seen: number;
}

/** Rows that are lived through at once, and ms after which the event loop has a turn. */
const STEP = 4;
const SLICE = 2;

/**
 * Makes a model, and lets it live through the last rows. That takes as long as dozens of records, and the first one's far longer than
 * any later one's: it is done in slices, and what has come in between is lived through last.
 * @param wanted whether it is still wanted, asked between slices
 * @returns right before the next record
 */
export async function livedThrough(
  make: () => RecordJudge | Promise<RecordJudge>,
  last: LastRows,
  wanted: () => boolean,
): Promise<RecordJudge> {
  await nextTurn();
  const judge = await make();
  await breath();
  const { seen } = last;
  const rows = last.rows();
  await breath();
  for (let from = 0; from < rows.count && wanted(); await breath()) {
    const until = performance.now() + SLICE;
    do {
      judge.warmUp(rows, from, Math.min(rows.count, from + STEP));
      from += STEP;
    } while (from < rows.count && performance.now() < until);
  }
  if (last.seen > seen && wanted()) {
    const all = last.rows();
    const from = behind(all, rows.range[1]);
    // None of those that were lived through is kept any more.
    if (from === 0) judge.restart();
    judge.warmUp(all, from);
  }
  return judge;
}

/** The first row behind a time. How many came says nothing of that: some are left out. */
function behind(rows: LearningBuffer, time: number): number {
  let from = rows.count;
  while (from > 0 && !(rows.timeOf(from - 1) <= time)) from--;
  return from;
}
