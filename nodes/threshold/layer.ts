import { parseField } from '../../lib/config/fields';
import { duration } from '../../lib/duration';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer';
import type { Order } from '../../lib/orders';
import { type DetectorInfo, describe, InputError, type TwinRecord } from '../../lib/record';
import { FIELDS, type ThresholdConfig } from './config';
import { Pace, type PaceSnapshot, riskOf } from './risk';
import { STRATEGIES } from './strategies/kinds';
import type { Strategy, StrategyOptions, StrategySnapshot } from './strategies/strategy';

/** Fewer scores are no calibration. */
const FEWEST = 20;
/** Calibration scores that are kept, for a change of strategy or budget. */
const KEPT = 2000;
/** From this part of the way from the usual score to the limit on, a record is suspect. */
const NEAR = 0.9;
/** What the order set may change, beside the limit itself. */
const SETTABLE = ['budget', 'per', 'needed', 'among', 'adapt', 'room'] as const;

interface Calibration {
  readonly scores: readonly number[];
  /** In time order, not sorted. */
  readonly ordered: boolean;
}

interface Snapshot {
  readonly model?: string;
  readonly calibration?: Calibration;
  readonly collected?: readonly number[];
  readonly pace: PaceSnapshot;
  /** What the fit depends on; a fit under other settings is made anew from the calibration. */
  readonly fitted?: { readonly by: string; readonly state: StrategySnapshot; readonly risk: number };
  readonly hits: number;
  readonly frozen: boolean;
}

/** Says whether an asset's scores are anomalous. */
export const createThreshold: LayerFactory<ThresholdConfig> = (config, context, snapshot) => {
  try {
    return new Threshold(config, context, snapshot as Snapshot | undefined);
  } catch (error) {
    const text = `what was saved cannot be used (${(error as Error).message}); learning anew`;
    context.emit('event', { event: 'state-ignored', text });
    return new Threshold(config, context);
  }
};

class Threshold implements Layer {
  #config: ThresholdConfig;
  readonly #context: LayerContext;
  /** Which model the limit is for. */
  #model: string | undefined;
  #calibration: Calibration | undefined;
  /** Scores collected for the next calibration; undefined when none is under way. */
  #collected: number[] | undefined;
  readonly #pace: Pace;
  #strategy: Strategy | undefined;
  #risk = 0;
  /** A limit set by an order, until the next deploy. */
  #manual: number | undefined;
  /** Bit i: the record i before the last was above the limit. */
  #hits = 0;
  #frozen = false;
  /** What the last record was, for the status. */
  #last: 'normal' | 'anomaly' | 'fault' = 'normal';

  constructor(config: ThresholdConfig, context: LayerContext, from?: Snapshot) {
    this.#config = config;
    this.#context = context;
    this.#model = from?.model;
    this.#calibration = from?.calibration;
    this.#collected = from?.collected && [...from.collected];
    this.#pace = new Pace(from?.pace);
    this.#hits = from?.hits ?? 0;
    this.#frozen = from?.frozen ?? false;
    this.#restore(from);
  }

  step(record: TwinRecord): void {
    const score = scoreOf(record);
    const judged = record.verdict === 'learning' || record.verdict === 'fault' || record.comms?.historical === true;
    if (score === undefined && !judged) {
      throw new InputError('payload.score', 'is missing; put a detector before this node, or send { "score": 1.5 }');
    }
    if (!judged && (typeof score !== 'number' || !Number.isFinite(score))) {
      this.#refuse(record, score);
      return;
    }
    if (record.comms?.historical !== true) this.#pace.add(record.time);
    if (judged) return;
    record.score = score as number;
    if (record.detector) this.#meet(record.detector, record.time);
    if (this.#collected) this.#collect(record.score, record.time);
    if (this.#strategy) this.#judge(this.#strategy, record.score, record);
    else {
      record.verdict = 'learning';
      record.anomaly = false;
    }
  }

  order(order: Order, payload: unknown): Record<string, unknown> {
    const { options } = order;
    if (order.do === 'calibrate') this.#recalibrate(payload);
    else if (order.do === 'set') this.#set(options);
    else if (order.do === 'reset') this.#reset();
    else if (order.do === 'freeze') this.#frozen = true;
    else if (order.do === 'unfreeze') this.#frozen = false;
    if (order.do !== 'status') this.#context.save('now');
    return this.#report();
  }

  snapshot(): Snapshot {
    return {
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#calibration && { calibration: this.#calibration }),
      ...(this.#collected && { collected: [...this.#collected] }),
      pace: this.#pace.snapshot(),
      ...(this.#strategy && {
        fitted: { by: this.#fitKey(), state: this.#strategy.snapshot(), risk: this.#risk },
      }),
      hits: this.#hits,
      frozen: this.#frozen,
    };
  }

  status(): LayerStatus {
    if (this.#last === 'fault') return { state: 'fault' };
    if (!this.#strategy)
      return this.#collected ? { state: 'learning', values: this.#progress() } : { state: 'waiting' };
    const values = { limit: Number(this.#limit.toPrecision(3)) };
    if (this.#last === 'anomaly') return { state: 'alarm', values };
    return { state: this.#frozen ? 'frozen' : 'watching', values };
  }

  get #limit(): number {
    return this.#manual ?? this.#strategy?.limit ?? Number.NaN;
  }

  #judge(strategy: Strategy, score: number, record: TwinRecord): void {
    const limit = this.#limit;
    const learn = this.#config.adapt && !this.#frozen && this.#manual === undefined && record.comms?.duplicate !== true;
    const found = strategy.observe(score, learn);
    const above = this.#manual === undefined ? found : score > limit;
    const { needed, among } = this.#config;
    this.#hits = ((this.#hits << 1) | (above ? 1 : 0)) & ((1 << among) - 1);
    const anomaly = above && (needed === 1 || bits(this.#hits) >= needed);
    const near = strategy.typical + NEAR * (limit - strategy.typical);
    record.threshold = limit;
    record.anomaly = anomaly;
    record.verdict = anomaly ? 'anomaly' : above || score > near ? 'suspect' : 'normal';
    this.#last = anomaly ? 'anomaly' : 'normal';
    if (learn) this.#context.save('soon');
  }

  /** A score that is no number is a fault of the detector, never normal; it changes nothing here. */
  #refuse(record: TwinRecord, score: unknown): void {
    record.verdict = 'fault';
    record.anomaly = false;
    this.#last = 'fault';
    this.#context.fail(
      new InputError('payload.score', `is ${describe(score)}; the detector could not judge this record`),
    );
  }

  /** Another model has other scores: its own calibration sets the limit, or the next scores do. */
  #meet(detector: DetectorInfo, time: number): void {
    const model = `${detector.node}/${detector.model}/${detector.version}`;
    if (model === this.#model) return;
    const known = this.#model !== undefined;
    this.#model = model;
    this.#context.save('now');
    if (this.#config.strategy === 'static') return;
    const scores = usable(detector.calibration);
    if (scores.length >= FEWEST && !STRATEGIES[this.#config.strategy].ordered) {
      this.#calibrate({ scores, ordered: false }, time, 'model');
    } else if (known || this.#strategy === undefined) {
      this.#strategy = undefined;
      this.#collected = [];
    }
  }

  #collect(score: number, time: number): void {
    const collected = this.#collected!;
    collected.push(score);
    this.#context.save('soon');
    if (collected.length >= this.#config.scores) this.#calibrate({ scores: collected, ordered: true }, time, 'records');
  }

  #calibrate(calibration: Calibration, time: number | undefined, source: 'model' | 'records' | 'order'): void {
    this.#calibration = { ...calibration, scores: kept(calibration.scores) };
    this.#collected = undefined;
    this.#hits = 0;
    this.#fit(calibration.scores);
    this.#context.save('now');
    const facts = { limit: this.#strategy?.limit, scores: calibration.scores.length, source };
    this.#context.emit('event', { event: 'calibrated', time, ...facts });
  }

  #fit(scores: readonly number[]): void {
    this.#risk = riskOf(this.#config, this.#pace.interval);
    this.#strategy = STRATEGIES[this.#config.strategy].fit(scores, this.#options());
  }

  #options(): StrategyOptions {
    return { risk: this.#risk, room: this.#config.room, value: this.#config.value };
  }

  #fitKey(): string {
    const { strategy, budget, per } = this.#config;
    return `${strategy} ${budget} ${per}`;
  }

  /** Takes up a saved fit; under other settings the saved calibration is fitted anew; else scores are collected. */
  #restore(from: Snapshot | undefined): void {
    const kind = STRATEGIES[this.#config.strategy];
    if (this.#config.strategy === 'static') this.#fit([]);
    else if (from?.fitted?.by === this.#fitKey()) {
      this.#risk = from.fitted.risk;
      this.#strategy = kind.restore(from.fitted.state, this.#options());
    } else if (this.#calibration && (this.#calibration.ordered || !kind.ordered)) this.#fit(this.#calibration.scores);
    else this.#collected ??= [];
  }

  #recalibrate(payload: unknown): void {
    if (!Array.isArray(payload)) {
      this.#collected = [];
      return;
    }
    const scores = usable(payload);
    if (scores.length < FEWEST || scores.length < payload.length) {
      throw new InputError(
        'payload',
        `has ${scores.length} usable scores; send at least ${FEWEST} numbers and nothing else`,
      );
    }
    this.#calibrate({ scores, ordered: true }, this.#pace.last, 'order');
  }

  #set(options: Readonly<Record<string, unknown>>): void {
    const changes: Record<string, unknown> = {};
    let manual = this.#manual;
    for (const name of Object.keys(options)) {
      if (name === 'do' || name === 'asset' || name === 'by') continue;
      if (name === 'limit') manual = options[name] === null ? undefined : finite(options[name]);
      else if ((SETTABLE as readonly string[]).includes(name)) {
        changes[name] = parseField(name, FIELDS[name as (typeof SETTABLE)[number]], options[name]);
      } else throw new InputError(`control.${name}`, `cannot be set; settable: limit, ${SETTABLE.join(', ')}`);
    }
    const before = this.#fitKey();
    this.#config = { ...this.#config, ...changes };
    this.#manual = manual;
    if (this.#fitKey() !== before && this.#calibration && this.#strategy) this.#fit(this.#calibration.scores);
  }

  #reset(): void {
    this.#manual = undefined;
    this.#calibration = undefined;
    this.#hits = 0;
    this.#last = 'normal';
    if (this.#config.strategy === 'static') return;
    this.#strategy = undefined;
    this.#collected = [];
  }

  #progress(): Record<string, string | number> {
    const done = this.#collected!.length;
    const total = this.#config.scores;
    return { done, total, eta: duration((total - done) * this.#pace.interval) };
  }

  #report(): Record<string, unknown> {
    const { strategy, budget, per, adapt } = this.#config;
    const limit = this.#strategy && { limit: this.#limit, typical: this.#strategy.typical };
    const scores = this.#calibration?.scores.length ?? 0;
    const manual = this.#manual !== undefined;
    return { ...this.status(), strategy, budget, per, adapt, ...limit, manual, scores, frozen: this.#frozen };
  }
}

/** The record's score. A bare { "score": 1.5 } was read as a tag of that name. */
function scoreOf(record: TwinRecord): unknown {
  if (record.score !== undefined) return record.score;
  return Object.hasOwn(record.values, 'score') && record.detector === undefined ? record.values['score'] : undefined;
}

function usable(scores: unknown): number[] {
  return Array.isArray(scores) ? scores.filter((score) => Number.isFinite(score)) : [];
}

/** At most KEPT scores, evenly picked, in their order. */
function kept(scores: readonly number[]): readonly number[] {
  if (scores.length <= KEPT) return [...scores];
  return Array.from({ length: KEPT }, (_, k) => scores[Math.floor((k * scores.length) / KEPT)]!);
}

function finite(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError(
    'control.limit',
    `is ${describe(value)}; give a number, or null to return to the calibrated limit`,
  );
}

function bits(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}
