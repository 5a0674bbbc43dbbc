import { heldReference, type Reference } from './reference';

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

export function keepReferences(learned: ReadonlyMap<string, Reference>): KeptReferences {
  const all = [...learned.values()];
  const fields = FIELDS.filter((field) => all.some((one) => one[field] !== undefined));
  return {
    names: [...learned.keys()],
    ...Object.fromEntries(fields.map((field) => [field, all.map((one) => one[field])])),
  };
}

export function readReferences(kept: KeptReferences | OldReferences): Map<string, Reference> {
  if (!isByField(kept)) return new Map(Object.entries(kept).map(([name, of]) => [name, heldReference(of)]));
  return new Map(
    kept.names.map((name, i) => {
      const fields = FIELDS.flatMap((field) => (kept[field]?.[i] == null ? [] : [[field, kept[field][i]]]));
      return [name, heldReference(Object.fromEntries(fields))];
    }),
  );
}

function isByField(kept: KeptReferences | OldReferences): kept is KeptReferences {
  return Array.isArray(kept['names']);
}
