import { readDoubles, writeDoubles } from '../../lib/encoding/doubles';
import { BitReader, BitWriter } from '../../lib/encoding/rice';
import { BINS, type Reference } from './reference';
import { References } from './references';

const FIELDS = [
  'center',
  'scale',
  'knots',
  'min',
  'max',
  'shares',
  'independent',
  'worth',
] as const satisfies (keyof Reference)[];

/** What was learned by feature, as plain JSON: field by field. */
export interface KeptReferences extends Partial<Record<keyof Reference, readonly unknown[]>> {
  readonly names: readonly string[];
  /** The edges of all, see writeDoubles, base64; in what older versions kept `edges` are a list for each. */
  readonly bins?: string;
}

/** By name, as older versions kept it. */
export type OldReferences = Readonly<Record<string, Reference>>;

export function keepReferences(learned: References): KeptReferences {
  const all = learned.names.map((_, position) => learned.at(position));
  const fields = FIELDS.filter((field) => all.some((one) => one[field] !== undefined));
  return {
    names: learned.names,
    bins: keepEdges(all.map(({ edges }) => edges)),
    ...Object.fromEntries(fields.map((field) => [field, all.map((one) => one[field])])),
  };
}

function keepEdges(all: readonly (readonly number[])[]): string {
  const out = new BitWriter(all.length * (BINS - 1));
  for (const edges of all) writeDoubles(out, Float64Array.from(edges));
  return out.text();
}

/** @throws Error when they are not whole */
function readEdges(bins: string, features: number): number[][] {
  const from = new BitReader(bins);
  const all = Array.from({ length: features }, () => [...readDoubles(from, BINS - 1)]);
  from.end();
  return all;
}

export function readReferences(kept: KeptReferences | OldReferences): References {
  if (!isByField(kept)) return new References(Object.entries(kept));
  const { names, bins } = kept;
  const all = bins === undefined ? kept.edges : readEdges(bins, names.length);
  return new References(
    names.map((name, i): [string, Reference] => {
      const fields = FIELDS.flatMap((field) => (kept[field]?.[i] == null ? [] : [[field, kept[field][i]]]));
      return [name, Object.fromEntries([...fields, ['edges', all?.[i]]])];
    }),
  );
}

function isByField(kept: KeptReferences | OldReferences): kept is KeptReferences {
  return Array.isArray(kept['names']);
}
