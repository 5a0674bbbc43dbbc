import { bands } from './bands/bands';
import { course } from './course/course';
import { energy } from './energy';
import { leaps } from './leaps/leaps';
import { learnedTwin } from './learned-twin/learned-twin';
import { mewma } from './mewma/mewma';
import type { Part } from './part';

/** Every kind of part that a score can have. A new one is one new line here. */
const PARTS = { mewma, bands, course, energy, leaps, 'learned-twin': learnedTwin };

type Kinds = typeof PARTS;
type SettingsOf<P> = P extends Part<infer Settings, infer _> ? Settings : never;

/**
 * One part of a score as plain data: its kind, its settings, and how it comes into the score.
 * - sum: weight times its value, by the sum of all such weights.
 * - maximum: its value, brought to the size of the sum, where that is larger than the sum. For parts that are silent while all
 *   is well and sure when they speak: in a sum the others would dilute them.
 */
export type PartPlan = { [Kind in keyof Kinds]: Plan<Kind> & SettingsOf<Kinds[Kind]> }[keyof Kinds];

interface Plan<Kind> {
  /** Its name in payload.parts; no two parts of a score have the same. */
  readonly name: string;
  readonly kind: Kind;
  readonly combine: 'sum' | 'maximum';
  /** Beside the others that are summed; of no account for a maximum. */
  readonly weight: number;
  /** The weight has to be earned: by what the part tells about later rows that the others do not, see skill.ts. */
  readonly earned?: boolean;
}

/** Whether a part would be better, or have a say at all, after more rows than it was learned from. */
export function wantsMore(parts: readonly { readonly plan: PartPlan; readonly fitted: unknown }[]): boolean {
  return parts.some(({ plan, fitted }) => partOf(plan).wantsMore?.(fitted) === true);
}

/** The part that a plan is for. What is fitted is as unknown here as the settings: both only go back to it. */
export function partOf({ kind }: Pick<PartPlan, 'kind'>): Part<PartPlan, unknown> {
  const part = Object.hasOwn(PARTS, kind) ? PARTS[kind] : undefined;
  if (part === undefined) throw new Error(`its score has a part of the unknown kind ${String(kind)}`);
  return part as unknown as Part<PartPlan, unknown>;
}

/** Outputs of the network that a score of these parts reads. */
export function outputsOf(parts: readonly PartPlan[]): string[] {
  return [...new Set(parts.flatMap((plan) => partOf(plan).outputs?.(plan) ?? []))];
}
