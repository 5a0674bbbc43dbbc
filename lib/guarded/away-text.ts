import { describe } from '../input';
import type { Away } from './levels';

/** Tags named in a text. */
const NAMED = 5;

/** "T1 is 24.2 instead of 20 (1.4 standard deviations above where it has been)", "T1 lies 1.2 apart instead of at most .7" */
export function awayText(away: readonly Away[]): string {
  const texts = away.slice(0, NAMED).map(({ feature, trait, by, now, was }) => {
    if (trait === 'spread') {
      return `${feature} lies ${describe(round(now))} apart instead of at most ${describe(round(was))} (${round(by)} standard deviations more)`;
    }
    return `${feature} is ${describe(round(now))} instead of ${describe(round(was))} (${round(Math.abs(by))} standard deviations ${by > 0 ? 'above' : 'below'} where it has been)`;
  });
  return texts.join(', ') + (away.length > NAMED ? ` and ${away.length - NAMED} more` : '');
}

/** "level_sp 2.4, level 2.41": of what is beyond all learned values. */
export function returnText(now: Readonly<Record<string, number>>): string {
  const all = Object.entries(now);
  const texts = all.slice(0, NAMED).map(([feature, value]) => `${feature} ${describe(round(value))}`);
  return texts.join(', ') + (all.length > NAMED ? ` and ${all.length - NAMED} more` : '');
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
