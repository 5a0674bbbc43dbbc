import { inSingleDigits } from '../../../lib/math/digits';
import { pieces } from '../../../lib/math/pieces';
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

const FIELDS = [
  'count',
  'mean',
  'spread',
  'changes',
  'change',
  'flat',
  'level',
  'levels',
  'levelSpread',
  'steps',
  'step',
  'squares',
  'fourths',
  'reach',
  'changeReach',
  'rest',
  'rests',
  'standing',
] as const;
type Field = (typeof FIELDS)[number];
/** Those that grow with every row. */
const SUMS = [
  'count',
  'spread',
  'changes',
  'change',
  'flat',
  'levels',
  'levelSpread',
  'steps',
  'step',
  'squares',
  'fourths',
] as const;
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
  private readonly stats: Record<Field, Float64Array>;

  constructor(
    private readonly width: number,
    /** Rows to learn from. */
    private wanted: number,
  ) {
    const all = pieces(FIELDS.length, width);
    const stats = FIELDS.map((field, k) => [field, all[k]!]);
    this.stats = Object.fromEntries(stats) as Record<Field, Float64Array>;
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
      const stat = this.stats[field];
      for (let i = 0; i < this.width; i++) stat[i]! *= KEPT;
    }
  }

  /** Whether enough of a channel was seen to compare with. */
  knows(i: number): boolean {
    return this.stats.count[i]! >= SETTLED;
  }

  /** What one channel usually shows, in order of time; what was known of it before is forgotten. */
  learnAlone(i: number, series: ArrayLike<number>): void {
    const values = Float64Array.from(series);
    for (const field of SUMS) this.stats[field][i] = 0;
    this.stats.mean[i] = 0;
    this.stats.reach[i] = Number.MAX_VALUE;
    this.stats.changeReach[i] = Number.MAX_VALUE;
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
    this.stats.mean[i] = value;
    this.stats.level[i] = value;
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
      for (const field of SUMS) this.stats[field][i] = 0;
      this.stats.mean[i] = 0;
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
    const { count, changes, reach, changeReach } = this.stats;
    reach[i] = count[i]! >= FEWEST ? OUTLIER * inSingleDigits(this.deviation(i)) : Number.MAX_VALUE;
    changeReach[i] = changes[i]! >= FEWEST ? OUTLIER * inSingleDigits(this.changeSize(i)) : Number.MAX_VALUE;
  }

  private learnSteps(recent: Recent): void {
    for (let i = 0; i < this.width; i++) {
      this.learnStep(i, stepAt(recent.series(i, 2 * STEP_ROWS), STEP_ROWS, STEP_ROWS));
    }
  }

  private learnValue(i: number, value: number): number {
    const { count, mean, spread, reach } = this.stats;
    const before = Math.max(-reach[i]!, Math.min(reach[i]!, value - mean[i]!));
    const usual = mean[i]! + before;
    count[i]! += 1;
    mean[i]! += before / count[i]!;
    spread[i] = inSingleDigits(spread[i]! + before * (usual - mean[i]!));
    return usual;
  }

  /** @param value after the change; absent where it is not asked where the channel rests */
  private learnChange(i: number, change: number, value?: number): void {
    const { changes, change: sum, flat, changeReach, rest, rests, standing } = this.stats;
    const usual = Math.min(changeReach[i]!, Math.abs(change));
    changes[i]! += 1;
    sum[i] = inSingleDigits(sum[i]! + usual * usual);
    if (change === 0) flat[i]! += 1;
    standing[i] = change === 0 ? standing[i]! + 1 : 0;
    if (value === undefined || standing[i]! < RESTING || standing[i]! <= rests[i]!) return;
    [rest[i], rests[i]] = [value, standing[i]!];
  }

  private learnLevel(i: number, value: number): void {
    const { count, mean, level, levels, levelSpread, squares, fourths, reach } = this.stats;
    if (count[i] === 1) level[i] = value;
    level[i]! += LEVEL_WEIGHT * (value - level[i]!);
    if (count[i]! < SETTLED) return;
    levels[i]! += 1;
    levelSpread[i] = inSingleDigits(levelSpread[i]! + (level[i]! - mean[i]!) ** 2);
    const square = excursion(value - mean[i]!, reach[i]! / OUTLIER);
    squares[i] = inSingleDigits(squares[i]! + square);
    fourths[i] = inSingleDigits(fourths[i]! + square * square);
  }

  private learnStep(i: number, size: number): void {
    if (Number.isNaN(size)) return;
    const { steps, step } = this.stats;
    const reach = steps[i]! >= SETTLED / STEP_ROWS ? OUTLYING_STEP * this.stepDeviation(i) : Number.POSITIVE_INFINITY;
    steps[i]! += 1;
    step[i] = inSingleDigits(step[i]! + Math.min(reach, Math.abs(size)) ** 2);
  }

  mean(i: number): number {
    return this.stats.mean[i]!;
  }

  /** The value on which the channel stood longest while it was learned, where it does stand: a machine at rest. */
  rest(i: number): number | undefined {
    return this.stats.rests[i]! > 0 ? this.stats.rest[i]! : undefined;
  }

  /** Standard deviation. */
  deviation(i: number): number {
    return this.floored(i, this.stats.spread[i]! / Math.max(1, this.stats.count[i]! - 1));
  }

  /** Root mean square of the change from one row to the next. */
  changeSize(i: number): number {
    return this.floored(i, this.stats.change[i]! / Math.max(1, this.stats.changes[i]!));
  }

  /** Share of rows without any change, 0..1. */
  flatShare(i: number): number {
    return this.stats.flat[i]! / Math.max(1, this.stats.changes[i]!);
  }

  /** Share of the learned rows in which it had no value, 0..1. */
  missingShare(i: number): number {
    return Math.max(0, 1 - this.stats.count[i]! / Math.max(1, this.rows));
  }

  /** Enough was seen of it, and it never moved. */
  isConstant(i: number): boolean {
    return this.knows(i) && this.flatShare(i) === 1;
  }

  /** Standard deviation of the mean over `rows` rows. Short means carry the noise of single rows besides. */
  levelDeviation(i: number, rows: number): number {
    const levels = this.stats.levels[i]!;
    if (levels < SETTLED) return this.deviation(i);
    const noise = this.changeSize(i) ** 2 / 2;
    return Math.sqrt(this.floored(i, this.stats.levelSpread[i]! / levels) ** 2 + noise / Math.max(1, rows));
  }

  /** Mean and standard deviation of the excursions of single values; 1 and the root of 2 where values are normal. */
  excursions(i: number): { mean: number; deviation: number } {
    const { levels, squares, fourths } = this.stats;
    if (levels[i]! < SETTLED) return { mean: 1, deviation: Math.SQRT2 };
    const mean = squares[i]! / levels[i]!;
    const variance = fourths[i]! / levels[i]! - mean * mean;
    return { mean: Math.max(mean, 0.1), deviation: Math.sqrt(Math.max(variance, 0.1)) };
  }

  /** Standard deviation of the difference between the means of neighbouring runs of STEP_ROWS rows. */
  stepDeviation(i: number): number {
    const steps = this.stats.steps[i]!;
    return steps === 0 ? this.deviation(i) : this.floored(i, this.stats.step[i]! / steps);
  }

  /** A channel that never moved gets a thousandth of its size, so that its first move is large but finite. */
  private floored(i: number, variance: number): number {
    const deviation = Math.sqrt(variance);
    const size = Math.abs(this.stats.mean[i]!);
    return deviation > 1e-6 * size ? deviation : Math.max(1e-3 * size, 1e-9);
  }

  snapshot(): ReferenceSnapshot {
    return { rows: this.rows, ...keepStats(this.fields, this.stats.count) };
  }

  /** @throws Error when it is of other channels */
  restore(snapshot: unknown): void {
    const from = snapshot as ReferenceSnapshot;
    if (!Number.isSafeInteger(from.rows)) throw new Error('reference does not fit');
    this.clear();
    readStats(from, this.fields, OLD_FIELDS);
    this.rows = from.rows;
  }

  private get fields(): Float64Array[] {
    return FIELDS.map((field) => this.stats[field]);
  }

  private clear(): void {
    for (const field of FIELDS) this.stats[field].fill(0);
    this.stats.reach.fill(Number.MAX_VALUE);
    this.stats.changeReach.fill(Number.MAX_VALUE);
  }
}
