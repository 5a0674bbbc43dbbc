import { hashOf, type Packed, pack, unpack } from './packed';
import type { Rows } from './rows';

/** Rows of an alarm that are kept at most, beside those before it; of an asset of hundreds of features fewer. */
export const EPISODE_ROWS = 48;
const LEAST_ROWS = 12;
const MOST_NUMBERS = 10_000;
/** Rows before an alarm, beside the window: a model comes to know by them how the plant was. */
export const EPISODE_LEAD = 24;
/** Alarms that are kept at most, and the characters that all of them take but for the newest: so many, and so many for each feature. */
const MOST = 8;
const ROOM = 7000;
const ROOM_PER_FEATURE = 300;
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The rows of an alarm, with those before it. */
export interface AlarmRows {
  readonly rows: Rows;
  /** The first row of the alarm. */
  readonly lead: number;
}

/** An alarm that a person judged. Plain JSON. */
export interface Episode extends Packed {
  /** Source time at which the alarm began, ms since 1970. */
  readonly from: number;
  readonly lead: number;
  /** Whether the alarm was right. */
  readonly right: boolean;
  readonly by: string;
  /** Of all that. */
  readonly hash: string;
}

/** What people said of alarms: every later model is measured by it (see examineEpisodes). */
export class Episodes {
  #all: readonly Episode[];

  /** @param lost told of those that were changed or damaged; they are left out */
  constructor(kept: readonly Episode[] = [], lost: (text: string) => void = () => {}) {
    const all = Array.isArray(kept) ? kept : [undefined];
    this.#all = all.filter(isWhole);
    const gone = all.length - this.#all.length;
    if (gone > 0)
      lost(`${gone} alarms that a person judged are not those that were kept; no model is measured by them`);
  }

  /** Oldest verdict first. */
  get all(): readonly Episode[] {
    return this.#all;
  }

  /** Those that were false. */
  get excused(): AlarmRows[] {
    return this.#all.filter(({ right }) => !right).map((episode) => ({ rows: unpack(episode), lead: episode.lead }));
  }

  /** The newest word on an alarm counts; where there is no room for all, the oldest go. */
  add({ rows, lead }: AlarmRows, from: number, right: boolean, by: string): void {
    this.remove(from);
    const body = { ...pack(rows), from, lead, right, by };
    const all = [...this.#all, { ...body, hash: hashOf(body) }].slice(-MOST);
    const room = ROOM + ROOM_PER_FEATURE * rows.features.length;
    while (all.length > 1 && JSON.stringify(all).length > room) all.shift();
    this.#all = all;
  }

  /** Nobody says any more what the alarm was. @param from source time at which it began */
  remove(from: number): void {
    this.#all = this.#all.filter((episode) => episode.from !== from);
  }

  /** Only alarms in which all of these features were there say something of a model of them. @returns how many went */
  fit(features: readonly string[]): number {
    const fitting = this.#all.filter((episode) => features.every((name) => episode.features.includes(name)));
    const gone = this.#all.length - fitting.length;
    this.#all = fitting;
    return gone;
  }

  /** The plant is another one now, or nothing is known of it. @returns how many went */
  clear(): number {
    const { length } = this.#all;
    this.#all = [];
    return length;
  }
}

/** Rows of an alarm that are kept. @param width features */
export function episodeRows(width: number): number {
  return Math.max(LEAST_ROWS, Math.min(EPISODE_ROWS, Math.floor(MOST_NUMBERS / Math.max(1, width))));
}

/** The alarm, for a person. @param from source time at which it began */
export function alarmText(from: number): string {
  // What is no time of a calendar is counted by its source.
  return Math.abs(from) <= 8.64e15 ? `the alarm of ${DAY.format(from)}` : `the alarm at ${from}`;
}

function isWhole(episode: Episode | undefined): episode is Episode {
  if (episode === undefined || episode === null || typeof episode !== 'object') return false;
  const { hash, ...body } = episode;
  return hash === hashOf(body);
}
