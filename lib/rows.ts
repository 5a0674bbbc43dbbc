import { tagOf } from './features';
import { describe, InputError, type TwinRecord } from './record';

/**
 * Reads the features of a record in engineering units.
 * @param row filled in features order, NaN where a value is missing
 * @throws InputError on a value that is not a finite number
 */
export function readRow(record: TwinRecord, features: readonly string[], row: Float64Array): void {
  const { values, derived } = record;
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
