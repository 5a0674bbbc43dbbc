import type { TwinRecord } from '../../lib/record/record';

/** The record's score. A bare { "score": 1.5 } was read as a tag of that name. */
export function scoreOf(record: TwinRecord): unknown {
  if (record.score !== undefined) return record.score;
  return Object.hasOwn(record.values, 'score') && record.detector === undefined ? record.values['score'] : undefined;
}
