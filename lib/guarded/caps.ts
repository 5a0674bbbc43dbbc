import type { Away, Rule, Trait } from './levels';

/** Beyond where it has been by so many standard deviations a trait is told; the edges of few rows are less sure than their mean. */
export const TOLD: Readonly<Record<Rule, Readonly<Record<Trait, number>>>> = {
  level: { level: 0.2, spread: 0.3 },
  return: { level: 0.35, spread: 0.3 },
};
export const ANY = { level: 0, spread: 0 } as const;
/** ... and a model that is learned there waits for a person. */
const CAP = 0.75;
/** All that a trait may go on by itself while more and more rows are learned from. */
const CREEP = 1;

/** By trait: how far it has gone on without a person, in standard deviations. Plain JSON. */
export type Crept = Readonly<Record<string, number>>;

type Named = Pick<Away, 'feature' | 'trait'>;

/** Tells traits apart. */
export function traitOf({ feature, trait }: Named): string {
  return trait === 'level' ? feature : `${trait} of ${feature}`;
}

/** By how many standard deviations more a trait may go on by itself in all, and judging with it. */
export function leftOf(one: Named, crept: Crept): number {
  return Math.max(0, CREEP - (crept[traitOf(one)] ?? 0));
}

/** Whether it is for a person to say that this is normal. */
export function isBeyond(one: Away, crept: Crept): boolean {
  return Math.abs(one.by) > Math.min(CAP, leftOf(one, crept));
}

/** Of each trait the one that is furthest away. */
export function furthestOf(all: readonly Away[]): Away[] {
  const furthest = new Map<string, Away>();
  for (const one of all) {
    if (Math.abs(one.by) > Math.abs(furthest.get(traitOf(one))?.by ?? 0)) furthest.set(traitOf(one), one);
  }
  return [...furthest.values()].sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}
