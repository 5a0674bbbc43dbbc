import { Attention } from './attention';
import type { Distance } from './distance';
import { CHATTERING, Fleeting } from './fleeting';
import { Pace } from './pace';
import { RareRuns, type Run } from './run';
import { type AlarmSnapshot, isWhole } from './snapshot';
import type { AlarmState } from './states';

/**
 * The life of one asset's alarm after ISA-18.2 / IEC 62682: an episode of anomalous records becomes an alarm after an
 * on-delay, and stays until an off-delay of normal records; what people make of it is in attention.ts. By source time, and where
 * that stands by the pace of the records; but for the shelf: the minutes of a person are those of the clock on the wall.
 */

/** How long an episode must last, and how long calm. */
export interface AlarmDelays {
  /** Anomalous records needed; see confirm in config.ts. */
  readonly confirm: number;
  /** ms */
  readonly onDelay: number;
  readonly release: number;
  /** ms */
  readonly offDelay: number;
}

/** What a record changed. */
export type AlarmChange = 'raised' | 'cleared' | 'expired' | undefined;

/**
 * A chattering alarm (ISA-18.2): one that comes back within CHATTERING times its release. It is the same trouble still, so it
 * waits twice as long before it clears again, up to MOST_PATIENCE times its delays; an alarm that returns after a long
 * calm has its own delays.
 */
const MOST_PATIENCE = 32;
/** Nor does it wait longer than that for its chattering, ms. */
const MOST_WAIT = 86_400_000;
/** Normal records for which an alarm stays because what it is about has not come back; then it is what the plant is like now. */
const MOST_AWAY = 64;
/** A normal record takes this much of an anomalous one back. */
const FORGIVEN = 0.5;
/** What a record that is only just anomalous weighs: scores of neighbours are alike, and several a little beyond the limit tell hardly more than one. */
const SLIGHT = 0.5;

/** One asset's alarm. */
export class Alarm {
  readonly attention: Attention;
  #active = false;
  #hits = 0;
  /** Of the hits: how much they weigh together. */
  #weight = 0;
  #quiet = 0;
  /** Those of the quiet records that were too near to anomalous to be calm. */
  #near = 0;
  #rows = 0;
  /** How many times its release and off-delay the alarm waits. */
  #patience = 1;
  /** Records since the last alarm cleared, or since a fleeting one would have come again, and ms. */
  #calm = Number.POSITIVE_INFINITY;
  #calmFor = 0;
  #earlier = 0;
  #onset = 0;
  #lastAnomaly = 0;
  #ended: number | undefined;
  /** Of the last record; -Infinity before the first. */
  #time = Number.NEGATIVE_INFINITY;
  readonly #pace: Pace;
  readonly #fleeting: Fleeting;
  readonly #runs: RareRuns;
  /** ms since the onset, and since the last anomalous record. */
  #lasted = 0;
  #quietFor = 0;

  /** Anomalous records that make an alarm; fewer than its delays say while the asset is guarded more closely. */
  needed: number;

  constructor(
    readonly delays: AlarmDelays,
    from?: AlarmSnapshot,
  ) {
    this.needed = delays.confirm;
    this.attention = new Attention(from);
    this.#pace = new Pace(from?.pace);
    this.#fleeting = new Fleeting(delays, from);
    this.#runs = new RareRuns(delays, from?.run);
    if (from === undefined) return;
    if (!isWhole(from)) throw new Error('the alarm is not whole');
    const { time = from.lastAnomaly } = from;
    [this.#lasted, this.#quietFor, this.#calmFor = 0] = from.ages ?? [time - from.onset, time - from.lastAnomaly];
    this.#active = from.active;
    this.#hits = from.hits;
    this.#weight = from.weight ?? from.hits;
    this.#quiet = from.quiet;
    this.#near = from.near ?? 0;
    this.#rows = from.rows;
    this.#patience = from.patience ?? 1;
    this.#calm = from.calm ?? Number.POSITIVE_INFINITY;
    this.#time = from.time ?? Number.NEGATIVE_INFINITY;
    this.#onset = from.onset;
    this.#lastAnomaly = from.lastAnomaly;
    this.#ended = from.ended;
    this.#earlier = from.earlier ?? 0;
  }

  get active(): boolean {
    return this.#active;
  }

  /** No episode: nothing anomalous is held against the asset. */
  get idle(): boolean {
    return !this.#active && this.#hits === 0;
  }

  /** Nothing is to be done for a normal record. */
  get settled(): boolean {
    const isForgotten = !this.#isRecent && !this.#fleeting.isRemembered(this.#calm, this.#calmFor);
    return this.idle && this.attention.shelvedUntil === 0 && isForgotten;
  }

  /** Records since the episode began. */
  get rows(): number {
    return this.#rows;
  }

  /** Records since the same trouble began, before this episode: an alarm that chatters is one trouble; 0 where it is another one. */
  get earlier(): number {
    return this.#earlier;
  }

  /** Normal records since the last anomalous one of an open alarm. */
  get quiet(): number {
    return this.#quiet;
  }

  /** The rare records that have raised the alarm; undefined where it was those in a row. */
  get run(): Run | undefined {
    return this.#runs.found;
  }

  /** The next anomalous record, of this time, would raise the alarm, unless those that there are weigh too little. */
  isDue(time: number, distance?: Distance): boolean {
    const passes = this.#pace.until(time);
    if (!this.#active && distance === 'far' && this.#runs.isDue(1, passes)) return true;
    const needed = this.#fleeting.neededAt(this.needed, this.#calm + 1, this.#calmFor + passes);
    return this.#isDueAfter(this.idle ? 0 : this.#lasted + passes, needed);
  }

  #isDueAfter(lasted: number, needed: number): boolean {
    return !this.#active && this.#hits + 1 >= needed && lasted >= this.delays.onDelay;
  }

  /** What was anomalous so far is held against the asset no more; an open alarm stays. */
  forget(): void {
    if (this.#active) return;
    this.#hits = 0;
    this.#weight = 0;
    this.#fleeting.isOver();
    this.#runs.forget();
  }

  /** Source time at which the episode began. */
  get onset(): number {
    return this.#onset;
  }

  /** Source time at which the last one was over; undefined before the first, and where an older version did not keep it. */
  get ended(): number | undefined {
    return this.#ended;
  }

  /** Source time of the last anomalous record. */
  get lastAnomaly(): number {
    return this.#lastAnomaly;
  }

  get state(): AlarmState {
    return this.attention.state(this.#active);
  }

  /**
   * @param time source time
   * @param now the clock on the wall; undefined where a recording is replayed: source time is the clock then
   * @param distance of the score from its limit. Near: a normal record is no calm yet, and an open alarm does not count it; an anomalous one
   * weighs half towards an alarm that takes more than one. Far: several of them are an alarm also where they come apart
   * @param away what the alarm is about has not come back: for some records it does not clear with this one
   */
  step(time: number, anomalous: boolean, now?: number, distance?: Distance, away = false): AlarmChange {
    if (time < this.#time) this.#setBack(time, now === undefined);
    this.#time = time;
    this.skip(time);
    this.#calm++;
    const expired = this.attention.expire(now ?? time);
    const change = anomalous ? this.#anomaly(time, distance) : this.#normal(time, distance === 'near', away);
    return change ?? (expired ? 'expired' : undefined);
  }

  /** Records pass that are nothing to it. @param records at even times, the last one at `time` @param judged not so where the guard is blind */
  skip(time: number, records = 1, judged = true): void {
    if (records === 0) return;
    const passed = this.#pace.take(time, records);
    if (!this.#active) this.#runs.pass(judged ? records : 0, passed);
    this.#lasted += passed;
    this.#quietFor += passed;
    this.#calmFor += passed;
  }

  /** The source's clock was set back. The onset of an open alarm is its name. */
  #setBack(time: number, shelfToo: boolean): void {
    if (!this.#active) this.#onset = Math.min(this.#onset, time);
    this.#lastAnomaly = Math.min(this.#lastAnomaly, time);
    if (shelfToo) this.attention.setBack(this.#time, time);
  }

  /** The last alarm cleared so lately that the next one is the same trouble. */
  get #isRecent(): boolean {
    return this.#calm <= CHATTERING * this.delays.release;
  }

  #anomaly(time: number, distance: Distance | undefined): AlarmChange {
    if (this.idle) {
      this.#onset = time;
      this.#lasted = 0;
      this.#rows = 0;
    }
    this.#rows++;
    this.#quiet = 0;
    this.#near = 0;
    this.#lastAnomaly = time;
    this.#quietFor = 0;
    if (this.#active) this.#fleeting.goesOn();
    const needed = this.#fleeting.neededAt(this.needed, this.#calm, this.#calmFor);
    const due = this.#isDueAfter(this.#lasted, needed);
    const usuallyDue = this.#isDueAfter(this.#lasted, this.needed);
    this.#weight = Math.min(this.needed, this.#weight + (distance === 'near' && this.needed > 1 ? SLIGHT : 1));
    const isLight = this.#weight < this.needed;
    this.#hits = Math.min(due && isLight ? needed - 1 : needed, this.#hits + 1);
    if (usuallyDue && !due) {
      this.#fleeting.comesAgain(this.#calm);
      [this.#calm, this.#calmFor] = [0, 0];
    }
    const apart = !this.#active && distance === 'far' ? this.#runs.comes() : undefined;
    if (apart === undefined && (!due || isLight)) return undefined;
    this.#active = true;
    this.attention.raised();
    this.#runs.forget();
    // What comes and goes is not over while it stays away for as long as it did.
    const usual = Math.min(CHATTERING, Math.ceil((apart ?? 0) / this.delays.release));
    this.#patience = Math.min(MOST_PATIENCE, Math.max(usual, this.#isRecent ? 2 * this.#patience : 1));
    this.#earlier = this.#isRecent ? this.#earlier + Math.max(0, this.#calm - this.#rows) : 0;
    this.#fleeting.raised(this.#calm, this.#calmFor);
    return 'raised';
  }

  #normal(time: number, near: boolean, away: boolean): AlarmChange {
    if (this.idle) return undefined;
    this.#rows++;
    if (!this.#active) {
      this.#hits = Math.max(0, this.#hits - FORGIVEN);
      this.#weight = this.#hits === 0 ? 0 : Math.max(0, this.#weight - FORGIVEN);
      if (this.#hits === 0) this.#fleeting.isOver();
      return undefined;
    }
    this.#quiet++;
    if (near) this.#near++;
    const { release, offDelay } = this.delays;
    const calm = this.#quietFor;
    const rows = this.#quiet - this.#near;
    const waits = near || (away && this.#quiet <= MOST_AWAY);
    if (waits || rows < release || calm < offDelay) return undefined;
    const patience = this.#patience;
    if (calm < MOST_WAIT && (rows < patience * release || calm < patience * offDelay)) return undefined;
    this.#active = false;
    this.#earlier += this.#rows;
    this.#ended = time;
    this.#fleeting.cleared(this.needed);
    this.#runs.cleared();
    [this.#calm, this.#calmFor] = [0, 0];
    this.#hits = 0;
    this.#weight = 0;
    this.attention.cleared();
    return 'cleared';
  }

  snapshot(): AlarmSnapshot {
    const pace = this.#pace.snapshot();
    return {
      ...this.attention.snapshot(),
      active: this.#active,
      hits: this.#hits,
      ...(this.#weight !== this.#hits && { weight: this.#weight }),
      quiet: this.#quiet,
      near: this.#near,
      onset: this.#onset,
      lastAnomaly: this.#lastAnomaly,
      rows: this.#rows,
      patience: this.#patience,
      ...(Number.isFinite(this.#calm) && { calm: this.#calm }),
      ...this.#fleeting.snapshot(this.#active),
      ...(Number.isFinite(this.#time) && { time: this.#time }),
      ...(this.#ended !== undefined && { ended: this.#ended }),
      ages: [this.#lasted, this.#quietFor, this.#calmFor],
      ...(pace && { pace }),
      ...(this.#earlier > 0 && { earlier: this.#earlier }),
      run: this.#runs.snapshot(),
    };
  }
}
