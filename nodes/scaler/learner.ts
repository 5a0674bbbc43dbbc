import { createRandom, type Random } from '../../lib/math/random';
import { FeatureStatistics, type StatisticsSnapshot } from '../../lib/scaling/statistics';
import { type UsualFeatures, usualFeatures } from '../../lib/scaling/usual';
import { Covered, type CoveredSnapshot } from '../../lib/time/covered';

/** A Learner as plain JSON. */
export interface LearnerSnapshot {
  readonly count: number;
  /** Source time of the last record; 0 before the first. */
  readonly last: number;
  readonly covered?: CoveredSnapshot;
  /** What older versions kept in place of what is covered: source time of the first record. */
  readonly first?: number;
  readonly random: readonly [number, number, number, number];
  readonly features: Readonly<Record<string, StatisticsSnapshot>>;
}

/** Collects, by name, what features look like in normal records. */
export class Learner {
  /** Records seen. */
  count = 0;
  #last = Number.NaN;
  #covered = new Covered();
  readonly features = new Map<string, FeatureStatistics>();
  readonly #random: Random;

  /** @param from a seed for a fresh learner, or a snapshot to go on from */
  constructor(from: number | LearnerSnapshot) {
    this.#random = createRandom(typeof from === 'number' ? from : from.random);
    if (typeof from === 'number') return;
    this.count = from.count;
    if (from.count > 0) {
      this.#last = from.last;
      this.#covered = new Covered(from.covered ?? { covered: Math.max(0, from.last - (from.first ?? from.last)) });
    }
    for (const name of Object.keys(from.features)) this.features.set(name, new FeatureStatistics(from.features[name]!));
  }

  /** @param row in engineering units, NaN where nothing is to be learned */
  add(features: readonly string[], row: ArrayLike<number>, time: number): void {
    this.count++;
    this.#covered.add(time - this.#last);
    this.#last = time;
    for (let i = 0; i < features.length; i++) {
      if (!Number.isNaN(row[i]!)) this.#of(features[i]!).add(row[i]!, this.#random, this.count - 1);
    }
  }

  /** What is usual for the features that were there in at least so many records, and what was left out. */
  usual(records: number): UsualFeatures {
    return usualFeatures(new Map([...this.features].filter(([, of]) => of.count >= records)));
  }

  /** ms of source time that the collected records cover. */
  get span(): number {
    return this.#covered.span;
  }

  /** ms until `records` will have been collected at the pace so far; undefined as long as the pace is unknown. */
  timeTo(records: number): number | undefined {
    return this.span > 0 ? (this.span / (this.count - 1)) * Math.max(0, records - this.count) : undefined;
  }

  snapshot(): LearnerSnapshot {
    const features: Record<string, StatisticsSnapshot> = {};
    for (const [name, of] of this.features) features[name] = of.snapshot();
    const last = this.count > 0 ? this.#last : 0;
    return { count: this.count, last, covered: this.#covered.snapshot(), random: this.#random.snapshot(), features };
  }

  #of(name: string): FeatureStatistics {
    let statistics = this.features.get(name);
    if (statistics === undefined) {
      statistics = new FeatureStatistics();
      this.features.set(name, statistics);
    }
    return statistics;
  }
}
