import { decodeNumbers, encodeNumbers } from '../encoding/numbers-text';
import { Seldom } from '../seldom';
import { beyond, FURTHEST, firstRows, type Level, type Levels, rounded } from './levels';
import { type Pace, type Place, paceOfLevels } from './pace';

/** Of a stretch so many rows may be other than calm. To leave out these rows alone would leave the level lower, or higher, than it is. */
const MOST_STRANGE = 0.25;
/** While as much comes as was first learned a level moves by so many standard deviations at most: what goes faster is no slow drift. */
const FASTEST = 0.75;

/** What is known of a feature's present level, in engineering units. */
interface Present {
  /** The slow level; absent while no stretch was calm. */
  readonly level?: number;
  /** The mean, of all rows that came, that was furthest from the golden levels since the rows that are collected began. */
  furthest?: number;
}

/** By feature what is known of its present level, and where it was while the model in force learned. */
type Kept = readonly [level: number | null, furthest: number | null, center?: number, low?: number, high?: number];

/** Plain JSON, names but once. What older versions kept has no pace: levels begin anew. */
export interface RecentringSnapshot extends Partial<Pick<Pace, 'stretch' | 'share'>> {
  readonly of: Readonly<Record<string, Kept>>;
  /** Absent where none is being filled, and in what older versions kept. */
  readonly filling?: Filling;
}

/** A stretch that is being filled. Plain JSON. */
interface Filling {
  readonly rows: number;
  readonly strange: number;
  /** In the order of the features, see lib/encoding/numbers-text.ts. */
  readonly sums: string;
  /** Values in each sum; absent where no row lacks any. */
  readonly known?: readonly number[];
}

const NOWHERE = Object.freeze({});

/**
 * Judging goes on around the level where the plant is, too, as far as a model that is learned there would come into force without a
 * person. So a slow change that has been told is no alarm for good, and a new model brings nothing that was not there before. Only where
 * most rows are calm do levels move: what has raised an alarm stays one. All features are moved together, as what moves one of them
 * slowly may move others, and what relates them is to stay.
 */
export class Recentring {
  #pace: Pace | undefined;
  readonly #present = new Seldom<Present>();
  /** Of the stretch that is being filled: rows, and by feature sum and number of its values. */
  #rows = 0;
  #strange = 0;
  readonly #sums = new Seldom<[sum: number, known: number]>();
  #offsets: Readonly<Record<string, number>> = NOWHERE;

  constructor({ of, stretch, share, filling }: RecentringSnapshot = { of: {} }) {
    if (stretch === undefined || share === undefined) return;
    if (filling !== undefined) this.#fill(Object.keys(of), filling);
    const places: Record<string, Place> = {};
    for (const [feature, [level, furthest, center, low, high]] of Object.entries(of)) {
      this.#present.set(feature, { ...(level !== null && { level }), ...(furthest !== null && { furthest }) });
      if (center !== undefined) places[feature] = { center, low: low!, high: high! };
    }
    this.#pace = { stretch, share, of: places };
    this.#tellOffsets();
  }

  /**
   * By feature: how far what is judged is moved back, in engineering units; empty while all levels are where the model in force was
   * learned. Another object whenever it changes.
   */
  get offsets(): Readonly<Record<string, number>> {
    return this.#offsets;
  }

  /**
   * A row has been judged.
   * @param calm whether judging may follow to where it is, see RecordJudge.mayFollow; how far the level went counts in any case
   * @param room by how many standard deviations the level of a feature may be beyond the golden ones
   * @returns whether so many rows have come that the levels were looked at
   */
  add(
    levels: Levels,
    features: readonly string[],
    row: ArrayLike<number>,
    calm: boolean,
    room: (feature: string) => number,
  ): boolean {
    this.#pace ??= paceOfLevels(levels);
    for (let i = 0; i < features.length; i++) {
      const level = levels.of[features[i]!];
      if (level !== undefined && !Number.isNaN(row[i]!)) this.#count(features[i]!, level, row[i]!);
    }
    if (!calm) this.#strange++;
    if (++this.#rows < this.#pace.stretch) return false;
    const step = (FASTEST * this.#pace.stretch) / firstRows(levels);
    for (const [feature, level] of Object.entries(levels.of)) this.#move(feature, level, step, room(feature));
    this.#rows = 0;
    this.#strange = 0;
    this.#sums.clear();
    this.#tellOffsets();
    return true;
  }

  /** How far the judging has followed the level of a feature beyond where it has been, in engineering units. */
  followed(feature: string, level: Level): { readonly by: number; readonly now: number } | undefined {
    const now = this.#present.get(feature)?.level;
    return this.#offsets === NOWHERE || now === undefined ? undefined : { now, by: beyond(level, now) };
  }

  /** How far the level of a feature is beyond where it was while the model in force learned, in engineering units; undefined where it is not. */
  moved(feature: string): { readonly by: number; readonly now: number; readonly was: number } | undefined {
    const now = this.#present.get(feature)?.level;
    const place = this.#pace?.of[feature];
    if (now === undefined || place === undefined) return undefined;
    const by = beyond(place, now);
    return by === 0 ? undefined : { by, now, was: place.center };
  }

  /** From now on other rows are collected. */
  collect(): void {
    for (const present of this.#present.values()) delete present.furthest;
  }

  /**
   * How far the level of a feature was beyond where it has been while the present rows were collected, in engineering units. Of
   * these rows alone it would be less: what is further away is left out of them because it is strange.
   */
  went(feature: string, level: Level): { readonly by: number; readonly now: number } {
    const now = this.#present.get(feature)?.furthest;
    return now === undefined ? { by: 0, now: level.center } : { by: beyond(level, now), now };
  }

  /** Another model of the same plant is in force. @param pace of the rows that it was learned from */
  goOn(pace: Pace): void {
    this.#pace = pace;
    this.#tellOffsets();
  }

  /** Levels are measured against others from now on. @param pace of the rows that the model in force was learned from, where they are known */
  begin(pace?: Pace): void {
    this.#pace = pace;
    for (const [feature, { furthest }] of this.#present) {
      this.#present.set(feature, { ...(furthest !== undefined && { furthest }) });
    }
    this.#tellOffsets();
  }

  snapshot(): RecentringSnapshot {
    if (this.#pace === undefined) return { of: {} };
    const { stretch, share, of } = this.#pace;
    const names = [...new Set([...Object.keys(of), ...this.#present.keys(), ...this.#sums.keys()])];
    const kept = names.map((name): [string, Kept] => {
      const { level = null, furthest = null } = this.#present.get(name) ?? {};
      const place = of[name];
      return [name, place ? [level, furthest, place.center, place.low, place.high] : [level, furthest]];
    });
    const filling = this.#rows > 0 ? this.#filling(names) : undefined;
    return { stretch, share, of: Object.fromEntries(kept), ...(filling && { filling }) };
  }

  #filling(names: readonly string[]): Filling {
    const sums = names.map((name) => this.#sums.get(name) ?? ([0, 0] as const));
    const known = sums.map(([, count]) => count);
    return {
      rows: this.#rows,
      strange: this.#strange,
      sums: encodeNumbers(Float64Array.from(sums, ([sum]) => sum)),
      ...(known.some((count) => count !== this.#rows) && { known }),
    };
  }

  #fill(names: readonly string[], { rows, strange, sums, known }: Filling): void {
    const all = decodeNumbers(sums);
    if (all.length !== names.length) return;
    this.#rows = rows;
    this.#strange = strange;
    names.forEach((name, k) => {
      const count = known === undefined ? rows : (known[k] ?? 0);
      if (count > 0) this.#sums.set(name, [all[k]!, count]);
    });
  }

  #tellOffsets(): void {
    const { of = {} } = this.#pace ?? {};
    const moved = Object.entries(of).flatMap(([feature, place]): [string, Place, number][] => {
      const now = this.#present.get(feature)?.level;
      return now === undefined ? [] : [[feature, place, now]];
    });
    this.#offsets = moved.some(([, place, now]) => beyond(place, now) !== 0)
      ? Object.fromEntries(moved.map(([feature, { center }, now]) => [feature, now - center]))
      : NOWHERE;
  }

  #count(feature: string, { center, spread }: Level, value: number): void {
    const most = FURTHEST * spread;
    const limited = Math.max(center - most, Math.min(center + most, value));
    const sum = this.#sums.get(feature);
    if (sum === undefined) this.#sums.set(feature, [limited, 1]);
    else {
      sum[0] += limited;
      sum[1]++;
    }
  }

  /** @param step by so many standard deviations a level moves at most */
  #move(feature: string, level: Level, step: number, room: number): void {
    const { stretch, share, of } = this.#pace!;
    const [sum, known] = this.#sums.get(feature) ?? [0, 0];
    if (known * 2 < stretch) return;
    const mean = sum / known;
    const before = this.#present.get(feature) ?? {};
    const furthest = further(level, mean, before.furthest);
    let now = before.level;
    if (this.#strange <= MOST_STRANGE * stretch) {
      const from = now ?? of[feature]?.center ?? level.center;
      now = within(from, from + share * (mean - from), step * level.spread);
      now = rounded(
        Math.max(level.low - room * level.spread, Math.min(level.high + room * level.spread, now)),
        level.spread,
      );
    }
    this.#present.set(feature, { ...(now !== undefined && { level: now }), furthest });
  }
}

function within(from: number, to: number, most: number): number {
  return Math.max(from - most, Math.min(from + most, to));
}

function further(level: Level, now: number, before: number | undefined): number {
  const isFurther = before === undefined || Math.abs(beyond(level, now)) > Math.abs(beyond(level, before));
  return isFurther ? rounded(now, level.spread) : before;
}
