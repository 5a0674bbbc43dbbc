import { createHash } from 'node:crypto';
import { isConstant } from '../../math/known';
import { PACK_VERSION } from '../../pack';
import type { Scaling } from '../../record/record';
import { fitScaling } from '../../scaling/fit';
import { transform } from '../../scaling/scaling';
import { pickScaling } from '../live/input';
import { onlyCounts } from './counting';
import type { OutlierReport } from './grades';
import type { TrainingFacts } from './training-facts';

/** Rows as they were collected, plain data. */
export interface Collected {
  readonly features: readonly string[];
  /** Engineering units, count x features, row-major; NaN = missing. */
  readonly rows: Float64Array;
  /** Source times of the first and the last row. */
  readonly range: readonly [number, number];
  /** Rows that do not follow the row before them, ascending. */
  readonly seams: readonly number[];
}

/** The scaling of the scaler in front, and the features that it is about. */
export interface KnownScaling {
  readonly scaling: Scaling;
  readonly features: readonly string[];
}

/** Rows made ready for a training. */
export interface TrainingData {
  readonly features: readonly string[];
  readonly scaling: Scaling;
  /** Scaled, row-major; NaN = missing. */
  readonly rows: Float32Array;
  /** Rows that do not follow the row before them, ascending. */
  readonly seams: readonly number[];
  /** Rows right before which any row is missing, ascending; the seams among them. */
  readonly skips: readonly number[];
  readonly facts: TrainingFacts;
  /** Features that were missing in more than half of the rows: the model will not know them. */
  readonly left: readonly string[];
  /** Features that only count, see onlyCounts: the model will not know them, either. */
  readonly counters: readonly string[];
  /** Positions of the features that were nothing but 0 and 1, and 0 at times, or that never moved. */
  readonly flags: readonly number[];
}

/**
 * @param outliers what was left out of the collected rows
 * @param clean whether these were looked through, nothing was odd, and nothing else is among the rows
 * @throws Error when no feature has enough values
 */
export function prepareTraining(
  { features: all, rows: raw, range, seams, skips = seams }: Collected & { readonly skips?: readonly number[] },
  known: KnownScaling | undefined,
  seed: number,
  outliers?: OutlierReport,
  clean = false,
): TrainingData {
  const count = raw.length / all.length;
  const present = all.flatMap((_, i) => (presence(raw, i, all.length) >= 0.5 ? [i] : []));
  if (present.length === 0) throw new Error('no feature has a value in half of the collected records');
  const settled = present.filter((i) => !onlyCounts(raw, i, all.length));
  // Where nothing else is there, a counter that is judged by what it reads is better than no guard.
  const kept = settled.length > 0 ? settled : present;
  const features = Object.freeze(kept.map((i) => all[i]!));
  const picked = new Float64Array(count * kept.length);
  const width = kept.length;
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < width; i++) picked[t * width + i] = raw[t * all.length + kept[i]!]!;
  }
  const row = (t: number): Float64Array => picked.subarray(t * width, (t + 1) * width);
  const scaling = upstream(known, features) ?? fitScaling('minmax', rowsOf(count, row), width, seed, clean);
  const rows = new Float32Array(picked.length);
  const scaled = new Float64Array(width);
  for (let t = 0; t < count; t++) rows.set(transform(scaling, row(t), scaled), t * width);
  const [from, to] = range;
  return {
    features,
    scaling,
    rows,
    seams,
    skips,
    left: all.filter((_, i) => !present.includes(i)),
    counters: all.filter((_, i) => present.includes(i) && !kept.includes(i)),
    flags: features.flatMap((_, i) => (isFlag(picked, i, width) || isConstant(picked, i, width) ? [i] : [])),
    facts: { rows: count, from, to, data: hash(picked), seed, pack: PACK_VERSION, ...(outliers && { outliers }) },
  };
}

function presence(raw: Float64Array, i: number, width: number): number {
  let present = 0;
  for (let at = i; at < raw.length; at += width) if (!Number.isNaN(raw[at]!)) present++;
  return present / (raw.length / width);
}

/** Something that is off unless it is on. */
function isFlag(rows: Float64Array, i: number, width: number): boolean {
  let off = false;
  for (let at = i; at < rows.length; at += width) {
    const value = rows[at]!;
    if (value !== 0 && value !== 1 && !Number.isNaN(value)) return false;
    off ||= value === 0;
  }
  return off;
}

function* rowsOf(count: number, row: (t: number) => Float64Array): Iterable<Float64Array> {
  for (let t = 0; t < count; t++) yield row(t);
}

/** The scaler's own scaling, if it knows all features. */
function upstream(known: KnownScaling | undefined, features: readonly string[]): Scaling | undefined {
  if (known === undefined) return undefined;
  const from = features.map((name) => known.features.indexOf(name));
  const complete = from.every((i) => i >= 0 && Number.isFinite(known.scaling.center[i]!));
  return complete ? pickScaling(known.scaling, from) : undefined;
}

function hash(rows: Float64Array): string {
  return createHash('sha256').update(new Uint8Array(rows.buffer)).digest('hex');
}
