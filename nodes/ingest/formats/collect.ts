import type { Quality } from '../../../lib/record/words';
import type { Reading } from '../reading';

/** What a source says about one value. */
export interface Extra {
  readonly time?: number | undefined;
  readonly quality?: Quality | undefined;
  readonly unit?: string | undefined;
}

const NOTHING: Extra = {};

/** Gathers the values of one asset; the parallel arrays exist only when the source fills them. */
export class Collector {
  readonly #asset: string;
  readonly #tags: string[] = [];
  readonly #values: unknown[] = [];
  #times: (number | undefined)[] | undefined;
  #qualities: (Quality | undefined)[] | undefined;
  #units: (string | undefined)[] | undefined;
  #wishes: Record<string, string> | undefined;

  constructor(asset: string) {
    this.#asset = asset;
  }

  get size(): number {
    return this.#tags.length;
  }

  add(tag: string, value: unknown, { time, quality, unit }: Extra = NOTHING): void {
    const at = this.#tags.length;
    this.#tags.push(tag);
    this.#values.push(value);
    if (time !== undefined) this.#times = put(this.#times, at, time);
    if (quality !== undefined) this.#qualities = put(this.#qualities, at, quality);
    if (unit !== undefined) this.#units = put(this.#units, at, unit);
  }

  /** A wish for a tag stands under a name of its own. */
  wish(tag: string, value: unknown, extra?: Extra): void {
    const name = `${tag}/desired`;
    this.#wishes ??= Object.create(null) as Record<string, string>;
    this.#wishes[name] = tag;
    this.add(name, value, extra);
  }

  reading(time: number | undefined, rest: Partial<Reading> = {}): Reading {
    return {
      asset: this.#asset,
      time,
      tags: this.#tags,
      values: this.#values,
      ...(this.#times && { times: this.#times }),
      ...(this.#qualities && { qualities: this.#qualities }),
      ...(this.#units && { units: this.#units }),
      ...(this.#wishes && { wishes: this.#wishes }),
      ...rest,
    };
  }

  /** The reading, or none when nothing was gathered. */
  readings(time: number | undefined, rest?: Partial<Reading>): Reading[] {
    return this.size === 0 ? [] : [this.reading(time, rest)];
  }
}

function put<T>(list: (T | undefined)[] | undefined, at: number, value: T): (T | undefined)[] {
  const filled = list ?? [];
  while (filled.length < at) filled.push(undefined);
  filled.push(value);
  return filled;
}

/** One value of a series. */
export interface Point extends Extra {
  readonly tag: string;
  readonly value: unknown;
}

/** Values of one asset at many times: a reading for each time, in order. */
export function bySeries(asset: string, points: readonly Point[]): Reading[] {
  const collectors = new Map<number | undefined, Collector>();
  for (const { tag, value, ...extra } of points) {
    let collector = collectors.get(extra.time);
    if (collector === undefined) {
      collector = new Collector(asset);
      collectors.set(extra.time, collector);
    }
    collector.add(tag, value, { quality: extra.quality, unit: extra.unit });
  }
  const times = [...collectors.keys()].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return times.map((time) => collectors.get(time)!.reading(time));
}

/** Values that belong together are one reading, each with its time; only when a tag repeats it is a series. */
export function snapshotOrSeries(asset: string, points: readonly Point[]): Reading[] {
  if (new Set(points.map(({ tag }) => tag)).size < points.length) return bySeries(asset, points);
  const collector = new Collector(asset);
  for (const { tag, value, ...extra } of points) collector.add(tag, value, extra);
  return collector.readings(undefined);
}

/** Times this close together are one look at the plant, ms. */
const ONE_LOOK = 1000;

/** One reading for values of about one time, each with its own; a reading for each time where they lie apart. */
export function together(asset: string, points: readonly Point[]): Reading[] {
  let first = Infinity;
  let last = -Infinity;
  for (const { time } of points) {
    if (time === undefined) continue;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return last - first >= ONE_LOOK ? bySeries(asset, points) : snapshotOrSeries(asset, points);
}

const UNIT_NAMES = ['unit', 'units', 'engUnit', 'unitCode'];
const MAX_DEPTH = 8;

/**
 * Adds a value, or the values inside of it under their paths. A text named unit says the unit of the numbers beside it.
 * @param extra of values that stand alone; nested ones may name their own unit
 */
export function addNested(
  collector: Pick<Collector, 'add'>,
  tag: string,
  value: unknown,
  extra: Extra,
  separator: string,
  depth = 0,
): void {
  if (!isBranch(value)) {
    collector.add(tag, value, value === null ? { ...extra, quality: 'bad' } : extra);
    return;
  }
  if (depth >= MAX_DEPTH) return;
  const named = UNIT_NAMES.find((name) => Object.hasOwn(value, name) && typeof value[name] === 'string');
  const inside = named === undefined ? extra : { ...extra, unit: value[named] as string };
  for (const key of Object.keys(value)) {
    if (key === named) continue;
    addNested(collector, tag === '' ? key : `${tag}${separator}${key}`, value[key], inside, separator, depth + 1);
  }
}

function isBranch(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return false;
  return !(Object.hasOwn(value, 'low') && Object.hasOwn(value, 'high'));
}

/** OPC Classic quality: the two high bits of the low byte; 500 is Sparkplug's stale. */
export function classicQuality(code: unknown): Quality | undefined {
  if (typeof code !== 'number') return undefined;
  if (code === 500) return 'stale';
  const level = code & 0xc0;
  if (level === 0xc0) return undefined;
  return level === 0x40 ? 'uncertain' : 'bad';
}
