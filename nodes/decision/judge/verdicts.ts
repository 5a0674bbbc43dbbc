import { type Feedback, readFeedback } from '../../../lib/alarm/feedback';
import { describe, InputError } from '../../../lib/input';
import type { Order } from '../../../lib/layer/orders';
import { type Fingerprint, type KnownEpisode, remember, restoredEpisodes } from './episodes';
import type { Judgement } from './judge';

/** What people said of an asset's alarms. */
export class Verdicts {
  #known: readonly KnownEpisode[];

  constructor(kept: readonly KnownEpisode[] = []) {
    this.#known = restoredEpisodes(kept);
  }

  get known(): readonly KnownEpisode[] {
    return this.#known;
  }

  /**
   * Of the alarm that is open, or was last.
   * @param print which tags deviated in it
   * @param now on the clock that the alarm goes by, ms
   * @throws InputError when there was none, or a new normal has no name
   */
  give(order: Order, judged: Judgement | undefined, print: Fingerprint, now: number): Feedback {
    const feedback = readFeedback(order);
    const { by } = order;
    if (judged === undefined) throw new InputError('control', 'there was no alarm that could be judged');
    const { since } = order.options;
    if (since !== undefined && since !== judged.since) {
      throw new InputError(
        'control.since',
        `is ${describe(since)}; only the last alarm can be judged, since ${judged.since}`,
      );
    }
    if (by === undefined && feedback.verdict === 'new-normal') {
      throw new InputError('control.by', 'is missing; say who decides this: { by: "name" }');
    }
    const who = by !== undefined && { by };
    const { since: time, kind } = judged;
    this.#known = remember(this.#known, { time, ...feedback, ...who, at: now, kind, print });
    return feedback;
  }

  forget(): void {
    this.#known = [];
  }

  /** Without what only the guard can read. */
  report(): readonly Omit<KnownEpisode, 'print'>[] {
    return this.#known.map(({ print: _, ...said }) => said);
  }
}
