import { derivationOf } from '../record/features';
import type { Feature, Told } from './part';

/** How well each tag is told from the others, for a person: the best told first, then those that are not. */
export function toldTexts(features: readonly Feature[], told: readonly Told[]): string[] {
  const known = new Map(told.map(({ feature, explained }) => [feature, explained]));
  const best = [...known].sort(([, a], [, b]) => b - a);
  const untold = features.flatMap(({ name, kind }, i) =>
    kind === 'measured' && derivationOf(name) === undefined && !known.has(i) ? [name] : [],
  );
  return [
    ...best.map(([i, explained]) => `${features[i]!.name}: explained ${Math.floor(100 * explained)} %`),
    ...untold.map((name) => `${name}: not explained by the other tags, not judged by them`),
  ];
}
