import { deviating, listed } from '../evidence/deviation';
import type { Finding, JudgedKind } from '../evidence/finding';
import type { Picture, TagPicture } from '../evidence/picture';
import type { Weighed } from '../evidence/weigh';
import type { Deviation, Rule } from './rule-table';

/** From these shares of its rows on a tag stands still, or is silent. */
const STILL = 0.8;
const SILENT = 0.2;
/** An attack that the evidence shows this surely is never called something milder. */
const PLAIN_ATTACK = 0.75;

/** The first rule that fits what is seen. */
export function ruleFor(rules: readonly Rule[], picture: Picture, weighed: Weighed): Rule | undefined {
  if (rules.length === 0) return undefined;
  const plain = weighed.kind === 'cyber-attack' && weighed.confidence >= PLAIN_ATTACK;
  const off = new Set(deviating(picture.tags).map(({ name }) => name));
  const fits = (name: string, when: Deviation): boolean => {
    const named = (called: string): TagPicture | undefined => picture.tags.find((one) => one.name === called);
    // One that is called "Valve", marks and all: see meant in lib/config/names.ts.
    const tag = named(name) ?? named(JSON.stringify(name));
    return tag !== undefined && isSo(tag, when, off.has(tag.name));
  };
  return rules.find(({ tags, when, kind }) => {
    return !(plain && kind !== 'cyber-attack') && tags.every((name) => fits(name, when));
  });
}

function isSo({ residual, value }: TagPicture, when: Deviation, off: boolean): boolean {
  if (when === 'still') return value.flat >= STILL;
  if (when === 'silent') return residual.missing >= SILENT;
  if (!off) return false;
  return when === 'off' || (when === 'high' ? residual.shift > 0 : residual.shift < 0);
}

const STATES: Readonly<Record<Deviation, string>> = {
  high: 'too high',
  low: 'too low',
  off: 'off',
  still: 'standing still',
  silent: 'silent',
};

/** What is weighed, named as the rule says. */
export function namedBy({ tags, when, kind, name }: Rule, weighed: Weighed): Weighed {
  const text = `${listed(tags)} ${tags.length === 1 ? 'is' : 'are'} ${STATES[when]}, which a rule of this plant calls ${name}.`;
  const toward: JudgedKind = kind === 'undetermined' ? 'data-drift' : kind;
  const decisive: Finding = { toward, weight: 0, pattern: name, text, tags };
  return { kind, confidence: 1, decisive, findings: [decisive, ...weighed.findings] };
}
