import { POSTURES, type PostureLevel, type Severity } from '../../../lib/record/words';
import { duration } from '../../../lib/time/duration';

/** A person's word, by the clock on the wall. */
interface Held {
  readonly level: PostureLevel;
  readonly until: number;
  readonly by: string;
}

/** The posture as plain JSON. */
export interface PostureSnapshot {
  readonly level: PostureLevel;
  /** Why the guard is at this level by itself. */
  readonly why: string;
  /** Quiet since the last attack or the last level, ms. */
  readonly quiet: number;
  /** The attack that was last counted, by its beginning, and how severe it was then. */
  readonly counted?: { readonly since: number; readonly severity: Severity };
  readonly held?: Held;
  /** Usual time between two records, ms of source time; and the time of the last one. */
  readonly interval?: number;
  readonly time?: number;
}

/** What was decided about the posture. */
export interface PostureChange {
  readonly level: PostureLevel;
  readonly before: PostureLevel;
  /** One sentence for a person, without its full stop. */
  readonly text: string;
  readonly by?: string;
}

/** One record counts for so many usual intervals of quiet at most: who sends large steps of time wins nothing. */
const MOST_INTERVALS = 2;
/** And for this share of the quiet that is needed. */
const MOST_SHARE = 1 / 4;
/**
 * Weight of an interval in what is usual: a longer one, which counts for so many times the usual one at most, and a shorter one. A
 * single pause must not make long intervals usual.
 */
const LONGER_WEIGHT = 1 / 64;
const LONG_INTERVAL = 8;
const SHORTER_WEIGHT = 1 / 16;

/**
 * How closely an asset is guarded. An attack of medium severity raises it by a level, up to high; one of high severity to high, and
 * from there to lockdown. Quiet lowers it by a level at a time. Quiet is counted in records, each for the source time since the one
 * before but for no more than is usual there, so that neither silence nor forged times lower it. A person's word for a time goes
 * before; what attacks and quiet make of it meanwhile holds afterwards.
 */
export class Posture {
  #level: PostureLevel;
  #why: string;
  #quiet: number;
  #counted: PostureSnapshot['counted'];
  #held: Held | undefined;
  #interval: number | undefined;
  #time: number | undefined;

  /** @param calm ms of quiet after which it falls by a level; 0 = only a person changes it */
  constructor(
    private readonly calm: number,
    from?: PostureSnapshot,
  ) {
    if (from !== undefined && !isWhole(from)) throw new Error('the posture is not whole');
    this.#level = from?.level ?? 'normal';
    this.#why = from?.why ?? '';
    this.#quiet = from?.quiet ?? 0;
    this.#counted = from?.counted;
    this.#held = from?.held;
    this.#interval = from?.interval;
    this.#time = from?.time;
  }

  /** The level in force. */
  get level(): PostureLevel {
    return this.#held?.level ?? this.#level;
  }

  get why(): string {
    return this.#held === undefined ? this.#why : setBy(this.#held);
  }

  /** Until when a person's word holds, by the clock on the wall. */
  get until(): number | undefined {
    return this.#held?.until;
  }

  /** Quiet so far, ms; undefined where there is nothing to wait for. */
  get quiet(): number | undefined {
    return this.#level === 'normal' || this.calm === 0 ? undefined : this.#quiet;
  }

  /** Takes in the time of a live record. @param quiet nothing speaks of an attack */
  step(time: number, quiet: boolean): PostureChange | undefined {
    const passed = time - (this.#time ?? time);
    this.#time = time;
    if (!quiet || passed <= 0) return undefined;
    this.#interval ??= passed;
    const usual = this.#interval;
    if (this.#level === 'normal') {
      const weight = passed > usual ? LONGER_WEIGHT : SHORTER_WEIGHT;
      this.#interval += weight * (Math.min(passed, LONG_INTERVAL * usual) - usual);
      return undefined;
    }
    this.#quiet += Math.min(passed, MOST_INTERVALS * usual, MOST_SHARE * this.calm);
    if (this.calm === 0 || this.#quiet < this.calm) return undefined;
    const lower = POSTURES[POSTURES.indexOf(this.#level) - 1]!;
    return this.#go(lower, `no attack was seen for ${duration(this.calm)}`);
  }

  /**
   * An alarm is open that is an attack.
   * @param since when it began: each alarm counts once, and once more when it becomes severe
   */
  attacked(since: number, severity: Severity, sentence: string): PostureChange | undefined {
    if (this.calm === 0 || severity === 'low') return undefined;
    this.#quiet = 0;
    const again = this.#counted?.since === since;
    if (again && (this.#counted!.severity === 'high' || severity !== 'high')) return undefined;
    this.#counted = { since, severity };
    const now = POSTURES.indexOf(this.#level);
    const high = POSTURES.indexOf('high');
    const next = severity === 'high' ? Math.max(high, now + 1) : Math.max(now, Math.min(high, now + 1));
    return this.#go(POSTURES[Math.min(next, POSTURES.length - 1)]!, sentence.replace(/\.$/, ''));
  }

  /** The alarm is over: one with the same beginning, of a recording that is played again, is another one. */
  over(): void {
    this.#counted = undefined;
  }

  /**
   * A person's word.
   * @param minutes for how long it holds whatever happens; undefined: from there on attacks raise and quiet lowers it as ever
   * @param now the clock on the wall
   */
  set(level: PostureLevel, minutes: number | undefined, by: string, now: number): PostureChange | undefined {
    const before = this.level;
    this.#held = minutes === undefined ? undefined : { level, until: now + minutes * 60_000, by };
    if (minutes === undefined) {
      this.#level = level;
      this.#why = `set by ${by}`;
      this.#quiet = 0;
    }
    return this.#since(before, this.why, by);
  }

  /** Ends a person's word whose time is over. @param now the clock on the wall */
  expire(now: number): PostureChange | undefined {
    const held = this.#held;
    if (held === undefined || now < held.until) return undefined;
    this.#held = undefined;
    const why = this.#level === 'normal' || this.#why === '' ? '' : `; ${this.#why}`;
    return this.#since(held.level, `the time for which ${held.by} had set it is over${why}`);
  }

  snapshot(): PostureSnapshot | undefined {
    if (this.#time === undefined && this.#held === undefined && this.#level === 'normal') return undefined;
    return {
      level: this.#level,
      why: this.#why,
      quiet: this.#quiet,
      ...(this.#counted && { counted: this.#counted }),
      ...(this.#held && { held: this.#held }),
      ...(this.#interval !== undefined && { interval: this.#interval }),
      ...(this.#time !== undefined && { time: this.#time }),
    };
  }

  #go(level: PostureLevel, why: string): PostureChange | undefined {
    this.#quiet = 0;
    if (level === this.#level) return undefined;
    const before = this.level;
    this.#level = level;
    this.#why = why;
    return this.#since(before, why);
  }

  #since(before: PostureLevel, text: string, by?: string): PostureChange | undefined {
    const { level } = this;
    return level === before ? undefined : { level, before, text, ...(by !== undefined && { by }) };
  }
}

function isWhole({ level, why, quiet, held, interval, time }: PostureSnapshot): boolean {
  const numbers = [quiet, held?.until ?? 0, interval ?? 0, time ?? 0];
  const levels: readonly string[] = POSTURES;
  return (
    levels.includes(level) &&
    levels.includes(held?.level ?? level) &&
    typeof why === 'string' &&
    numbers.every(Number.isFinite)
  );
}

function setBy({ by, until }: Held): string {
  return `set by ${by} until ${new Date(until).toISOString().slice(0, 19).replace('T', ' ')}`;
}
