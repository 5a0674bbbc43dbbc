import { alike } from '../../alike';
import { ascending } from '../../math/quantile';
import { LeapGate } from '../../outliers/leap-gate';
import { fitTail, tailLimit } from '../../tail/tail';
import { readingsOf } from '../features';
import type { Feature, LivePart, LiveRow, NormalRows, Part } from '../part';
import { floats } from '../stored';
import { exportAdmitted, exportLeaps } from './onnx';

/** Fewer changes tell nothing of how far a feature goes. */
const FEWEST = 20;
/** A normal change is larger once in so much time, ms: a week. */
const ONCE_IN = 7 * 86_400_000;
/** Part of the records that are larger, at most: hourly ones are few in a week. */
const MOST_RISK = 0.01;

/** What is held back goes so many times as far as a normal change: a large one of the whole plant would fall apart without one of its features. */
const UNMISTAKABLE = 2;
/** The tail of the normal changes is not followed beyond so many times the largest of them: of a reading that steps now and then it leads nowhere. */
const FOLLOWED = 2;

/**
 * Wild values: a feature that leaps further from one row to the next than it ever does. One such value tells of the sensor or of the line, not
 * of the plant; all that adds up over the rows would hold it against the rows behind. So this part says how far it was, and no part sees it, see LeapGate.
 * Flags, commands and set points may leap.
 */
export const leaps: Part<object, Float32Array> = {
  fit(rows) {
    const features = readingsOf(rows.features);
    if (features.length === 0) return undefined;
    const heldOut = new Float64Array(rows.count);
    const limits = Float32Array.from(features, (i) => furthestOf(rows, i));
    return { fitted: limits, heldOut, unit: 1, alone: true };
  },

  live: (fitted, _settings, features) => new LiveLeaps(fitted, features),

  admit: exportAdmitted,

  export: exportLeaps,

  store: (limits) => ({ facts: {}, tensors: { limits: { shape: [limits.length], data: limits } } }),

  read(stored, _settings, features) {
    const limits = floats(stored, 'limits', readingsOf(features).length);
    if (!limits.every((limit) => limit > 0)) throw new Error('a limit of its leaps is out of range');
    return limits;
  },
};

/** How far a feature has to go from one row to the next to be held back; infinity where that is not known. */
function furthestOf({ scaled, skips, count, features, interval }: NormalRows, feature: number): number {
  const width = features.length;
  const changes: number[] = [];
  for (let t = 1; t < count; t++) {
    const change = Math.abs(scaled[t * width + feature]! - scaled[(t - 1) * width + feature]!);
    if (skips[t] !== 1 && !Number.isNaN(change)) changes.push(change);
  }
  const sorted = ascending(changes);
  const largest = sorted.at(-1) ?? 0;
  if (changes.length < FEWEST || largest === 0) return Number.POSITIVE_INFINITY;
  const usual = tailLimit(fitTail(sorted), Math.min(MOST_RISK, interval / ONCE_IN));
  return UNMISTAKABLE * Math.max(largest, Math.min(usual, FOLLOWED * largest));
}

class LiveLeaps implements LivePart {
  readonly #gate: LeapGate;

  constructor(limits: Float32Array, features: readonly Feature[]) {
    this.#gate = new LeapGate(alike(readingsOf(features)), limits);
  }

  admit(scaled: Float64Array, missed: number): Float64Array {
    return this.#gate.admit(scaled, missed);
  }

  step(_row: LiveRow): number {
    return this.#gate.furthest;
  }

  share(weight: number, out: Float64Array): void {
    this.#gate.share(weight, out);
  }

  reset(): void {
    this.#gate.reset();
  }

  snapshot(): unknown {
    return this.#gate.snapshot();
  }

  restore(snapshot: unknown): void {
    this.#gate.restore((snapshot ?? undefined) as Parameters<LeapGate['restore']>[0]);
  }

  learned(): Float32Array {
    return this.#gate.limits;
  }
}
