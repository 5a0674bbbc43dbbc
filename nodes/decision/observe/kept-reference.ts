import { decodeDifferences, encodeDifferences } from '../../../lib/encoding/differences';

/** Reference as plain JSON. */
export interface ReferenceSnapshot {
  readonly rows: number;
  /** Of which channels there is something to keep, and by field what it is. */
  readonly known?: readonly number[];
  readonly of?: readonly (string | readonly number[])[];
  /** In what older versions kept: by field, of all channels. */
  readonly stats?: readonly (readonly number[])[];
}

/**
 * @param stats by channel its numbers, so many
 * @param count which of them says how much was learned of it
 */
export function keepStats(
  stats: Float64Array,
  numbers: number,
  count: number,
): Pick<ReferenceSnapshot, 'known' | 'of'> {
  const channels = Array.from({ length: stats.length / numbers }, (_, i) => i);
  const known = channels.filter((i) => stats[i * numbers + count]! > 0);
  return { known, of: Array.from({ length: numbers }, (_, k) => keep(known.map((i) => stats[i * numbers + k]!))) };
}

/**
 * @param stats where they go; what is not known stays as it is
 * @param least numbers of a channel that there must be: older versions knew fewer
 * @throws Error when they do not fit
 */
export function readStats(
  { known, of, stats: old }: ReferenceSnapshot,
  stats: Float64Array,
  numbers: number,
  least: number,
): void {
  const width = stats.length / numbers;
  const channels = known ?? Array.from({ length: width }, (_, i) => i);
  const all = of === undefined ? old! : of.map((kept) => read(kept, channels.length));
  const fits =
    (all.length === numbers || all.length === least) &&
    all.every((one) => one.length === channels.length) &&
    channels.every((i) => i >= 0 && i < width);
  if (!fits) throw new Error('reference does not fit');
  for (const [k, one] of all.entries()) {
    for (const [at, i] of channels.entries()) stats[i * numbers + k] = one[at]!;
  }
}

/** Where single precision holds all of them exactly, as such; see lib/encoding/differences.ts. */
function keep(numbers: readonly number[]): string | readonly number[] {
  const singles = Float32Array.from(numbers);
  return singles.every((single, i) => single === numbers[i]) ? encodeDifferences(singles, 1) : numbers;
}

function read(kept: string | readonly number[], count: number): ArrayLike<number> {
  return typeof kept === 'string' ? decodeDifferences(kept, 1, count) : kept;
}
