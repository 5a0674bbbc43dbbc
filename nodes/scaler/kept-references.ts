import type { Reference } from './reference';
import { References } from './references';

const FIELDS = [
  'center',
  'scale',
  'knots',
  'min',
  'max',
  'edges',
  'shares',
  'independent',
  'worth',
] as const satisfies (keyof Reference)[];

/** What was learned by feature, as plain JSON: field by field. */
export interface KeptReferences extends Partial<Record<keyof Reference, readonly unknown[]>> {
  readonly names: readonly string[];
}

/** By name, as older versions kept it. */
export type OldReferences = Readonly<Record<string, Reference>>;

export function keepReferences(learned: References): KeptReferences {
  const all = learned.names.map((_, position) => learned.at(position));
  const fields = FIELDS.filter((field) => all.some((one) => one[field] !== undefined));
  return {
    names: learned.names,
    ...Object.fromEntries(fields.map((field) => [field, all.map((one) => one[field])])),
  };
}

export function readReferences(kept: KeptReferences | OldReferences): References {
  if (!isByField(kept)) return new References(Object.entries(kept));
  return new References(
    kept.names.map((name, i): [string, Reference] => {
      const fields = FIELDS.flatMap((field) => (kept[field]?.[i] == null ? [] : [[field, kept[field][i]]]));
      return [name, Object.fromEntries(fields)];
    }),
  );
}

function isByField(kept: KeptReferences | OldReferences): kept is KeptReferences {
  return Array.isArray(kept['names']);
}
