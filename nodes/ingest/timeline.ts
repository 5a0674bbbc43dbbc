import { bringsNews, isKnown } from './known';
import type { TagMemory } from './memory';
import { CARRIES, OtherClock } from './other-clock';
import { PATIENCE, Pace } from './pace';
import { Polling } from './polling';
import { Replays } from './replays';
import { SecondClock } from './second-clock';
import { Skew } from './skew';
import { StoppedClock } from './stopped-clock';
import type { TimelineSnapshot } from './timeline-snapshot';
import type { Update } from './update';

/** A step of so many times the longest usual one is a jump, and a clock that is silent for so long has stopped. */
const JUMP = 3;
/** Messages after a stray during which no jump is believed at first sight. */
const WARY = 100;
/** A jump this far ahead of the clock on the wall is a stray for sure: in steps, and in ms. */
const FAR_STEPS = 10;
const FAR_MS = 10_000;
/** Also while the source's clock is hardly known: no live stream is this far ahead of its arrival, ms. */
const BEYOND_MS = 30 * 86_400_000;

/**
 * Where a message stands in the time of its asset. 'returned': it is of the stream, and the jump ahead before it was the
 * stray. 'unchanged': a source that was asked says that nothing has changed; 'known': so it does of what has not changed last.
 */
export type Standing = 'new' | 'unchanged' | 'known' | 'returned' | 'late' | 'stray' | 'duplicate' | 'clock-reset';

/** What the clock says of a message that is still to be placed: it goes on with the stream, jumps ahead, or is not believed. */
export type Outlook = 'near' | 'jump' | 'stray';

/**
 * The source time of one asset: its clock is what the stream carries, never what one message says. A message that jumps ahead
 * is believed until the stream goes on where it was: then the jump was the stray, and not what comes after it. Where the
 * source's clock goes with the one on the wall, a jump that nothing on the wall explains is a stray at once. Another clock is
 * followed when it carries the stream alone.
 */
export class Timeline {
  readonly #replays = new Replays();
  readonly #skew: Skew;
  readonly #second = new SecondClock();
  readonly #polling: Polling;
  #newest: number;
  /** How far the asset has come since by arrival: its source's time stands still, or a message tells none. */
  #standing: number;
  readonly #stopped: StoppedClock;
  /** The newest time that the source has told itself, and arrival of what it rose with last; NaN until it has risen once. */
  #told = -Infinity;
  #rose: number;
  /** Of steps on the asset's clock. */
  readonly #pace: Pace;
  /** Arrival of the last message on the asset's clock. */
  #heard = 0;
  /** Messages that the clock was carried by; stops at CARRIES. */
  #carried = 0;
  /** Where the stream was before a jump that has not been borne out yet. */
  #fallback: number | undefined;
  #wary = 0;
  readonly #late = new OtherClock();
  readonly #ahead = new OtherClock();

  /** @param lastTime of a snapshot of older versions, which kept nothing else */
  constructor(from?: TimelineSnapshot, lastTime?: number) {
    this.#newest = from?.newest ?? lastTime ?? -Infinity;
    this.#pace = new Pace(from?.usual ?? 0, JUMP);
    this.#polling = new Polling(from?.polling);
    this.#skew = new Skew(from?.skew);
    this.#standing = from?.reached ?? -Infinity;
    this.#stopped = new StoppedClock(from?.stopped);
    this.#rose = from?.rose ?? (from?.skew === undefined ? Number.NaN : from.newest + from.skew.skew);
  }

  /** Source time that the asset's clock has reached; -Infinity before the first message. */
  get newest(): number {
    return this.#newest;
  }

  /** The same, and on with the clock on the wall while the source tells no time, or says that nothing has changed. */
  get reached(): number {
    return Math.max(this.#newest, this.#standing);
  }

  /** How far a second clock that messages come from is ahead of the asset's own, ms; undefined while there is none. */
  get apart(): number | undefined {
    return this.#second.apart;
  }

  /** Late messages of which each was older than the one before: the source's time runs backwards. */
  get backwards(): boolean {
    return this.#late.falling >= CARRIES;
  }

  /** The time that the source tells stands still, and is none. */
  get stopped(): boolean {
    return this.#stopped.stopped;
  }

  snapshot(): TimelineSnapshot | undefined {
    if (this.#newest === -Infinity) return undefined;
    const skew = this.#skew.snapshot();
    const polling = this.#polling.snapshot();
    const stopped = this.#stopped.snapshot();
    return {
      newest: this.#fallback ?? this.#newest,
      usual: this.#pace.usual,
      ...(skew !== undefined && { skew }),
      ...(polling !== undefined && { polling }),
      ...(!Number.isNaN(this.#rose) && { rose: this.#rose }),
      // What went on beside a jump that has not been borne out is worth no more than the jump.
      ...(this.#fallback === undefined && this.#standing > this.#newest && { reached: this.#standing }),
      ...(stopped !== undefined && { stopped }),
    };
  }

  /** Source time of what arrives without one: on the asset's own clock where it has one, otherwise the arrival. */
  timeAt(arrival: number): number {
    if (Number.isNaN(this.#rose)) return arrival;
    return Math.max(this.reached, this.#newest + arrival - this.#rose);
  }

  /** What is to be placed: at a time of the asset's clock where its own is none. */
  timed(update: Update): Update {
    const { arrival } = update;
    if (update.timed ? update.time !== this.#newest || !this.#stopped.stopped : Number.isNaN(this.#rose)) return update;
    return { ...update, time: this.timeAt(arrival), timed: false, times: undefined };
  }

  /**
   * @param alone the message stands outside of the live stream: it is only looked at for repeats
   * @param more the same message brings more of the asset
   */
  place(update: Update, memory: TagMemory, alone: boolean, more: boolean): Standing {
    const { time, timed, arrival } = update;
    if (!timed) return this.#byArrival(update);
    if (!alone) this.#polling.look(arrival);
    const answer = alone ? undefined : this.#answer(update, memory, more);
    if (answer !== undefined) return answer;
    // After a restart only the newest is known.
    if (this.#replays.knows(update) || (time === this.#newest && isKnown(update, memory))) return 'duplicate';
    if (alone) return 'new';
    if (this.#wary > 0) this.#wary--;
    const before = this.#newest;
    let standing: Standing;
    if (this.#ownsClock(time)) standing = this.#takeOver(time, arrival);
    else standing = time >= before ? this.#newer(time, arrival) : this.#older(update, memory);
    if (this.#newest !== before) this.#reach(before, arrival);
    else if (time === before) this.#stopped.stands(arrival);
    if (standing === 'late' || standing === 'stray') this.#second.add(time, arrival, this.#newest, this.#pace.usual);
    else {
      this.#told = Math.max(time, this.#told);
      this.#second.passed(arrival);
      this.#polling.news();
    }
    return standing;
  }

  /** A source that tells times goes before the arrival of messages without one, which the asset's clock has gone by so far. */
  #ownsClock(time: number): boolean {
    return Number.isNaN(this.#rose) && this.#told > -Infinity && this.#told < time && time < this.#newest;
  }

  #byArrival({ time, arrival, numbers }: Update): Standing {
    if (!Number.isNaN(this.#rose)) {
      this.#standing = Math.max(this.#standing, time);
      return 'new';
    }
    // What brings nothing that can be used tells no time either: beside a time that the source has told its arrival is none.
    if (this.#told > -Infinity && numbers.every(Number.isNaN)) return 'new';
    if (time < this.#newest)
      return this.#told === this.#newest ? this.#takeOver(time, arrival) : this.#follow(time, arrival);
    this.#newest = time;
    return 'new';
  }

  /** What is known, once more, is what a source that is asked answers when nothing has changed. */
  #answer(update: Update, memory: TagMemory, more: boolean): 'known' | 'unchanged' | 'duplicate' | undefined {
    const { time, arrival } = update;
    // Early on nearly every step is a jump; later one that is not borne out yet is nothing to stand still at.
    if (time > this.#newest || (this.#fallback !== undefined && this.#pace.known)) return undefined;
    if (!isKnown(update, memory)) return undefined;
    if (!this.#polling.repeat()) return undefined;
    if (more) return 'known';
    // What it answers from is gone, or it is none that is asked and hangs: who cannot judge says so.
    if (this.#polling.still > PATIENCE * this.#pace.usual) return 'duplicate';
    if (time < this.#newest) return 'known';
    this.#standing = Math.max(this.#standing, time + this.#polling.still);
    this.#heard = Math.max(arrival, this.#heard);
    this.#second.passed(arrival);
    return 'unchanged';
  }

  #reach(before: number, arrival: number): void {
    this.#stopped.moves(arrival);
    // One message alone may be kept from long ago.
    if (this.#told > -Infinity || !Number.isNaN(this.#rose)) this.#rose = arrival;
    this.#told = this.#newest;
    // News that came early by a pause keep time from running backwards; what is further ahead was the host's clock, not time.
    if (this.#newest < before || this.#standing > this.#newest + this.#polling.most) this.#standing = -Infinity;
  }

  /**
   * A message has arrived that is going to be placed later.
   * @param slack ms by which messages of the stream that have not been placed yet may be ahead
   */
  await(time: number, arrival: number, slack: number): Outlook {
    const outlook = this.#outlook(time, arrival, slack);
    if (outlook !== 'near' || time < this.#newest) return outlook;
    this.#heard = arrival;
    this.#ahead.end();
    return outlook;
  }

  #outlook(time: number, arrival: number, slack: number): Outlook {
    if (time <= this.#newest || this.#newest === -Infinity || this.#isNear(time, arrival, slack)) return 'near';
    return this.#isStray(time, arrival) ? 'stray' : 'jump';
  }

  #isNear(time: number, arrival: number, slack: number): boolean {
    if (this.#skew.follows && this.#fallback === undefined) return this.#isOnTime(time, arrival);
    // What a source that is asked changes after standing still is as much newer.
    const still = this.#stopped.stopped ? arrival - this.#rose : this.#polling.asked ? this.#polling.still : 0;
    return this.#pace.usual === 0 || time - this.#newest <= JUMP * this.#pace.usual + slack + still;
  }

  #isStray(time: number, arrival: number): boolean {
    if (this.#wary > 0) return true;
    if (time - arrival > BEYOND_MS && Math.abs(arrival - this.#newest) < BEYOND_MS) return true;
    const far = Math.max(FAR_MS, FAR_STEPS * this.#pace.usual);
    return this.#skew.follows && this.#skew.ahead(arrival - time) > far && time - this.#newest > far;
  }

  #isOnTime(time: number, arrival: number): boolean {
    return this.#skew.ahead(arrival - time) <= this.#skew.spread / 2 + this.#pace.usual / 10;
  }

  #newer(time: number, arrival: number): Standing {
    const outlook = this.#outlook(time, arrival, 0);
    if (outlook === 'near') {
      this.#goOn(time, arrival);
      return 'new';
    }
    if (outlook === 'stray') {
      const carried = this.#ahead.carries(time, arrival, this.#slack) && this.#hasStopped(arrival);
      return carried ? this.#follow(time, arrival) : 'stray';
    }
    this.#fallback ??= this.#newest;
    this.#carried = 0;
    // Before the pace is known nearly anything is a jump; also of those it is learned.
    if (!this.#pace.known) this.#pace.learn(time - this.#newest);
    this.#newest = time;
    this.#heard = arrival;
    this.#ahead.end();
    return 'new';
  }

  #older(update: Update, memory: TagMemory): Standing {
    const { time, arrival } = update;
    // Tags with times of their own overtake each other; only what is older than its own tag is late.
    if (bringsNews(update, memory)) return 'new';
    if (this.#fallback !== undefined && time >= this.#fallback && this.#contradicts(time, this.#fallback, arrival)) {
      this.#newest = this.#fallback;
      this.#fallback = undefined;
      this.#wary = WARY;
      this.#goOn(time, arrival);
      return 'returned';
    }
    const strange =
      this.#carried < CARRIES && this.#newest - arrival > BEYOND_MS && Math.abs(time - arrival) < BEYOND_MS;
    const carried = this.#late.carries(time, arrival, this.#slack) && this.#hasStopped(arrival);
    return strange || carried ? this.#follow(time, arrival) : 'late';
  }

  get #slack(): number | undefined {
    return this.#skew.follows ? this.#pace.usual : undefined;
  }

  /** The stream goes on where it was before the jump, not where the jump led. */
  #contradicts(time: number, before: number, arrival: number): boolean {
    if (this.#skew.follows) return this.#isOnTime(time, arrival);
    return time - before < this.#newest - time;
  }

  #goOn(time: number, arrival: number): void {
    const step = time - this.#newest;
    if (step > 0 && step < Infinity) this.#pace.learn(step);
    this.#newest = time;
    this.#heard = Math.max(arrival, this.#heard);
    this.#late.yield();
    this.#ahead.end();
    if (this.#carried < CARRIES) this.#carried++;
    if (this.#fallback === undefined) this.#skew.add(time, arrival - time);
    else if (this.#carried >= CARRIES) {
      this.#fallback = undefined;
      this.#skew.restart();
    }
  }

  /** Nothing has come on the asset's own clock for longer than usual; only where that goes with the wall can it be told. */
  #hasStopped(arrival: number): boolean {
    return !this.#skew.follows || Math.abs(arrival - this.#heard) > JUMP * this.#pace.usual;
  }

  /** Which of two clocks is the asset's own shows itself at its start: nobody has set one. */
  #takeOver(time: number, arrival: number): Standing {
    this.#follow(time, arrival);
    return 'new';
  }

  /** Waiting until the old time is reached again would be blindness. */
  #follow(time: number, arrival: number): Standing {
    this.#newest = time;
    this.#heard = arrival;
    this.#fallback = undefined;
    this.#carried = 0;
    this.#late.end();
    this.#ahead.end();
    this.#skew.restart();
    return 'clock-reset';
  }
}
