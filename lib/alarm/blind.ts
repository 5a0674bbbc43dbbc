import type { Blind, BlindWhy } from '../record/record';
import { duration } from '../time/duration';

/** Pattern of a decision that says that the guard is blind. */
export const BLIND_PATTERN = 'blind guard';

/** What is wrong with the messages that were not judged. */
const WRONG: Readonly<Record<BlindWhy, string>> = {
  silent: '',
  late: 'lie behind what is known already',
  stray: 'claim times far ahead of its clock',
  duplicate: 'came before: the source repeats itself',
  historical: '',
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
    case 'historical':
      return `The guard of ${asset} is blind: all that arrives are old values by the source's own word.`;
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

/** What it may be, and where to look. */
const ADVICE: Readonly<Record<BlindWhy, string>> = {
  silent: 'Look at the line and at the gateway; who blocks messages hides what the plant does.',
  late: 'A clock that was set back, a queue that is played again or a replay looks like this.',
  stray: 'A source with a wrong clock, or forged messages, looks like this; find out who sends them.',
  duplicate: 'A gateway that hangs repeats its last message, and so does who plays it back; restart it.',
  historical: 'The source sends what it had stored, and nothing of what it measures now.',
  'unknown-tags':
    'Names may have changed, or another source writes to this asset; to learn the tags anew, order reset.',
  incomplete: 'A tag that is waited for does not come any more, or the clock of the source stands still.',
  backwards: 'Look at the clock of the source, and whether a recording is played backwards.',
  'two-clocks': 'Two gateways whose clocks are apart look like this, and so does a shadow stream of forged messages.',
  'clock-set': 'Somebody has set the clock of the source, or a recording is played again from another time.',
};

/** Evidence for an operator: what was counted, what it may be, and where to look. */
export function blindAdvice({ why, arrived, judged }: Blind): string[] {
  const counted =
    why === 'silent' || why === 'historical' ? [] : [`Of ${arrived} messages that arrived, ${judged} were judged.`];
  return [...counted, ADVICE[why]];
}

/** Short spans as they are: half a second is no whole one. */
function span(ms: number): string {
  return ms < 10_000 ? `${ms / 1000} s` : duration(ms);
}
