import { type KeptSingles, keepSingles, readSingles } from '../../lib/encoding/differences';
import { Rarity } from '../../lib/tail/rarity';
import type { Episodes } from '../../lib/tail/sureness';
import type { ThresholdConfig } from './config';
import { riskOf } from './risk';
import { STRATEGIES } from './strategies/kinds';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategies/strategy';
import { withoutWild } from './wild';

/** Calibration scores that are kept, for a change of strategy or budget. */
const KEPT = 2000;

/** Records that come so many times faster or slower are another pace. */
const PACE = 2;

/** Scores of normal records. */
export interface Calibration {
  readonly scores: readonly number[];
  /** In time order, not sorted. */
  readonly ordered: boolean;
  /** In how many episodes the highest of them came, where a detector says so. */
  readonly episodes?: Episodes;
}

/** What another budget would give. */
export interface OtherLimit {
  readonly limit: number;
  /** The score of a rarity, see lib/tail/rarity.ts. */
  scoreAt(rarity: number): number;
}

/** Older versions kept all scores as they are; so are those kept that single precision cannot hold. */
type KeptCalibration = Omit<Calibration, 'scores'> & { readonly scores: KeptSingles | readonly number[] };

/** Limit as plain JSON. */
export interface LimitSnapshot {
  readonly calibration?: KeptCalibration;
  readonly collected?: readonly number[];
  /** The fit and the settings it was made under. */
  readonly fitted?: {
    readonly by: string;
    readonly risk: number;
    /** The limit when it was fitted; absent in what older versions kept. */
    readonly base?: number;
    readonly state: StrategySnapshot;
  };
}

/** A limit with the scores that it came from: collects, calibrates, and is fitted anew when settings change. */
export class Limit {
  #config: ThresholdConfig;
  #calibration: Calibration | undefined;
  #collected: number[] | undefined;
  #strategy: Strategy | undefined;
  #risk = 0;
  #base = 0;
  #rarity: Rarity | undefined;
  #wild = 0;

  constructor(config: ThresholdConfig, from: LimitSnapshot = {}) {
    this.#config = config;
    this.#calibration = from.calibration && readCalibration(from.calibration);
    this.#collected = from.collected && [...from.collected];
    const kind = STRATEGIES[config.strategy];
    if (from.fitted?.by === this.#settings) {
      this.#risk = from.fitted.risk;
      this.#strategy = kind.restore(from.fitted.state, this.#options());
      this.#base = from.fitted.base ?? this.#strategy.limit;
      this.#scale();
    }
  }

  /** Undefined as long as nothing is calibrated. */
  get strategy(): Strategy | undefined {
    return this.#strategy;
  }

  /** How rare scores are; undefined for a limit that was not found from scores. */
  get rarity(): Rarity | undefined {
    return this.#rarity;
  }

  /** Scores of the calibration in force, or none. */
  get scores(): readonly number[] {
    return this.#calibration?.scores ?? [];
  }

  /** How many of the scores that were collected last were left out, because none like them came beside. */
  get wild(): number {
    return this.#wild;
  }

  /** How many scores are collected for the next calibration; undefined when none is under way. */
  get collected(): number | undefined {
    return this.#collected?.length;
  }

  /**
   * Makes what is missing: a limit from the saved calibration if it is of use for the strategy, else it begins to collect.
   * @param interval ms between records
   */
  prepare(interval: number): void {
    if (this.#strategy) return;
    const kind = STRATEGIES[this.#config.strategy];
    if (this.#config.strategy === 'static') this.#fit([], interval);
    else if (this.#calibration && (this.#calibration.ordered || !kind.ordered)) this.#fit(this.scores, interval);
    else this.#collected ??= [];
  }

  /** Begins to collect; the limit in force stays until that is done. */
  collect(): void {
    this.#collected = [];
  }

  /** @returns true when this score completed a calibration */
  add(score: number, interval: number): boolean {
    if (!this.#collected) return false;
    this.#collected.push(score);
    if (this.#collected.length < this.#config.scores) return false;
    const scores = withoutWild(this.#collected);
    this.#wild = this.#collected.length - scores.length;
    this.calibrate({ scores, ordered: true }, interval);
    return true;
  }

  calibrate(calibration: Calibration, interval: number): void {
    // As they are kept: another fit of the same scores gives the same.
    const scores = inSingles(calibration.scores);
    this.#calibration = { ...calibration, scores: kept(scores) };
    this.#collected = undefined;
    this.#fit(scores, interval);
  }

  /**
   * Keeps a budget of time to the pace of the records. While the limit is found the pace may hardly be known; later it is
   * fitted anew only when the records come at quite another pace, because a fit forgets what was adapted to.
   */
  follow(interval: number): void {
    if (this.#config.per === 'records' || this.#strategy === undefined || this.#config.strategy === 'static') return;
    const change = riskOf(this.#config, interval) / this.#risk;
    if (change > PACE || change < 1 / PACE) this.#fit(this.scores, interval);
  }

  /** Takes other settings into force; the limit is fitted anew where they matter. */
  change(config: ThresholdConfig, interval: number): void {
    const before = this.#settings;
    this.#config = config;
    if (this.#settings !== before && this.#calibration && this.#strategy) this.#fit(this.scores, interval);
  }

  /**
   * The limit that another budget would give, from the same calibration and what was adapted to since. Undefined for a limit
   * that does not follow from a budget, or that a single score does not cross.
   */
  whatIf(budget: Pick<ThresholdConfig, 'budget' | 'per'>, interval: number): OtherLimit | undefined {
    const kind: StrategyKind = STRATEGIES[this.#config.strategy];
    const { scores } = this;
    if (scores.length < 2 || !this.#strategy || this.#config.strategy === 'static' || kind.smooths) return undefined;
    const risk = riskOf(budget, interval);
    const other = kind.fit(scores, { ...this.#options(), risk });
    const rarity = new Rarity(scores, other.typical, other.limit, risk);
    other.follow?.(this.#strategy.snapshot());
    return { limit: other.limit, scoreAt: (rare) => rarity.scoreAt(rare, other.limit) };
  }

  snapshot(): LimitSnapshot {
    const { strategy } = this;
    return {
      ...(this.#calibration && {
        calibration: { ...this.#calibration, scores: keepScores(this.#calibration.scores) },
      }),
      ...(this.#collected && { collected: [...this.#collected] }),
      ...(strategy && {
        fitted: { by: this.#settings, risk: this.#risk, base: this.#base, state: strategy.snapshot() },
      }),
    };
  }

  /** The settings that a fit depends on. */
  get #settings(): string {
    const { strategy, budget, per } = this.#config;
    return `${strategy} ${budget} ${per}`;
  }

  #fit(scores: readonly number[], interval: number): void {
    this.#risk = riskOf(this.#config, interval);
    this.#strategy = STRATEGIES[this.#config.strategy].fit(scores, this.#options());
    this.#base = this.#strategy.limit;
    this.#scale();
  }

  /** From the scores that are kept, so that a restart gives the same. */
  #scale(): void {
    const { strategy, scores } = this;
    const known = strategy !== undefined && scores.length > 1 && this.#config.strategy !== 'static';
    this.#rarity = known ? new Rarity(scores, strategy.typical, this.#base, this.#risk) : undefined;
  }

  #options(): StrategyOptions {
    const { ordered = false, episodes } = this.#calibration ?? {};
    const { room, value } = this.#config;
    return { risk: this.#risk, room, value, ordered, ...(episodes && { episodes }) };
  }
}

/** At most KEPT scores, evenly picked, in their order. */
function kept(scores: readonly number[]): readonly number[] {
  if (scores.length <= KEPT) return scores;
  return Array.from({ length: KEPT }, (_, k) => scores[Math.floor((k * scores.length) / KEPT)]!);
}

/** Whether single precision holds them: one that it does not would be infinite. */
function areSingles(scores: readonly number[]): boolean {
  return scores.every((score) => Number.isFinite(Math.fround(score)));
}

/** A detector that is not ours may have scores of any size. */
function inSingles(scores: readonly number[]): readonly number[] {
  return areSingles(scores) ? scores.map(Math.fround) : scores;
}

function keepScores(scores: readonly number[]): KeptCalibration['scores'] {
  return areSingles(scores) ? keepSingles(scores) : scores;
}

function readCalibration(kept: KeptCalibration): Calibration {
  const { scores } = kept;
  return { ...kept, scores: 'differences' in scores ? Array.from(readSingles(scores)) : inSingles(scores) };
}
