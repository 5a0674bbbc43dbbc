import { beyond, FURTHEST, type Level, type Levels, rounded } from './levels';

/** The present level is the mean of so many halves of a block. */
const HALVES = 2;
/** ... each of so many rows at least: of few it is what the plant does at the moment. */
const LEAST_HALF = 64;
/** Of a half so many rows may be other than calm. To leave out these rows alone would leave the level lower, or higher, than it is. */
const MOST_STRANGE = 0.25;
/** In the time of such a half the centre moves by so many standard deviations at most, one while as much comes as was first learned: what goes faster is no slow drift. */
const STEP = 1 / 16;

/** Lowest and highest level that a model was learned at. */
export type Range = readonly [low: number, high: number];

/** What is known of a feature's present level. */
interface Centre {
  /** Means of the last halves of a block, the newest last; null where too little was known. */
  halves: readonly (number | null)[];
  /** How far what is judged is moved back, in engineering units. */
  off: number;
  /** The level, of all rows that came, that was furthest from the golden ones since the rows that are collected began. */
  furthest?: number;
}

export interface RecentringSnapshot {
  readonly of: Readonly<Record<string, Centre>>;
  /** By feature: where the model in force was learned; absent where that is where the golden rows were. */
  readonly ranges?: Readonly<Record<string, Range>>;
}

/**
 * Judging goes on around the level where the plant is, as far as a model that is learned there would come into force without a person.
 * So a slow change that has been told is no alarm for good, and a new model brings nothing that was not there before. Only where most rows
 * are calm does the centre move: what has raised an alarm stays one.
 */
export class Recentring {
  #ranges: Readonly<Record<string, Range>>;
  readonly #centres = new Map<string, Centre>();
  /** Of the half of a block that is being filled: rows, and by feature sum and number of its values. A restart begins it anew. */
  #rows = 0;
  #strange = 0;
  readonly #sums = new Map<string, [sum: number, known: number]>();
  #offsets: Readonly<Record<string, number>> = {};

  constructor(from: RecentringSnapshot = { of: {} }) {
    for (const [feature, centre] of Object.entries(from.of)) this.#centres.set(feature, { ...centre });
    this.#ranges = from.ranges ?? {};
    this.#tellOffsets();
  }

  /** By feature: how far what is judged is moved back, in engineering units. Another object whenever it changes. */
  get offsets(): Readonly<Record<string, number>> {
    return this.#offsets;
  }

  /**
   * A row has been judged.
   * @param calm whether judging may follow to where it is, see RecordJudge.mayFollow; how far the level went counts in any case
   * @param room by how many standard deviations the level of a feature may be beyond the golden ones
   * @returns whether so many rows have come that the centre was looked at
   */
  add(
    levels: Levels,
    features: readonly string[],
    row: ArrayLike<number>,
    calm: boolean,
    room: (feature: string) => number,
  ): boolean {
    for (let i = 0; i < features.length; i++) {
      const level = levels.of[features[i]!];
      if (level !== undefined && !Number.isNaN(row[i]!)) this.#count(features[i]!, level, row[i]!);
    }
    if (!calm) this.#strange++;
    const half = Math.max(LEAST_HALF, levels.block >> 1);
    if (++this.#rows < half) return false;
    for (const [feature, level] of Object.entries(levels.of)) this.#move(feature, level, half, room(feature));
    this.#rows = 0;
    this.#strange = 0;
    this.#sums.clear();
    this.#tellOffsets();
    return true;
  }

  /** How far the judging has followed the level of a feature beyond where it has been, in engineering units. */
  followed(feature: string, { low, high }: Level): { readonly by: number; readonly now: number } | undefined {
    const centre = this.#centres.get(feature);
    if (centre === undefined || centre.off === 0) return undefined;
    const [from, to] = this.#ranges[feature] ?? [low, high];
    const now = centre.off > 0 ? to + centre.off : from + centre.off;
    return { now, by: beyond({ low, high }, now) };
  }

  /** From now on other rows are collected. */
  collect(): void {
    for (const centre of this.#centres.values()) delete centre.furthest;
  }

  /**
   * How far the level of a feature was beyond where it has been while the present rows were collected, in engineering units. Of
   * these rows alone it would be less: what is further away is left out of them because it is strange.
   */
  went(feature: string, level: Level): { readonly by: number; readonly now: number } {
    const now = this.#centres.get(feature)?.furthest;
    return now === undefined ? { by: 0, now: level.center } : { by: beyond(level, now), now };
  }

  /** Another model is in force. @param levels where it was learned; absent where that is where the golden rows were */
  begin(levels?: Levels): void {
    this.#ranges = Object.fromEntries(
      Object.entries(levels?.of ?? {}).map(([name, { low, high }]) => [name, [low, high] as const]),
    );
    for (const centre of this.#centres.values()) centre.off = 0;
    this.#tellOffsets();
  }

  snapshot(): RecentringSnapshot {
    return {
      of: Object.fromEntries(this.#centres),
      ...(Object.keys(this.#ranges).length > 0 && { ranges: this.#ranges }),
    };
  }

  #tellOffsets(): void {
    this.#offsets = Object.fromEntries(
      [...this.#centres].flatMap(([name, { off }]) => (off === 0 ? [] : [[name, off]])),
    );
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

  #move(feature: string, level: Level, half: number, room: number): void {
    const { low, high, spread } = level;
    const [sum, known] = this.#sums.get(feature) ?? [0, 0];
    const mean = known * 2 >= half && this.#strange <= MOST_STRANGE * half ? rounded(sum / known, spread) : null;
    const before: Centre = this.#centres.get(feature) ?? { halves: [], off: 0 };
    const furthest = known * 2 < half ? before.furthest : further(level, sum / known, before.furthest);
    const halves = [...before.halves, mean].slice(-HALVES);
    let { off } = before;
    if (halves.length === HALVES && !halves.includes(null)) {
      const now = halves.reduce<number>((all, one) => all + one! / HALVES, 0);
      const there = Math.max(low - room * spread, Math.min(high + room * spread, now));
      const [from, to] = this.#ranges[feature] ?? [low, high];
      const wanted = beyond({ low: from, high: to }, there);
      const step = STEP * spread;
      off = rounded(Math.max(off - step, Math.min(off + step, wanted)), spread);
    }
    this.#centres.set(feature, { halves, off, ...(furthest !== undefined && { furthest }) });
  }
}

function further(level: Level, now: number, before: number | undefined): number {
  const isFurther = before === undefined || Math.abs(beyond(level, now)) > Math.abs(beyond(level, before));
  return isFurther ? rounded(now, level.spread) : before;
}
