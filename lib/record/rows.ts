import { describe, InputError } from '../input';
import { tagOf } from './features';
import type { TwinRecord } from './record';

/**
 * Reads the features of a record in engineering units.
 * @param row filled in features order, NaN where a value is missing
 * @throws InputError on a value that is not a finite number
 */
export function readRow(record: TwinRecord, features: readonly string[], row: Float64Array): void {
  const { values, derived } = record;
  const at = walk(values, features, 0, row);
  if (at < features.length && (derived === undefined || walk(derived, features, at, row) < features.length)) {
    lookUp(record, features, row);
  }
}

/**
 * Reads what stands in an object in the order of the features, as in records of ingest: to walk through an object costs a fraction of
 * looking each name up.
 * @param at feature that comes next
 * @returns the feature that comes next after it; all are read when there is none
 */
function walk(
  object: Readonly<Record<string, unknown>>,
  features: readonly string[],
  at: number,
  row: Float64Array,
): number {
  for (const name in object) {
    if (features[at] !== name) continue;
    const value = object[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) break;
    row[at++] = value;
  }
  return at;
}

function lookUp({ values, derived }: TwinRecord, features: readonly string[], row: Float64Array): void {
  for (let i = 0; i < features.length; i++) {
    const name = features[i]!;
    const value: unknown = values[name] ?? derived?.[name];
    if (typeof value === 'number' && Number.isFinite(value)) row[i] = value;
    // A feature may be named like a method of every object ('toString'): not a value either.
    else if (value === undefined || value === null || typeof value === 'function') row[i] = Number.NaN;
    else
      throw new InputError(
        `payload.values.${name}`,
        `is ${describe(value)}; send a finite number or leave the tag out`,
      );
  }
}

/** Copies what is of good quality: only that is learned from. Everything else becomes NaN. */
export function goodOnly(record: TwinRecord, features: readonly string[], row: Float64Array, good: Float64Array): void {
  good.set(row);
  const { quality } = record;
  if (quality === undefined) return;
  for (let i = 0; i < features.length; i++) {
    if (quality[tagOf(features[i]!)] !== undefined) good[i] = Number.NaN;
  }
}

/** One column of row-major rows. */
export function columnOf(rows: Float64Array, width: number, column: number): Float64Array {
  const values = new Float64Array(rows.length / width);
  for (let t = 0, at = column; t < values.length; t++, at += width) values[t] = rows[at]!;
  return values;
}
