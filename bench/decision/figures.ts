import type { DecisionKind } from '../../lib/record/words';
import type { JudgedKind } from '../../nodes/decision/evidence/finding';
import type { Segment } from './segments';

/** What was said about one segment; undefined when no alarm was open in it. */
export interface Answer {
  readonly truth: DecisionKind;
  readonly said: DecisionKind | undefined;
}

/** Those that a segment can have. */
export const KINDS: readonly JudgedKind[] = ['cyber-attack', 'sensor-fault', 'data-drift'];

type Said = readonly (DecisionKind | undefined)[];

/** What was said last within each segment. */
export function answers(segments: readonly Segment[], said: Said): Answer[] {
  return segments.map(({ start, end, kind }) => ({
    truth: kind,
    said: said.slice(start, end).findLast((one) => one !== undefined),
  }));
}

/** What each segment's alarm was called when it cleared, or when the next segment began. */
export function endings(segments: readonly Segment[], said: Said): Answer[] {
  return segments.map(({ start, end, kind }, i) => {
    const next = segments[i + 1]?.start ?? said.length;
    let row = said.slice(start, end).findLastIndex((one) => one !== undefined);
    if (row < 0) return { truth: kind, said: undefined };
    row += start;
    while (row + 1 < next && said[row + 1] !== undefined) row++;
    return { truth: kind, said: said[row] };
  });
}

/** Mean over the three kinds of F1 = 2TP / (2TP + FP + FN); a segment without an answer is a miss of its kind. */
export function macroF1(given: readonly Answer[]): number {
  const scores = KINDS.map((kind) => {
    const hits = given.filter(({ truth, said }) => truth === kind && said === kind).length;
    const wrong = given.filter(({ truth, said }) => (truth === kind) !== (said === kind)).length;
    return (2 * hits) / Math.max(1, 2 * hits + wrong);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Rows after a segment in which its end may still be seen. */
const AFTER = 30;

export interface AlarmCount {
  /** Alarms that touch no segment. */
  readonly falseAlarms: number;
  /** Those among them that begin right after a segment: the way back is a jump, too. */
  readonly aftermath: number;
  /** Alarms that touch one. */
  readonly rightAlarms: number;
  readonly normalRows: number;
  /** Rows from a segment's start to its first alarm, for each segment with one. */
  readonly delays: readonly number[];
}

export function countAlarms(segments: readonly Segment[], said: readonly (DecisionKind | undefined)[]): AlarmCount {
  const inside = new Uint8Array(said.length);
  for (const { start, end } of segments) inside.fill(1, start, end);
  let falseAlarms = 0;
  let aftermath = 0;
  let rightAlarms = 0;
  for (let row = 0; row < said.length; row++) {
    if (said[row] === undefined || (row > 0 && said[row - 1] !== undefined)) continue;
    const found = said.indexOf(undefined, row);
    const end = found < 0 ? said.length : found;
    if (inside.subarray(row, end).includes(1)) rightAlarms++;
    else falseAlarms++;
    if (!inside.subarray(row, end).includes(1) && inside.subarray(Math.max(0, row - AFTER), row).includes(1))
      aftermath++;
  }
  const delays = segments.flatMap(({ start, end }) => {
    const at = said.slice(start, end).findIndex((one) => one !== undefined);
    return at < 0 ? [] : [at];
  });
  return { falseAlarms, aftermath, rightAlarms, normalRows: inside.filter((one) => one === 0).length, delays };
}
