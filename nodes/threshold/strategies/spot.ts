import { type KeptSingles, keepSingles, readSingles } from '../../../lib/encoding/differences';
import { decodeSingles } from '../../../lib/encoding/numbers-text';
import { ascending, quantile } from '../../../lib/math/quantile';
import { Singles } from '../../../lib/math/singles';
import { type Episodes, type Sureness, surenessOf } from '../../../lib/tail/sureness';
import { fitExcesses, fitTail, fittedLimit, type Tail, tailLimit, tailRisk } from '../../../lib/tail/tail';
import { apart, type Bounds, boundsOf, clamp } from './bounds';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategy';

/** Excesses kept for the fit, the latest ones. */
const CAPACITY = 500;
/** The tail is fitted again when this part of its excesses is new, and at least so many. */
const RENEWED = 0.25;
const FRESH = 5;
/** More than this share of all scores is a wide tail. */
const WIDE = 0.05;

interface SpotSnapshot extends StrategySnapshot {
  readonly base: number;
  /** The limit of the tail that fits best, without what was added for doubt. */
  readonly plain?: number;
  readonly tail: Tail;
  /** See lib/encoding/differences.ts; older versions kept them as single precision in base64, or as they are. */
  readonly excesses: KeptSingles | string | readonly number[];
  /** Normal scores that the excesses came from, and how many of them came after the calibration. */
  readonly seen: number;
  readonly live: number;
  /** Excesses since the last fit. */
  readonly fresh: number;
}

/**
 * SPOT, streaming peaks over threshold (Siffer 2017, DOI 10.1145/3097983.3098144): the calibration's upper tail as a generalised
 * Pareto distribution, the limit its quantile at `risk`, refined by the normal scores that follow. The memory is bounded: the
 * oldest excess leaves together with the scores that it stood for.
 */
export const spotLimit: StrategyKind = {
  ordered: false,
  fit: (scores, options) => new Spot(initial(scores, options), options),
  restore: (snapshot, options) => new Spot(snapshot as SpotSnapshot, options),
};

function initial(scores: readonly number[], { risk, ordered }: StrategyOptions): SpotSnapshot {
  const sorted = ascending(scores);
  const tail = fitTail(sorted, ordered ? scores : undefined);
  const typical = quantile(sorted, 0.5);
  const limit = apart(tailLimit(tail, risk), typical);
  const plain = apart(fittedLimit(tail, risk), typical);
  const excesses = scores.filter((s) => s > tail.level).map((s) => s - tail.level);
  return { limit, base: limit, plain, typical, tail, excesses, seen: scores.length, live: 0, fresh: 0 };
}

/** SPOT on one stream of scores; also the core of DSPOT. */
export class Spot implements Strategy {
  limit: number;
  readonly typical: number;
  readonly #risk: number;
  readonly #base: number;
  readonly #plain: number;
  readonly #bounds: Bounds;
  #tail: Tail;
  readonly #excesses: Singles;
  #seen: number;
  #live: number;
  #fresh: number;
  readonly #episodes: Episodes | undefined;

  constructor(from: SpotSnapshot, { risk, room, episodes }: StrategyOptions) {
    this.#episodes = episodes;
    this.limit = from.limit;
    this.typical = from.typical;
    this.#risk = risk;
    this.#base = from.base;
    this.#plain = from.plain ?? from.base;
    // What was added for doubt may go as the doubt goes.
    const { low } = boundsOf(this.#plain, from.typical, room);
    this.#bounds = { ...boundsOf(from.base, from.typical, room), low };
    this.#tail = from.tail;
    this.#excesses = new Singles(numbersOf(from.excesses));
    this.#excesses.keep(CAPACITY);
    this.#seen = from.seen;
    this.#live = from.live;
    this.#fresh = from.fresh;
  }

  /** Live scores bring episodes as often as those of the calibration did. */
  get sureness(): Sureness | undefined {
    const { count, index } = this.#tail;
    const { count: found, records } = this.#episodes ?? {
      count: (index ?? 0) * (count ?? 0),
      records: Number.POSITIVE_INFINITY,
    };
    // The tail rests on no more than are kept.
    const known = Math.min(found * (1 + this.#live / records), Math.max(found, CAPACITY));
    return found > 0 ? surenessOf(this.#tail, this.limit, known) : undefined;
  }

  observe(score: number, learn: boolean): boolean {
    if (score > this.limit) return true;
    if (learn) {
      this.#seen++;
      this.#live++;
      if (score > this.#tail.level) this.#exceed(score - this.#tail.level);
    }
    return false;
  }

  follow(other: StrategySnapshot): void {
    const { tail, seen, live, fresh } = other as SpotSnapshot;
    this.#tail = tail;
    this.#excesses.replace(numbersOf((other as SpotSnapshot).excesses));
    [this.#seen, this.#live, this.#fresh] = [seen, live, fresh];
    this.limit = clamp(apart(tailLimit(tail, this.#risk), this.typical), this.#bounds);
  }

  #exceed(excess: number): void {
    this.#excesses.push(excess);
    if (this.#excesses.length > CAPACITY) this.#makeRoom();
    this.#fresh++;
    if (this.#fresh < Math.max(FRESH, RENEWED * this.#excesses.length)) return;
    this.#fresh = 0;
    const whole = this.#complete();
    const share = whole.length / this.#seen;
    this.#tail = { ...this.#tail, ...fitExcesses(whole), share, count: whole.length };
    this.limit = clamp(tailLimit(this.#tail, this.#risk), this.#bounds);
  }

  /** A tail that began low, because the calibration was small, begins higher now; else the oldest excess leaves. */
  #makeRoom(): void {
    const excesses = this.#excesses;
    if (excesses.length > WIDE * this.#seen) {
      const rise = quantile(ascending(excesses.all), 0.5);
      excesses.replace(excesses.all.filter((e) => e > rise).map((e) => e - rise));
      const { gamma, sigma, level } = this.#tail;
      // What exceeds a higher level has the same shape and a scale that grows with it.
      this.#tail = {
        ...this.#tail,
        sigma: sigma + gamma * rise,
        level: level + rise,
        share: excesses.length / this.#seen,
        count: excesses.length,
      };
    } else {
      excesses.keep(CAPACITY);
      this.#seen -= this.#seen / (CAPACITY + 1);
      this.#live = Math.min(this.#live, this.#seen);
    }
  }

  /**
   * The excesses with those that were not learned because they lay above the limit. Leaving them out would lower the limit
   * with every fit. How many they are follows from the tail, not from the alarms, so that no anomaly is learned; their
   * value is the mean of the tail beyond the limit.
   */
  #complete(): Float64Array {
    const { gamma, sigma, level } = this.#tail;
    const beyond = this.limit - level;
    const value = beyond + (sigma + gamma * beyond) / (1 - gamma);
    const missing = Math.min(this.#risk, tailRisk(this.#tail, this.limit)) * this.#live;
    const known = this.#excesses.all;
    const whole = new Float64Array(known.length + Math.ceil(missing)).fill(value);
    whole.set(known);
    return whole;
  }

  snapshot(): SpotSnapshot {
    return {
      limit: this.limit,
      typical: this.typical,
      base: this.#base,
      plain: this.#plain,
      tail: this.#tail,
      excesses: keepSingles(this.#excesses.all),
      seen: this.#seen,
      live: this.#live,
      fresh: this.#fresh,
    };
  }
}

function numbersOf(kept: SpotSnapshot['excesses']): Iterable<number> {
  if (typeof kept === 'string') return decodeSingles(kept);
  return 'differences' in kept ? readSingles(kept) : kept;
}

/** Makes a SPOT on scores; DSPOT runs one on what is left of them after their moving average. */
export function createSpot(scores: readonly number[], options: StrategyOptions): Spot {
  return new Spot(initial(scores, options), options);
}

/** @param snapshot of a Spot */
export function restoreSpot(snapshot: StrategySnapshot, options: StrategyOptions): Spot {
  return new Spot(snapshot as SpotSnapshot, options);
}
