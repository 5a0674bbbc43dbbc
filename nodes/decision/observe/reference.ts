import { inSingleDigits } from '../../../lib/math/digits';
import { outliersOf } from '../../../lib/outliers/series';
import { maskOf } from '../../../lib/outliers/span';
import { keepStats, type ReferenceSnapshot, readStats } from './kept-reference';
import type { Recent } from './recent';
import { STEP_ROWS, stepAt } from './step';

/** Weight of the running mean that tells a level from noise. */
const LEVEL_WEIGHT = 1 / 16;

/** Before this many rows spreads are too rough to limit what counts as an outlier. */
const SETTLED = 64;
/** Values of a channel that its limits need: some of the first rows may lack it, or be outliers. */
const FEWEST = 48;
/** A value further than this many standard deviations from the mean counts as if it stood there. */
const OUTLIER = 8;
/** Steps are rarer and larger than noise: setpoints move now and then. They must not hide what is no step of theirs. */
const OUTLYING_STEP = 4;

/** Where what is known of a channel stands among its numbers. */
const AT = {
  count: 0,
  mean: 1,
  spread: 2,
  changes: 3,
  change: 4,
  flat: 5,
  level: 6,
  levels: 7,
  levelSpread: 8,
  steps: 9,
  step: 10,
  squares: 11,
  fourths: 12,
  reach: 13,
  changeReach: 14,
  rest: 15,
  rests: 16,
  standing: 17,
} as const;
/** So many. */
const ALL = Object.keys(AT).length;
/** Those that grow with every row. */
const SUMS = Object.values(AT).filter((at) => at < AT.reach && at !== AT.mean && at !== AT.level);
/** Rows that a tag stands on one value, at least, where it rests: of few a coarse reading stands, too. */
const RESTING = 24;
/** What older versions kept has no rest. */
const OLD_FIELDS = 15;
/** Part of what was learnt that still counts when learning goes on. */
const KEPT = 1 / 8;

/** The square of how many standard deviations a value is off; outliers count like five. */
export function excursion(off: number, deviation: number): number {
  return Math.min(Math.abs(off) / deviation, 5) ** 2;
}

/**
 * How an asset behaves when all is well, per channel: mean and spread, size of the change from row to row, share of
 * rows without a change, spread of a slow mean ("level") and of the difference between the means of a few rows and those
 * before them ("step").
 * Learnt from a fixed number of normal rows and then left alone, so that nobody can lead it astray slowly; but for the levels of constants.
 */
export class Reference {
  /** Rows learnt from. */
  rows = 0;
  /** By channel, see AT. In one piece: a fleet has many of them. */
  private readonly stats: Float64Array;

  constructor(
    private readonly width: number,
    /** Rows to learn from. */
    private wanted: number,
  ) {
    this.stats = new Float64Array(ALL * width);
    this.clear();
  }

  get complete(): boolean {
    return this.rows >= this.wanted;
  }

  /** Enough was seen to compare with. */
  get ready(): boolean {
    return this.rows >= SETTLED;
  }

  get progress(): { done: number; of: number } {
    return { done: this.rows, of: this.wanted };
  }

  /** Goes on learning, because the detector has a new idea of normal; what was learnt counts little from now on. */
  reopen(): void {
    if (!this.complete) return;
    this.rows = Math.floor(this.wanted * KEPT);
    for (const field of SUMS) {
      for (let i = 0; i < this.width; i++) this.stats[i * ALL + field]! *= KEPT;
    }
  }

  /** Whether enough of a channel was seen to compare with. */
  knows(i: number): boolean {
    return this.stats[i * ALL + AT.count]! >= SETTLED;
  }

  /** What one channel usually shows, in order of time; what was known of it before is forgotten. */
  learnAlone(i: number, series: ArrayLike<number>): void {
    const values = Float64Array.from(series);
    for (const field of SUMS) this.stats[i * ALL + field] = 0;
    this.stats[i * ALL + AT.mean] = 0;
    this.stats[i * ALL + AT.reach] = Number.MAX_VALUE;
    this.stats[i * ALL + AT.changeReach] = Number.MAX_VALUE;
    for (let t = 0; t < values.length; t++) {
      this.learnLevel(i, this.learnValue(i, values[t]!));
      if (t > 0) this.learnChange(i, values[t]! - values[t - 1]!);
      if (t % STEP_ROWS > 0) continue;
      if (t >= 2 * STEP_ROWS) this.learnStep(i, stepAt(values, t - STEP_ROWS, STEP_ROWS));
      this.setLimitsOf(i);
    }
  }

  /** A constant has another level: see followConstants. */
  moveTo(i: number, value: number): void {
    this.stats[i * ALL + AT.mean] = value;
    this.stats[i * ALL + AT.level] = value;
  }

  /** Takes in the newest row. */
  learn(recent: Recent): void {
    this.rows++;
    const { data, length, columns } = recent;
    const now = recent.offset(0);
    const before = length > 1 ? recent.offset(1) : -1;
    for (let i = 0; i < this.width; i++) {
      const column = columns[i]!;
      const value = data[now + column]!;
      if (Number.isNaN(value)) continue;
      this.learnLevel(i, this.learnValue(i, value));
      const change = before < 0 ? Number.NaN : value - data[before + column]!;
      if (!Number.isNaN(change)) this.learnChange(i, change, value);
    }
    if (this.rows === SETTLED) this.learnAgain(recent);
    if (this.rows % STEP_ROWS > 0) return;
    // Steps overlap, and limits move slowly: looking at them every few rows is enough.
    if (length >= 2 * STEP_ROWS) this.learnSteps(recent);
    this.setLimits();
  }

  /**
   * Until now nothing has limited what counts as an outlier. Where the first rows held one, spreads and limits are made
   * of it, and would let in all that follow: what is known of that channel is learned again without it.
   */
  private learnAgain(recent: Recent): void {
    for (let i = 0; i < this.width; i++) {
      const series = recent.series(i, Math.min(SETTLED, recent.length));
      const { outliers } = outliersOf(series);
      if (outliers.length === 0) continue;
      const outlying = maskOf(outliers, series.length);
      for (const field of SUMS) this.stats[i * ALL + field] = 0;
      this.stats[i * ALL + AT.mean] = 0;
      series.forEach((value, t) => {
        if (Number.isNaN(value) || outlying[t] === 1) return;
        this.learnLevel(i, this.learnValue(i, value));
        const change = t > 0 && outlying[t - 1] === 0 ? value - series[t - 1]! : Number.NaN;
        if (!Number.isNaN(change)) this.learnChange(i, change);
      });
    }
  }

  private setLimits(): void {
    for (let i = 0; i < this.width; i++) this.setLimitsOf(i);
  }

  private setLimitsOf(i: number): void {
    const { stats } = this;
    const at = i * ALL;
    const limit = (count: number, size: number): number =>
      count >= FEWEST ? OUTLIER * inSingleDigits(size) : Number.MAX_VALUE;
    stats[at + AT.reach] = limit(stats[at + AT.count]!, this.deviation(i));
    stats[at + AT.changeReach] = limit(stats[at + AT.changes]!, this.changeSize(i));
  }

  private learnSteps(recent: Recent): void {
    for (let i = 0; i < this.width; i++) {
      this.learnStep(i, stepAt(recent.series(i, 2 * STEP_ROWS), STEP_ROWS, STEP_ROWS));
    }
  }

  private learnValue(i: number, value: number): number {
    const { stats } = this;
    const at = i * ALL;
    const reach = stats[at + AT.reach]!;
    const mean = stats[at + AT.mean]!;
    const before = Math.max(-reach, Math.min(reach, value - mean));
    const usual = mean + before;
    stats[at + AT.count]! += 1;
    stats[at + AT.mean] = mean + before / stats[at + AT.count]!;
    stats[at + AT.spread] = inSingleDigits(stats[at + AT.spread]! + before * (usual - stats[at + AT.mean]!));
    return usual;
  }

  /** @param value after the change; absent where it is not asked where the channel rests */
  private learnChange(i: number, change: number, value?: number): void {
    const { stats } = this;
    const at = i * ALL;
    const usual = Math.min(stats[at + AT.changeReach]!, Math.abs(change));
    stats[at + AT.changes]! += 1;
    stats[at + AT.change] = inSingleDigits(stats[at + AT.change]! + usual * usual);
    if (change === 0) stats[at + AT.flat]! += 1;
    const standing = change === 0 ? stats[at + AT.standing]! + 1 : 0;
    stats[at + AT.standing] = standing;
    if (value === undefined || standing < RESTING || standing <= stats[at + AT.rests]!) return;
    stats[at + AT.rest] = value;
    stats[at + AT.rests] = standing;
  }

  private learnLevel(i: number, value: number): void {
    const { stats } = this;
    const at = i * ALL;
    const before = stats[at + AT.count] === 1 ? value : stats[at + AT.level]!;
    const level = before + LEVEL_WEIGHT * (value - before);
    stats[at + AT.level] = level;
    if (stats[at + AT.count]! < SETTLED) return;
    const mean = stats[at + AT.mean]!;
    stats[at + AT.levels]! += 1;
    stats[at + AT.levelSpread] = inSingleDigits(stats[at + AT.levelSpread]! + (level - mean) ** 2);
    const square = excursion(value - mean, stats[at + AT.reach]! / OUTLIER);
    stats[at + AT.squares] = inSingleDigits(stats[at + AT.squares]! + square);
    stats[at + AT.fourths] = inSingleDigits(stats[at + AT.fourths]! + square * square);
  }

  private learnStep(i: number, size: number): void {
    if (Number.isNaN(size)) return;
    const { stats } = this;
    const at = i * ALL;
    const few = stats[at + AT.steps]! < SETTLED / STEP_ROWS;
    const reach = few ? Number.POSITIVE_INFINITY : OUTLYING_STEP * this.stepDeviation(i);
    stats[at + AT.steps]! += 1;
    stats[at + AT.step] = inSingleDigits(stats[at + AT.step]! + Math.min(reach, Math.abs(size)) ** 2);
  }

  mean(i: number): number {
    return this.stats[i * ALL + AT.mean]!;
  }

  /** The value on which the channel stood longest while it was learned, where it does stand: a machine at rest. */
  rest(i: number): number | undefined {
    return this.stats[i * ALL + AT.rests]! > 0 ? this.stats[i * ALL + AT.rest]! : undefined;
  }

  /** Standard deviation. */
  deviation(i: number): number {
    return this.floored(i, this.stats[i * ALL + AT.spread]! / Math.max(1, this.stats[i * ALL + AT.count]! - 1));
  }

  /** Root mean square of the change from one row to the next. */
  changeSize(i: number): number {
    return this.floored(i, this.stats[i * ALL + AT.change]! / Math.max(1, this.stats[i * ALL + AT.changes]!));
  }

  /** Share of rows without any change, 0..1. */
  flatShare(i: number): number {
    return this.stats[i * ALL + AT.flat]! / Math.max(1, this.stats[i * ALL + AT.changes]!);
  }

  /** Share of the learned rows in which it had no value, 0..1. */
  missingShare(i: number): number {
    return Math.max(0, 1 - this.stats[i * ALL + AT.count]! / Math.max(1, this.rows));
  }

  /** Enough was seen of it, and it never moved. */
  isConstant(i: number): boolean {
    return this.knows(i) && this.flatShare(i) === 1;
  }

  /** Standard deviation of the mean over `rows` rows. Short means carry the noise of single rows besides. */
  levelDeviation(i: number, rows: number): number {
    const levels = this.stats[i * ALL + AT.levels]!;
    if (levels < SETTLED) return this.deviation(i);
    const noise = this.changeSize(i) ** 2 / 2;
    return Math.sqrt(this.floored(i, this.stats[i * ALL + AT.levelSpread]! / levels) ** 2 + noise / Math.max(1, rows));
  }

  /** Mean and standard deviation of the excursions of single values; 1 and the root of 2 where values are normal. */
  excursions(i: number): { mean: number; deviation: number } {
    const levels = this.stats[i * ALL + AT.levels]!;
    if (levels < SETTLED) return { mean: 1, deviation: Math.SQRT2 };
    const mean = this.stats[i * ALL + AT.squares]! / levels;
    const variance = this.stats[i * ALL + AT.fourths]! / levels - mean * mean;
    return { mean: Math.max(mean, 0.1), deviation: Math.sqrt(Math.max(variance, 0.1)) };
  }

  /** Standard deviation of the difference between the means of neighbouring runs of STEP_ROWS rows. */
  stepDeviation(i: number): number {
    const steps = this.stats[i * ALL + AT.steps]!;
    return steps === 0 ? this.deviation(i) : this.floored(i, this.stats[i * ALL + AT.step]! / steps);
  }

  /** A channel that never moved gets a thousandth of its size, so that its first move is large but finite. */
  private floored(i: number, variance: number): number {
    const deviation = Math.sqrt(variance);
    const size = Math.abs(this.stats[i * ALL + AT.mean]!);
    return deviation > 1e-6 * size ? deviation : Math.max(1e-3 * size, 1e-9);
  }

  snapshot(): ReferenceSnapshot {
    return { rows: this.rows, ...keepStats(this.stats, ALL, AT.count) };
  }

  /** @throws Error when it is of other channels */
  restore(snapshot: unknown): void {
    const from = snapshot as ReferenceSnapshot;
    if (!Number.isSafeInteger(from.rows)) throw new Error('reference does not fit');
    this.clear();
    readStats(from, this.stats, ALL, OLD_FIELDS);
    this.rows = from.rows;
  }

  private clear(): void {
    this.stats.fill(0);
    for (let i = 0; i < this.width; i++) {
      this.stats[i * ALL + AT.reach] = Number.MAX_VALUE;
      this.stats[i * ALL + AT.changeReach] = Number.MAX_VALUE;
    }
  }
}
