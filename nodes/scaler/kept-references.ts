import { edgeOf, heldReference, type Reference, stepOf } from './reference';

type Field = Exclude<keyof Reference, 'edges'>;
const FIELDS = ['center', 'scale', 'knots', 'min', 'max', 'shares', 'independent', 'worth'] as const satisfies Field[];

/** What was learned by feature, as plain JSON: field by field. */
export interface KeptReferences extends Partial<Record<Field, readonly unknown[]>> {
  readonly names: readonly string[];
  /** By feature, in steps; see stepOf. */
  readonly edges: readonly (readonly number[])[];
}

/** By name, as older versions kept it. */
export type OldReferences = Readonly<Record<string, Reference>>;

export function keepReferences(learned: ReadonlyMap<string, Reference>): KeptReferences | OldReferences {
  const all = [...learned.values()];
  // What an older version learned need not lie on steps.
  if (!all.every((one) => one.edges.every((edge) => edgeOf(stepOf(edge, one), one) === edge)))
    return Object.fromEntries(learned);
  const fields = FIELDS.filter((field) => all.some((one) => one[field] !== undefined));
  return {
    names: [...learned.keys()],
    ...Object.fromEntries(fields.map((field) => [field, all.map((one) => one[field])])),
    edges: all.map((one) => one.edges.map((edge) => stepOf(edge, one))),
  };
}

export function readReferences(kept: KeptReferences | OldReferences): Map<string, Reference> {
  if (!isByField(kept)) return new Map(Object.entries(kept).map(([name, of]) => [name, heldReference(of)]));
  return new Map(
    kept.names.map((name, i) => {
      const fields = FIELDS.flatMap((field) => (kept[field]?.[i] == null ? [] : [[field, kept[field][i]]]));
      const of: Reference = Object.fromEntries(fields);
      return [name, heldReference({ ...of, edges: kept.edges[i]!.map((step) => edgeOf(step, of)) })];
    }),
  );
}

function isByField(kept: KeptReferences | OldReferences): kept is KeptReferences {
  return Array.isArray(kept['names']);
}
