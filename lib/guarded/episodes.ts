import { type Kept, Names } from './kept';
import { hashOf, type Packed, pack, unpack } from './packed';
import type { Rows } from './rows';

/** Rows of an alarm that are kept at most, beside those before it; of many features fewer. */
export const EPISODE_ROWS = 48;
const LEAST_ROWS = 8;
/** Rows before an alarm, beside the window: a model comes to know by them how the plant was. */
const MOST_LEAD = 12;
const LEAST_LEAD = 4;
/** Alarms that are kept at most, and the characters that all of them take but for the newest: so many, and so many for each feature. */
const MOST = 8;
const ROOM = 10_400;
const ROOM_PER_FEATURE = 280;
/** What an alarm takes beside its rows, and one value of it, in characters. */
const BESIDE = 180;
const BESIDE_PER_FEATURE = 11;
const VALUE = 2;
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
  /** Version of the model in force when that was said. */
  readonly version: number;
  /** Version of the model that was in force when a person accepted another normal since then: it does not count now, and may after a rollback. */
  readonly until?: number;
  /** Of all that. */
  readonly hash: string;
}

/** Plain JSON. */
export interface EpisodesSnapshot {
  /** See Names. */
  readonly names: readonly (readonly string[])[];
  readonly all: readonly Kept<Episode>[];
}

/** What people said of alarms: every later model is measured by it (see examineEpisodes). */
export class Episodes {
  /** Version of the model in force. */
  inForce: () => number = () => 0;
  /** Also those from before another normal was accepted. */
  #all: readonly Episode[];

  /** @param lost told of those that were changed or damaged; they are left out */
  constructor(from: EpisodesSnapshot = { names: [], all: [] }, lost: (text: string) => void = () => {}) {
    const all = Array.isArray(from.all) ? from.all : [undefined];
    const names = new Names(from.names);
    this.#all = all.flatMap((kept) => restored(kept, names) ?? []);
    const gone = all.length - this.#all.length;
    if (gone > 0)
      lost(`${gone} alarms that a person judged are not those that were kept; no model is measured by them`);
  }

  /** Those that count, oldest verdict first. */
  get all(): readonly Episode[] {
    return this.#all.filter(({ until }) => until === undefined);
  }

  /** Those that were false. */
  get excused(): AlarmRows[] {
    return this.all.filter(({ right }) => !right).map((episode) => ({ rows: unpack(episode), lead: episode.lead }));
  }

  /** The newest word on an alarm counts; where there is no room for all, the oldest go. */
  add({ rows, lead }: AlarmRows, from: number, right: boolean, by: string): void {
    this.remove(from);
    this.#all = [...this.#all, sealed({ ...pack(rows), from, lead, right, by, version: this.inForce() })].slice(-MOST);
    const room = ROOM + ROOM_PER_FEATURE * rows.features.length;
    while (this.#all.length > 1 && JSON.stringify(this.snapshot()).length > room) this.#all = this.#all.slice(1);
  }

  /** Nobody says any more what the alarm was. @param from source time at which it began */
  remove(from: number): void {
    this.#all = this.#all.filter((episode) => episode.from !== from);
  }

  /** Only alarms in which all of these features were there say something of a model of them. @returns how many went */
  fit(features: readonly string[]): number {
    return this.#keep((episode) => features.every((name) => episode.features.includes(name)));
  }

  /** A person accepted another normal. @param version of the model in force until then @returns how many do not count any more */
  close(version: number): number {
    const { length } = this.all;
    this.#all = this.#all.map((episode) =>
      episode.until === undefined ? sealed({ ...episode, until: version }) : episode,
    );
    return length;
  }

  /** That model is in force again: what a person accepted since then is not accepted any more, and what was said since goes, too. */
  reopen(inForce: number): void {
    const before = this.#all.filter(({ version }) => version <= inForce);
    this.#all = before.map((episode) => {
      const { until, ...rest } = episode;
      return until !== undefined && until >= inForce ? sealed(rest) : episode;
    });
  }

  /** Nothing is known of the plant any more. */
  clear(): void {
    this.#all = [];
  }

  snapshot(): EpisodesSnapshot {
    const names = new Names();
    const all = this.#all.map((episode) => names.keep(episode));
    return { names: names.all, all };
  }

  #keep(fits: (episode: Episode) => boolean): number {
    const { length } = this.#all;
    this.#all = this.#all.filter(fits);
    return length - this.#all.length;
  }
}

/**
 * Rows of an alarm that are kept, and rows before them beside the window: so many that there is room for as many alarms as are kept.
 * @param width features @param window records that the network sees together
 */
export function episodeSize(width: number, window: number): { readonly rows: number; readonly lead: number } {
  const room = (ROOM + ROOM_PER_FEATURE * width) / (MOST + 1) - BESIDE - BESIDE_PER_FEATURE * width;
  const all = Math.floor(room / (VALUE * Math.max(1, width))) - window;
  const lead = Math.max(LEAST_LEAD, Math.min(MOST_LEAD, Math.floor(all / 3)));
  return { rows: Math.max(LEAST_ROWS, Math.min(EPISODE_ROWS, all - lead)), lead };
}

/** The alarm, for a person. @param from source time at which it began */
export function alarmText(from: number): string {
  // What is no time of a calendar is counted by its source.
  return Math.abs(from) <= 8.64e15 ? `the alarm of ${DAY.format(from)}` : `the alarm at ${from}`;
}

/** With the hash of all that it holds. */
function sealed({
  features,
  scale,
  rows,
  seams,
  from,
  lead,
  right,
  by,
  version,
  until,
}: Omit<Episode, 'hash'>): Episode {
  const packed = { features, scale, rows, seams };
  const body = { ...packed, from, lead, right, by, version, ...(until !== undefined && { until }) };
  return { ...body, hash: hashOf(body) };
}

/** @returns undefined where it is not as it was sealed */
function restored(kept: Kept<Episode> | undefined, names: Names): Episode | undefined {
  try {
    const episode = names.restore(kept!);
    return sealed(episode).hash === episode.hash ? episode : undefined;
  } catch {
    return undefined;
  }
}
