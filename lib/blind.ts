import { duration } from './duration';
import type { Blind, BlindWhy } from './record';

/** What is wrong with the messages that were not judged. */
const WRONG: Readonly<Record<BlindWhy, string>> = {
  silent: '',
  late: 'lie behind what is known already',
  stray: 'claim times far ahead of its clock',
  duplicate: 'came before: the source repeats itself',
  historical: "are old values by the source's own word",
  'unknown-tags': 'hold no number of a tag that was learned',
  incomplete: 'make no complete record',
  backwards: "are each older than the one before: the source's time runs backwards",
  'two-clocks': '',
  'clock-set': '',
};

/** One sentence for an operator: that the guard of an asset is blind, how much of what arrives it misses, and why. */
export function blindSentence(asset: string, { why, arrived, judged, clock, apart }: Blind): string {
  const missed = `${arrived - judged} of ${arrived} messages`;
  const at =
    clock === undefined ? '' : `, which stands at ${new Date(clock).toISOString().slice(0, 19).replace('T', ' ')}`;
  switch (why) {
    case 'silent':
      return `The guard of ${asset} is blind: nothing arrives.`;
    case 'two-clocks': {
      const way = (apart ?? 0) < 0 ? 'behind' : 'ahead of';
      return `The guard of ${asset} is partly blind: its messages come from two clocks, the second one ${span(Math.abs(apart ?? 0))} ${way} the first; ${missed} were not judged.`;
    }
    case 'clock-set':
      return `The guard of ${asset} was blind: its clock was set${at === '' ? '' : ` to ${at.slice(-19)}`}, and ${missed} were not judged until that was clear.`;
    default:
      return `The guard of ${asset} is ${judged > arrived / 2 ? 'partly ' : ''}blind: ${missed} ${WRONG[why]}${why === 'late' || why === 'stray' ? at : ''}.`;
  }
}

/** Short spans as they are: half a second is no whole one. */
function span(ms: number): string {
  return ms < 10_000 ? `${ms / 1000} s` : duration(ms);
}
