import type { ShadowCounts } from '../../guarded/shadow';

/** Why a model came into force. */
export const CAUSES = {
  learned: 'learned from the first records',
  grown: 'learned from more and more records',
  retrained: 'learned anew by order',
  scheduled: 'learned anew by schedule',
  trained: 'learned from rows that were sent',
  accepted: 'learned as the new normal that was accepted',
  approved: 'approved',
  'rolled-back': 'gone back to',
  imported: 'imported',
  'fallen-back': 'the one that was in force cannot be read',
  found: 'found on disk, as nothing else was known',
} as const;

/** Why a model came into force, and who wanted it. */
export interface Cause {
  readonly why: keyof typeof CAUSES;
  /** Who ordered, accepted or approved it, as far as it was said. */
  readonly by?: string;
  /** How it did beside the model before; absent where it had not to. */
  readonly shadow?: ShadowCounts;
}

/** @param by undefined where nobody said so */
export function causeOf(why: Cause['why'], by: string | undefined): Cause {
  return { why, ...(by !== undefined && { by }) };
}

/**
 * Why a model was learned whose training says nothing of it.
 * @param rows see Source @param by who said that the rows are the new normal @param order by which they were collected
 */
export function learnedBecause(
  rows: 'given' | 'collected' | 'grown',
  by: string | undefined,
  order: Cause | undefined,
): Cause {
  if (rows === 'given') return { why: 'trained' };
  if (rows === 'grown') return { why: 'grown' };
  return by === undefined ? (order ?? { why: 'learned' }) : causeOf('accepted', by);
}

/** One model that came into force. Plain JSON. */
export interface Activation extends Cause {
  readonly version: number;
  /** Its id: the hash of all that scores. */
  readonly model: string;
  /** On the clock on the wall, ms since the epoch; null where a recording is replayed. */
  readonly at: number | null;
}

/** Activations that are kept, the newest ones: some 6 kB of the state. */
const MOST = 32;

/** Which model came into force when and why, the newest last; bounded. */
export class Activations {
  #all: readonly Activation[];

  constructor(from: readonly Activation[] = []) {
    this.#all = from;
  }

  get all(): readonly Activation[] {
    return this.#all;
  }

  note({ version, id }: { readonly version: number; readonly id: string }, cause: Cause, at: number | null): void {
    this.#all = [...this.#all, { version, model: id, at, ...cause }].slice(-MOST);
  }

  include(version: number): boolean {
    return this.#all.some((one) => one.version === version);
  }

  /** A model that came into force last, without being on disk, has got its number. */
  renumber(from: number, to: number): void {
    const last = this.#all.at(-1);
    if (last?.version === from) this.#all = [...this.#all.slice(0, -1), { ...last, version: to }];
  }
}

/** "version 3, approved by Bo" */
export function activationText({ version, why, by, shadow }: Activation): string {
  const beside = shadow && `, after ${shadow.done} records beside the one before`;
  return `version ${version}, ${CAUSES[why]}${by === undefined ? '' : ` by ${by}`}${beside ?? ''}`;
}
