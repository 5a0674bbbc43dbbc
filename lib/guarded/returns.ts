import { derivationOf, tagOf } from '../record/features';
import { rangeOf } from './extremes';
import { beyond, firstRows, type Level, type Levels } from './levels';

/** Stays that are remembered at most, and digits of what is kept of them: all of this is in the saved state. */
const MOST = 16;
const DIGITS = 6;
/** A stay has so many records at least; fewer are a way from one to another. */
const LEAST = 16;
/** So many records elsewhere lie between two occasions. */
const APART = 32;
/** Occasions before the present one from which on a state is one that the plant comes back to. */
const BEFORE = 2;
/** Tags that have to show it: what one alone says may be forged, or its fault. */
const TAGS = 2;
const TOLD = new Set(['twin', 'command', 'setpoint']);
/** Beyond all learned values is what is further than so many standard deviations of neighbouring rows, and of all, beyond. */
const MARGIN = { lively: 3, spread: 0.05 } as const;
/** What goes its own way in a state may go further by this part of how far it has gone there. */
const ROOM = 0.5;
/** Two values are the same that differ by less than so many of these, and this part of how far they are beyond. */
const SAME = { lively: 4, spread: 0.25, beyond: 0.05 } as const;

/** Records one after the other in which the plant was in the same state, one that the model in force finds strange. Plain JSON. */
export interface Stay {
  /** By feature of the levels its first value, and the lowest and the highest one. */
  readonly of: Readonly<Record<string, readonly [first: number, low: number, high: number]>>;
  /** Its first and last record, counted. */
  readonly from: number;
  readonly to: number;
  /** Source time of the last one, ms. */
  readonly time: number;
  readonly records: number;
  /** A person knows that the plant comes back here. */
  readonly told?: true;
}

export interface ReturnsSnapshot {
  readonly records: number;
  readonly stays: readonly Stay[];
}

/** Where the plant is again. */
export interface Return {
  /** Of the features that are beyond all learned values: how it is now. */
  readonly now: Readonly<Record<string, number>>;
  /** With the present one. */
  readonly occasions: number;
  /** Whether it was not known before. */
  readonly isNews: boolean;
}

/**
 * States that are strange to the model in force and that the plant comes back to by itself: its own set points, recipes and modes that the
 * first records did not show. Such a state may be learned without a person from its third occasion on: when the plant was elsewhere in
 * between, when the three lie at least as far apart as what was first learned is long, and when the same two tags or more are each time
 * as far beyond all that was learned. What came once never may, nor what only one tag says.
 */
export class Returns {
  #records: number;
  #stays: readonly Stay[];

  constructor({ records, stays }: ReturnsSnapshot = { records: 0, stays: [] }) {
    this.#records = records;
    this.#stays = stays;
  }

  /** A record has come that nothing is to be said of. */
  pass(): void {
    this.#records++;
  }

  /**
   * A record has come that is strange for long.
   * @param row in engineering units; NaN = missing
   * @param time of its source, ms
   * @returns where the plant is again; undefined where it is for the first or second time, or nothing says that it is anywhere
   */
  meet(levels: Levels, features: readonly string[], row: ArrayLike<number>, time: number): Return | undefined {
    const at = this.#records++;
    const away = beyondAll(levels, features, row);
    this.#stays = this.#stays.filter(({ to, records }) => records >= LEAST || at - to <= APART);
    const alike = this.#stays.filter(({ of }) => sameTags(away, of) >= TAGS);
    const present = alike.find(({ to }) => at - to <= APART);
    const before = alike.filter(({ to, records }) => at - to > APART && records >= LEAST);
    const occasions = occasionsOf(before);
    const lasted = at - Math.min(...before.map(({ from }) => from));
    const returns =
      occasions >= BEFORE && lasted >= firstRows(levels) && away.every((one) => follows(one) && wasThere(one, before));
    // One state may show as several, as what is slower, or hangs on more, is on its way.
    const isKnown = this.#stays.some(({ told, of, to }) => {
      return told && sameTags(away, of) >= (at - to > APART ? TAGS : 1);
    });
    if (present === undefined && tagsOf(away) < TAGS) return undefined;
    const stay = stayed(present, away, { at, time }, returns);
    this.#stays = [...this.#stays.filter((one) => one !== present), stay].slice(-MOST);
    if (!returns) return undefined;
    return {
      now: Object.fromEntries(away.map(({ name, now }) => [name, now])),
      occasions: occasions + 1,
      isNews: !isKnown,
    };
  }

  /** What was there in a span of source time was an attack, or a person said that it is no normal operation. */
  drop(since: number, until = Number.POSITIVE_INFINITY): void {
    this.#stays = this.#stays.filter(({ time }) => time < since || time > until);
  }

  /** The same levels, with what the plant is known to come back to as places where it has been, and come back from. */
  been({ block, of }: Levels): Levels {
    const known = this.#stays.filter(({ told }) => told);
    const been = (name: string, level: Level): Level => {
      const places = known.flatMap((stay) => (stay.of[name] === undefined ? [] : [stay.of[name]]));
      return {
        ...level,
        floor: Math.max(level.floor, ...places.map(([, low]) => low)),
        ceiling: Math.min(level.ceiling, ...places.map(([, , high]) => high)),
      };
    };
    if (known.length === 0) return { block, of };
    return { block, of: Object.fromEntries(Object.entries(of).map(([name, level]) => [name, been(name, level)])) };
  }

  /** Undefined where there is nothing to keep. */
  snapshot(): ReturnsSnapshot | undefined {
    return this.#stays.length === 0 ? undefined : { records: this.#records, stays: this.#stays };
  }
}

/** A feature that is beyond all learned values. */
interface Beyond {
  readonly name: string;
  readonly now: number;
  /** What differs by less is the same. */
  readonly grain: number;
}

/** What is not beyond, and where it is not known what was learned, is left out. */
function beyondAll({ of }: Levels, features: readonly string[], row: ArrayLike<number>): Beyond[] {
  const all: Beyond[] = [];
  for (let i = 0; i < features.length; i++) {
    const name = features[i]!;
    const level = of[name];
    const range = level && rangeOf(level);
    if (range === undefined || Number.isNaN(row[i]!)) continue;
    const by = Math.abs(beyond(range, row[i]!));
    if (!(by > sizeOf(level!, MARGIN))) continue;
    all.push({ name, now: Number(row[i]!.toPrecision(DIGITS)), grain: sizeOf(level!, SAME) + SAME.beyond * by });
  }
  return all;
}

function sizeOf({ lively = 0, spread }: Level, times: { readonly lively: number; readonly spread: number }): number {
  return times.lively * lively + times.spread * spread;
}

function tagsOf(away: readonly Beyond[]): number {
  return new Set(away.map(({ name }) => tagOf(name))).size;
}

/** How many tags are where they were when the stay began. */
function sameTags(away: readonly Beyond[], of: Stay['of']): number {
  return tagsOf(away.filter(({ name, now, grain }) => Math.abs(now - (of[name]?.[0] ?? Number.NaN)) <= grain));
}

/** What a tag is told to be, by a twin, a command or a set point, it has to be as ever, wherever the plant is. */
function follows({ name }: Beyond): boolean {
  return !TOLD.has(derivationOf(name) ?? '');
}

/** Whether one of the stays had it as far beyond. */
function wasThere({ name, now, grain }: Beyond, stays: readonly Stay[]): boolean {
  return stays.some(({ of }) => {
    const [, low, high] = of[name] ?? [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const room = grain + ROOM * (high - low);
    return now >= low - room && now <= high + room;
  });
}

/** @param returns whether a person knows by now that the plant comes back here */
function stayed(
  before: Stay | undefined,
  away: readonly Beyond[],
  { at, time }: { readonly at: number; readonly time: number },
  returns: boolean,
): Stay {
  const { of, from, records }: Omit<Stay, 'to' | 'time'> = before ?? { of: {}, from: at, records: 0 };
  const more = away.map(({ name, now }): [string, Stay['of'][string]] => {
    const [first, low, high] = of[name] ?? [now, now, now];
    return [name, [first, Math.min(low, now), Math.max(high, now)]];
  });
  const told = (returns || before?.told === true) && ({ told: true } as const);
  return { of: { ...of, ...Object.fromEntries(more) }, from, to: at, time, records: records + 1, ...told };
}

/** @param stays in order of their end */
function occasionsOf(stays: readonly Stay[]): number {
  let occasions = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of stays) {
    if (from - until > APART) occasions++;
    until = Math.max(until, to);
  }
  return occasions;
}
