import type { Blind, BlindWhy } from '../../lib/record/record';

/** What became of a message: a live record left, it waits for one ('joined'), or why it is kept out of the live stream. */
export type Fate = 'live' | 'joined' | 'late' | 'stray' | 'duplicate' | 'historical' | 'unknown';

/** Messages without a live record after which the guard is blind; also how many are looked back at. */
const MOST_MESSAGES = 100;
/** Time on the wall without one, ms: a minute, less what passes until somebody looks. */
const MOST_MS = 55_000;
/** Where the usual pause is longer by itself, so many times that. */
const PATIENCE = 3;
/** Live share of the last messages below which the guard is blind. */
const LEAST_SHARE = 0.25;
/** Strays among the last messages: more than a mistake, and few enough to have begun with. */
const MOST_STRAYS = 5;
const FEW_STRAYS = 2;
/** It sees again when most of so many messages in a row are live. */
const SEES_AGAIN = 10;
/** While it is blind, that is said again after so many messages, or ms: a node that was deployed meanwhile must know. */
const REMIND_MESSAGES = 90;
const REMIND_MS = 55_000;
const FADING = 0.99;

/** What changed; 'again': the present state is due to be said once more. */
export type BlindChange = 'began' | 'again' | 'ended' | undefined;

/** What the clocks of the asset show. */
export interface Clocks {
  /** Source time that the asset's clock has reached. */
  readonly newest: number;
  /** How far a second clock is ahead, ms; undefined while there is none. */
  readonly apart: number | undefined;
  /** The source's time runs backwards. */
  readonly backwards: boolean;
}

/**
 * Whether the guard of one asset can judge what arrives. Counts by arrival, on the clock on the wall: the source's own clock
 * may stand still, and that is one of the ways to be blind.
 */
export class Blindness {
  /** Fates of the last messages, a ring, and how many there are of each. */
  readonly #fates: Fate[] = [];
  #at = 0;
  readonly #counts: Record<Fate, number> = { ...NONE };
  /** Messages since the last live record: all, and those that were kept out. */
  #waiting = 0;
  #out = 0;
  /** Messages since then that the source itself called old. */
  #old = 0;
  /** Arrival of the first of them; NaN when there is none. */
  #since = Number.NaN;
  #last: Fate = 'live';
  #lastLive = Number.NaN;
  /** Longest usual pause between live records, ms. */
  #pause: number;
  #mark: Blind | undefined;
  #told = { at: 0, messages: 0 };

  /**
   * @param gathers a record is made of several messages: how many, is theirs
   * @param pause between two records as far as it is known beforehand, ms
   */
  constructor(
    private readonly gathers = false,
    pause = 0,
  ) {
    this.#pause = pause;
  }

  /** Present while the guard is blind. */
  get mark(): Blind | undefined {
    return this.#mark;
  }

  /** A message of the asset has been dealt with. */
  message(fate: Fate, now: number, clocks: Clocks): BlindChange {
    this.#note(fate);
    if (fate === 'live') this.#live(now);
    else {
      if (Number.isNaN(this.#since)) this.#since = now;
      // What the source itself calls old is no part of its stream: a flush of it is no sign of anything, but for how long.
      if (fate === 'historical') this.#old++;
      else this.#waiting++;
      if (fate !== 'joined' && fate !== 'historical') this.#out++;
    }
    const mark = this.#mark;
    if (mark === undefined || fate === 'historical') return this.look(now, clocks);
    this.#mark = { ...mark, arrived: mark.arrived + 1, judged: mark.judged + (fate === 'live' ? 1 : 0) };
    if (fate === 'live' && this.#sees(clocks)) return this.#end();
    return this.look(now, clocks);
  }

  /** Looks at the clock. */
  look(now: number, clocks: Clocks): BlindChange {
    if (this.#mark === undefined) {
      const why = this.#why(now, clocks);
      return why === undefined ? undefined : this.begin(why, now, clocks);
    }
    const due = this.#mark.arrived - this.#told.messages >= REMIND_MESSAGES || now - this.#told.at >= REMIND_MS;
    if (!due) return undefined;
    this.#told = { at: now, messages: this.#mark.arrived };
    return 'again';
  }

  /** The source's clock was set: what counted as strays until then was the new clock. */
  clockSet(now: number, clocks: Clocks): BlindChange {
    const change = this.begin('clock-set', now, clocks);
    this.#clear();
    return change;
  }

  /** The guard is blind from now on. */
  begin(why: BlindWhy, now: number, { newest, apart }: Clocks): BlindChange {
    if (this.#mark !== undefined) return undefined;
    const uncounted = why === 'silent' || why === 'historical';
    const arrived = Math.max(this.#fates.length, this.#waiting);
    this.#mark = {
      why,
      arrived: uncounted ? 0 : arrived,
      judged: uncounted ? 0 : Math.min(this.#counts.live + this.#counts.joined, arrived - this.#out),
      since: Number.isNaN(this.#since) ? now : this.#since,
      ...(Number.isFinite(newest) && { clock: newest }),
      ...(apart !== undefined && { apart }),
    };
    this.#told = { at: now, messages: this.#mark.arrived };
    return 'began';
  }

  /** A message of the live stream, before its record leaves. @returns 'ended' when silence was all that was wrong */
  heard(): BlindChange {
    return this.#mark?.why === 'silent' ? this.#end() : undefined;
  }

  #why(now: number, { apart, backwards }: Clocks): BlindWhy | undefined {
    const { live, joined, stray } = this.#counts;
    if (apart !== undefined) return 'two-clocks';
    if (stray >= MOST_STRAYS) return 'stray';
    const tooMany = (this.gathers ? this.#out : this.#waiting) >= MOST_MESSAGES;
    const tooFew = this.#fates.length >= MOST_MESSAGES && live + joined < LEAST_SHARE * this.#fates.length;
    const tooLong = now - this.#since >= (this.#pause > MOST_MS ? PATIENCE * this.#pause : MOST_MS);
    if (!tooMany && !tooFew && !tooLong) return undefined;
    return backwards ? 'backwards' : this.#commonest();
  }

  #commonest(): BlindWhy {
    if (this.#old > this.#waiting) return 'historical';
    let found = this.#last;
    for (const fate of OUT) if (this.#counts[fate] > this.#counts[found]) found = fate;
    return found === 'joined' || found === 'live' ? 'incomplete' : found === 'unknown' ? 'unknown-tags' : found;
  }

  #sees({ apart }: Clocks): boolean {
    if (apart !== undefined || this.#counts.stray > FEW_STRAYS) return false;
    const last = Math.min(SEES_AGAIN, this.#fates.length);
    let live = 0;
    for (let i = 1; i <= last; i++) {
      const fate = this.#fates[(this.#at - i + MOST_MESSAGES) % MOST_MESSAGES];
      if (fate === 'live' || fate === 'joined') live++;
    }
    return live > SEES_AGAIN / 2;
  }

  #live(now: number): void {
    const pause = now - this.#lastLive;
    // A pause in which the guard was blind is not usual.
    if (pause > 0 && this.#mark === undefined) this.#pause = Math.max(pause, FADING * this.#pause);
    this.#lastLive = now;
    this.#waiting = 0;
    this.#old = 0;
    this.#out = 0;
    this.#since = Number.NaN;
  }

  #note(fate: Fate): void {
    this.#last = fate;
    if (fate === 'historical') return;
    const before = this.#fates[this.#at];
    if (before !== undefined) this.#counts[before]--;
    this.#fates[this.#at] = fate;
    this.#counts[fate]++;
    this.#at = (this.#at + 1) % MOST_MESSAGES;
  }

  #end(): BlindChange {
    this.#mark = undefined;
    this.#clear();
    return 'ended';
  }

  #clear(): void {
    this.#fates.length = 0;
    this.#at = 0;
    Object.assign(this.#counts, NONE);
  }
}

const NONE: Readonly<Record<Fate, number>> = {
  live: 0,
  joined: 0,
  late: 0,
  stray: 0,
  duplicate: 0,
  historical: 0,
  unknown: 0,
};
/** What can be the reason, in the order of how much it says. */
const OUT = ['stray', 'late', 'duplicate', 'unknown', 'joined'] as const;
