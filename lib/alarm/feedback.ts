import { describe, InputError } from '../input';
import type { Order } from '../layer/orders';

/** What a person says of an alarm: it was right or not, work was done at the plant, or the plant is another one now. */
export type Verdict = boolean | 'maintenance' | 'new-normal';

export interface Feedback {
  readonly verdict: Verdict;
  /** Empty where nothing was noted. */
  readonly note: string;
}

const LONGEST_NOTE = 200;
const WORDS: Readonly<Record<string, Verdict>> = {
  true: true,
  false: false,
  maintenance: 'maintenance',
  'new-normal': 'new-normal',
};

/**
 * Reads the order feedback: { verdict, note }, or { correct, label } as older flows have it.
 * @throws InputError when it does not say what the alarm was
 */
export function readFeedback({ options }: Order): Feedback {
  const { verdict: said = options['correct'], note = options['label'] ?? '' } = options;
  const word = typeof said === 'string' ? said.replace(' ', '-') : String(said);
  if (!Object.hasOwn(WORDS, word)) {
    throw new InputError('control.verdict', `is ${describe(said)}; give true, false, "maintenance" or "new-normal"`);
  }
  if (typeof note !== 'string' || note.length > LONGEST_NOTE) {
    throw new InputError('control.note', `is ${describe(note)}; give a text of at most ${LONGEST_NOTE} characters`);
  }
  return { verdict: WORDS[word]!, note };
}
