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

/** By field its number of each channel. */
type Stats = readonly Float64Array[];

/** @param count by channel, how much was learned of it */
export function keepStats(stats: Stats, count: Float64Array): Pick<ReferenceSnapshot, 'known' | 'of'> {
  const known = Array.from(count.keys()).filter((i) => count[i]! > 0);
  return { known, of: stats.map((stat) => keep(known.map((i) => stat[i]!))) };
}

/**
 * @param stats where they go; what is not known stays as it is
 * @param least fields that there must be: older versions knew fewer
 * @throws Error when they do not fit
 */
export function readStats({ known, of, stats: old }: ReferenceSnapshot, stats: Stats, least: number): void {
  const width = stats[0]!.length;
  const channels = known ?? Array.from({ length: width }, (_, i) => i);
  const all = of === undefined ? old! : of.map((kept) => read(kept, channels.length));
  const fits =
    (all.length === stats.length || all.length === least) &&
    all.every((numbers) => numbers.length === channels.length) &&
    channels.every((i) => i >= 0 && i < width);
  if (!fits) throw new Error('reference does not fit');
  for (const [k, numbers] of all.entries()) {
    for (const [at, i] of channels.entries()) stats[k]![i] = numbers[at]!;
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
