import { PLAUSIBLE, stepOver } from '../../../lib/math/rollover';
import type { TwinRecord } from '../../../lib/record/record';
import type { Channels, WatchedTag } from './channels';
import { MOST_ROWS, type Recent } from './recent';
import type { Reference } from './reference';

/** Usual rows from which on it is told what begins anew, and steps up in them from which on a tag that never fell is a counter though nobody said so. */
const ENOUGH = 300;
const STEPS = 30;
/** Rows after a fall in which it neither came back nor fell further: a wrong value for a moment is no beginning, and what empties falls on. */
const SEEN = 3;
/** Rows for which it is told. */
const TOLD = 16;
/** What began anew so often does so, as long as it does not take so many times as long as ever before. */
const OFTEN = 2;
const LONGER = 2;
/** Totals of an hour, a shift or a day begin anew by the clock, in any time zone at a half hour, ms; within so many records or ms after it. */
const HALF_HOUR = 1_800_000;
const RECORDS = 2;
const SLACK = 15_000;
/** Where records are further apart, each would be near a half hour. */
const FAR_APART = HALF_HOUR / 5;
/** Smaller relative to what it reads is rounding. */
const ROUNDING = 1e-12;

/** What is left of the largest step with each further one: a jump does not hide for ever what is no step. */
const FADES = 0.995;

/** A counter that never paused for so many rows has stopped when it stands for as many more than twice its longest pause. */
const LONG = 12;
/** What reads the same in a larger part of its rows does not show that an asset goes on. */
const RESTLESS = 0.5;

/** Where a counter was set back, and to what, in its own unit. */
export interface Anew {
  readonly from: number;
  readonly to: number;
}

/** What is known of one counter. Plain data. */
interface Count {
  last: number | null;
  steps: number;
  /** The largest step lately. */
  largest: number;
  /** Where it fell from and to, the rows since, and whether it counts again; until that is known to be a beginning. */
  fall?:
    | { readonly from: number; readonly to: number; readonly scheduled: boolean; rows: number; goesOn: boolean }
    | undefined;
  /** The last beginning that is told, and the rows since. */
  anew?: Anew | undefined;
  ago: number;
  /** How often it began anew, when it did last, and the longest time between two, ms. */
  times: number;
  since: number;
  longest: number;
  /** Rows since it stepped, -1 since it fell, its longest pause, how often it has stopped, and the usual rows in which that was seen. */
  still: number;
  pause: number;
  stops: number;
  watched: number;
}

/** What is told of a counter. */
export interface Counted {
  /** Rows since it began anew, MOST_ROWS where it did in none of those in view. */
  readonly ago: number;
  readonly anew?: Anew | undefined;
  /** What it has stood at for so many rows, where it has stopped. */
  readonly stands?: { readonly at: number; readonly rows: number } | undefined;
  /** What is judged is how fast it counts. */
  readonly byRate: boolean;
}

/** Plain JSON. */
export interface CountersSnapshot {
  readonly rows: number;
  /** Of the last record, ms; absent before the first. */
  readonly time?: number;
  readonly counts: readonly (readonly [tag: number, count: Count])[];
}

/**
 * Tags that count, and begin anew although nothing is usual about it: a meter was set back or replaced. By role, or because a tag with many steps
 * never fell while its usual behaviour was learned. A rollover goes on counting. Those that never paused for long, and stand while others go on, have
 * stopped.
 */
export class Counters {
  readonly #channels: Channels;
  /** By position of the tag: those that count, and those that may. */
  #counts = NO_COUNTS;
  /** Positions of those that have stopped. */
  #stopped = NO_TAGS;
  #rows = 0;
  #time: number | undefined;

  constructor(
    channels: Channels,
    private readonly reference: Reference,
  ) {
    this.#channels = channels;
    const may = channels.tags.flatMap(({ role, twin }, k) => {
      return this.#isGiven(k) || (role === 'sensor' && twin < 0) ? [[k, countFrom()] as const] : [];
    });
    this.#hold(may);
  }

  /** Takes in a live record, which is the newest of the recent ones. @returns whether a beginning is told with it, or a stop */
  step({ values, quality, time }: TwinRecord, recent: Recent): boolean {
    let tells = false;
    let stopped = NO_TAGS;
    let goesOn: boolean | undefined;
    const scheduled = isScheduled(this.#time, time);
    this.#time = time;
    for (const [k, count] of this.#counts) {
      const { name } = this.#channels.tags[k]!;
      const mark = quality !== undefined && Object.hasOwn(quality, name) ? quality[name] : undefined;
      const value = mark === undefined || mark === 'uncertain' ? values[name] : undefined;
      if (count.ago < MOST_ROWS) count.ago++;
      if (value !== undefined && !take(count, value, scheduled) && !this.#isGiven(k)) this.#counts.delete(k);
      else if (count.fall !== undefined && count.fall.rows >= SEEN && count.fall.goesOn) this.#begin(count, k, time);
      if (isTold(count)) tells = true;
      if (!hasStopped(count)) continue;
      // Asked once for all of them: a plant that stands stops all that counts.
      goesOn ??= this.#goesOn(recent);
      if (goesOn) stopped = [...stopped, k];
    }
    this.#stopped = stopped;
    return tells || stopped.length > 0;
  }

  /** The newest row is usual. */
  learn(): void {
    this.#rows++;
    for (const count of this.#counts.values()) if (count.watched < ENOUGH) count.watched++;
    if (this.#rows !== ENOUGH) return;
    this.#hold([...this.#counts].filter(([k, { steps }]) => steps >= STEPS || this.#isGiven(k)));
  }

  /** Names of the tags of which a beginning or a stop is told with the newest record. */
  out(): string[] {
    return [...this.#counts].flatMap(([k, count]) =>
      isTold(count) || this.#stopped.includes(k) ? [this.#channels.tags[k]!.name] : [],
    );
  }

  /** What is told of a tag, if it counts. @param tag its position */
  tell(tag: number): Counted {
    const { ago, anew, last, still } = this.#counts.get(tag) ?? NEVER;
    return {
      ago,
      anew: ago < MOST_ROWS ? anew : undefined,
      stands: this.#stopped.includes(tag) ? { at: last!, rows: still } : undefined,
      byRate: this.#isGiven(tag),
    };
  }

  /** Whether most of what usually moves has moved lately. */
  #goesOn(recent: Recent): boolean {
    const { reference } = this;
    const isRestless = ({ role, value }: WatchedTag, k: number): boolean =>
      (role === 'sensor' || role === 'actuator') && !this.#counts.has(k) && reference.flatShare(value) < RESTLESS;
    const others = this.#channels.tags.filter(isRestless);
    const moved = others.filter(({ value }) => {
      const series = recent.series(value, Math.min(LONG, recent.length));
      return series.some((one) => one !== series[0]);
    });
    return 2 * moved.length > others.length;
  }

  /** The value that is watched of a counter by role is how fast it counts. */
  #isGiven(tag: number): boolean {
    return this.#channels.list[this.#channels.tags[tag]!.value]!.source === 'derived';
  }

  /** An asset without a counter holds nothing for them. */
  #hold(counts: readonly (readonly [tag: number, count: Count])[]): void {
    this.#counts = counts.length === 0 ? NO_COUNTS : new Map(counts);
  }

  #begin(count: Count, tag: number, time: number): void {
    const { from, to, rows, scheduled } = count.fall!;
    count.ago = rows;
    count.fall = undefined;
    count.anew = undefined;
    if (scheduled) return;
    const stretch = count.times > 0 ? time - count.since : 0;
    const isUsual = count.times >= OFTEN && stretch <= LONGER * count.longest;
    const isKnown = this.#rows >= ENOUGH && (this.#isGiven(tag) || count.steps >= STEPS);
    if (isKnown && !isUsual) count.anew = { from, to };
    count.times++;
    count.since = time;
    count.longest = Math.max(count.longest, stretch);
  }

  snapshot(): CountersSnapshot {
    const counts = [...this.#counts].map(([k, count]) => [k, structuredClone(count)] as const);
    return { rows: this.#rows, ...(this.#time !== undefined && { time: this.#time }), counts };
  }

  restore({ rows, time, counts }: CountersSnapshot): void {
    this.#rows = rows;
    this.#time = time;
    this.#hold(counts.map(([k, count]) => [k, { ...countFrom(), ...structuredClone(count) }] as const));
  }
}

function countFrom(): Count {
  const never = { last: null, steps: 0, largest: 0, ago: MOST_ROWS, times: 0, since: 0, longest: 0 };
  return { ...never, still: 0, pause: 0, stops: 0, watched: 0 };
}

const NEVER = countFrom();
/** Shared by all assets that have none. */
const NO_COUNTS = new Map<number, Count>();
const NO_TAGS: readonly number[] = [];

function isTold({ anew, ago }: Count): boolean {
  return anew !== undefined && ago < TOLD;
}

/** What pauses for long by nature is never said to have stopped, nor what was said to have so too often. */
function hasStopped({ still, pause, watched, steps }: Count): boolean {
  return watched >= ENOUGH && steps >= STEPS && pause < LONG && still >= LONG + LONGER * pause;
}

/** It counts on after a pause, or falls, after which it has to count first. */
function goOn(count: Count, up: boolean): void {
  const isUsual = count.still < LONG || count.watched < ENOUGH || ++count.stops >= OFTEN;
  if (isUsual) count.pause = Math.max(count.pause, count.still);
  count.still = up ? 0 : -1;
}

/** Whether a half hour begins with a record, or did just before it. @param before time of the record before, ms */
function isScheduled(before: number | undefined, time: number): boolean {
  if (before === undefined) return false;
  const apart = time - before;
  const within = Math.max(RECORDS * apart, SLACK);
  return apart < FAR_APART && Math.floor((time - within) / HALF_HOUR) !== Math.floor(time / HALF_HOUR);
}

/** @returns whether a counter may do so that nobody sets back */
function take(count: Count, value: number, scheduled: boolean): boolean {
  const { last, fall, largest } = count;
  count.last = value;
  if (last === null) return true;
  const moved = Math.abs(value - last) <= ROUNDING * Math.abs(last) ? 0 : value - last;
  if (moved !== 0) goOn(count, moved > 0);
  else if (count.still >= 0) count.still++;
  if (fall !== undefined) {
    fall.rows++;
    if (moved > 0) fall.goesOn = true;
    if (moved >= 0 && value < fall.from) return true;
    count.fall = undefined;
    return moved > 0;
  }
  if (moved > 0) {
    count.steps++;
    count.largest = Math.max(FADES * largest, moved);
  }
  if (moved >= 0 || stepOver(last, value, largest) !== undefined) return true;
  if (-moved <= PLAUSIBLE * largest || largest === 0) return false;
  count.fall = { from: last, to: value, scheduled, rows: 0, goesOn: false };
  return true;
}
