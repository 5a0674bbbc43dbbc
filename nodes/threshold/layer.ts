import { describe, InputError } from '../../lib/input';
import { Freeze } from '../../lib/layer/freeze';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer/layer';
import type { Order } from '../../lib/layer/orders';
import { restoredLayer } from '../../lib/layer/restore';
import { bits } from '../../lib/math/bits';
import type { DetectorInfo, TwinRecord } from '../../lib/record/record';
import { isAlone } from './alone';
import { FEWEST, fingerprint, usable } from './calibration-scores';
import type { ThresholdConfig } from './config';
import { History } from './history';
import { type Calibration, Limit } from './limit';
import { ModeLimits } from './mode-limits';
import { OrderedLimit } from './ordered';
import { Realised } from './realised';
import { Pace, perWeek } from './risk';
import { scoreOf } from './score-of';
import { presentOf, readChanges } from './set';
import type { Snapshot } from './snapshot';
import { STRATEGIES } from './strategies/kinds';
import { whatIf } from './what-if';

/** From this part of the way from the usual score to the limit on, a record is suspect. */
const NEAR = 0.9;
/** What adapts a little with every record need not be written as often. */
const SAVE_EVERY = 200;

/** Says whether an asset's scores are anomalous. */
export const createThreshold: LayerFactory<ThresholdConfig> = (config, context, snapshot) =>
  restoredLayer<Snapshot>(context, snapshot, (from) => new Threshold(config, context, from), 'learning anew');

class Threshold implements Layer {
  /** The dialog's settings, with what orders have set. */
  #config: ThresholdConfig;
  readonly #ordered: OrderedLimit;
  readonly #context: LayerContext;
  /** Which model the limit is for, and by which calibration it was last known. */
  #model: string | undefined;
  /** Of the last record: as long as a model is in force all records carry the same one. */
  #detector: DetectorInfo | undefined;
  #fingerprint: string | undefined;
  /** The common limit, and those of operating modes. */
  #limit: Limit;
  readonly #modes: ModeLimits;
  readonly #pace: Pace;
  #history = new History();
  /** What comes of the budget; over all models, as long as nobody changes it. */
  #realised: Realised;
  /** Bit i: the record i before the last was above the limit. */
  #hits: number;
  readonly #freeze: Freeze;
  /**
   * The limit is lost: none is learned from what comes now, perhaps an attack. A calibration of the detector, or an order,
   * gives one again.
   */
  #lost: boolean;
  /** Records adapted to since the start. */
  #adapted = 0;
  /** What the last record was, for the status. */
  #last: 'normal' | 'anomaly' | 'fault' = 'normal';

  constructor(dialog: ThresholdConfig, context: LayerContext, from?: Snapshot) {
    this.#ordered = new OrderedLimit(dialog, from?.ordered, (names) => {
      const text = `${names.join(', ')}: changed in the dialog, so that what was set by order holds no more`;
      context.emit('event', { event: 'setting-ended', text });
    });
    const { config } = this.#ordered;
    this.#config = config;
    this.#context = context;
    this.#model = from?.model;
    this.#fingerprint = from?.fingerprint;
    this.#pace = new Pace(from?.pace);
    this.#limit = new Limit(config, from?.limit);
    this.#limit.prepare(this.#pace.interval);
    this.#modes = new ModeLimits(config, this.#pace.interval, from?.modes);
    this.#realised = new Realised(config, from?.realised);
    this.#hits = from?.hits ?? 0;
    this.#lost = from === undefined && context.lost !== undefined;
    this.#freeze = new Freeze(from);
  }

  step(record: TwinRecord): void {
    if (record.comms?.notice === true) {
      this.#last = 'fault';
      return;
    }
    const score = scoreOf(record);
    const judged = record.verdict === 'learning' || record.verdict === 'fault' || record.comms?.historical === true;
    if (score === undefined && !judged) {
      throw new InputError('payload.score', 'is missing; put a detector before this node, or send { "score": 1.5 }');
    }
    if (!judged && (typeof score !== 'number' || !Number.isFinite(score))) {
      this.#refuse(record, score);
      return;
    }
    if (record.comms?.historical !== true && this.#pace.add(record.time) && !this.#freeze.frozen) this.#followPace();
    if (judged) {
      // Nobody judges: the node must not stay green.
      if (record.comms?.historical !== true) this.#last = record.verdict === 'fault' ? 'fault' : 'normal';
      return;
    }
    record.score = score as number;
    if (record.detector && record.detector !== this.#detector) this.#meet(record.detector, record.time);
    this.#history.add(record.score);
    this.#collect(record.score, record.time);
    const inForce = this.#limitFor(record);
    if (inForce || this.#ordered.limit !== undefined) this.#judge(inForce, record.score, record);
    else {
      record.verdict = this.#lost ? 'fault' : 'learning';
      if (this.#lost) this.#last = 'fault';
      record.anomaly = false;
    }
  }

  order(order: Order, payload: unknown): Record<string, unknown> {
    if (order.do === 'calibrate') this.#recalibrate(payload);
    else if (order.do === 'set') this.#set(order);
    else if (order.do === 'reset') this.#reset();
    else this.#freeze.follow(order);
    if (order.do !== 'status') this.#context.save('now');
    return this.#report(order.options);
  }

  before({ do: name, options }: Order): Record<string, unknown> | undefined {
    return name === 'set' ? presentOf(options, this.#config, this.#ordered.limit) : undefined;
  }

  snapshot(): Snapshot {
    const ordered = this.#ordered.snapshot();
    return {
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#fingerprint !== undefined && { fingerprint: this.#fingerprint }),
      limit: this.#limit.snapshot(),
      modes: this.#modes.snapshot(),
      pace: this.#pace.snapshot(),
      hits: this.#hits,
      ...this.#freeze.snapshot(),
      realised: this.#realised.snapshot(),
      ...(ordered && { ordered }),
    };
  }

  status(): LayerStatus {
    if (this.#last === 'fault') {
      const text = this.#lost ? 'the limit was lost; order calibrate, or set one' : 'no score to judge';
      return { state: 'fault', values: { text } };
    }
    const limit = this.#ordered.limit ?? this.#limit.strategy?.limit;
    if (limit === undefined) {
      if (this.#freeze.frozen) return { state: 'fault', values: { text: this.#freeze.tooEarly } };
      const [done, total] = [this.#limit.collected ?? 0, this.#config.scores];
      if (done === 0) return { state: 'waiting' };
      return { state: 'learning', values: { done, total }, left: (total - done) * this.#pace.interval };
    }
    const values = { limit: Number(limit.toPrecision(3)), ...this.#realised.values };
    if (this.#last === 'anomaly') return { state: 'alarm', values };
    return { state: this.#freeze.frozen ? 'frozen' : 'watching', values };
  }

  #followPace(): void {
    this.#limit.follow(this.#pace.interval);
    this.#modes.follow(this.#pace.interval);
  }

  /** @param inForce undefined while none is learned, where a person has set one */
  #judge(inForce: Limit | undefined, score: number, record: TwinRecord): void {
    const strategy = inForce?.strategy;
    const { limit: manual } = this.#ordered;
    const limit = manual ?? strategy!.limit;
    const open = this.#config.adapt && !this.#freeze.frozen && manual === undefined;
    const learn = open && record.comms?.duplicate !== true && !isAlone(record.parts);
    const found = strategy?.observe(score, learn);
    const above = manual === undefined ? found === true : score > manual;
    const { needed } = this.#config;
    const among = Math.max(needed, this.#config.among);
    this.#hits = ((this.#hits << 1) | (above ? 1 : 0)) & ((1 << among) - 1);
    const anomaly = above && (needed === 1 || bits(this.#hits) >= needed);
    const typical = strategy?.typical ?? 0;
    const near = typical + NEAR * (limit - typical);
    record.threshold = limit;
    if (inForce?.rarity) record.rarity = Math.round(10 * inForce.rarity.of(score, limit)) / 10;
    else if (record.rarity !== undefined) delete record.rarity;
    record.anomaly = anomaly;
    record.verdict = anomaly ? 'anomaly' : above || score > near ? 'suspect' : 'normal';
    this.#last = anomaly ? 'anomaly' : 'normal';
    if (this.#realised.add(record.time, anomaly, this.#pace.interval)) this.#context.save('soon');
    if (learn && ++this.#adapted % SAVE_EVERY === 0) this.#context.save('soon');
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
    this.#detector = detector;
    const model = `${detector.node}/${detector.model}/${detector.version}`;
    const scores = usable(detector.calibration);
    const print = scores.length > 0 ? fingerprint(scores) : undefined;
    // A detector that was reset counts its versions anew, and one that was restarted sends its calibration again.
    if (model === this.#model && (print === undefined || print === this.#fingerprint)) return;
    const known = this.#model !== undefined;
    if (known && model !== this.#model) this.#history = new History();
    this.#model = model;
    this.#fingerprint = print;
    this.#context.save('now');
    if (this.#config.strategy === 'static') return;
    if (scores.length >= FEWEST && !STRATEGIES[this.#config.strategy].ordered) {
      const { episodes } = detector;
      this.#calibrate({ scores, ordered: false, ...(episodes && { episodes }) }, time, 'model');
    } else if (known || this.#limit.strategy === undefined) this.#restart();
  }

  #collect(score: number, time: number): void {
    if (this.#limit.collected === undefined || this.#lost || this.#freeze.frozen) return;
    this.#context.save('soon');
    if (this.#limit.add(score, this.#pace.interval)) this.#calibrated(time, 'records');
  }

  /** The limit of the record's mode; while that collects its scores, the common one. */
  #limitFor(record: TwinRecord): Limit | undefined {
    const common = this.#limit;
    const { mode, score } = record;
    if (common.strategy === undefined) return undefined;
    if (!this.#config.modes || typeof mode !== 'string') return common;
    const own = this.#modes.of(mode, this.#config, this.#pace.interval);
    if (own === undefined || own.strategy) return own ?? common;
    if (!this.#freeze.frozen && score! <= common.strategy.limit && own.add(score!, this.#pace.interval)) {
      this.#context.save('now');
      const facts = { limit: (own as Limit).strategy?.limit, scores: own.scores.length, source: 'records' };
      this.#context.emit('event', { event: 'calibrated', time: record.time, mode, ...facts });
    }
    return own.strategy ? own : common;
  }

  #calibrate(calibration: Calibration, time: number | undefined, source: 'model' | 'order'): void {
    this.#limit.calibrate(calibration, this.#pace.interval);
    this.#calibrated(time, source);
  }

  #calibrated(time: number | undefined, source: 'model' | 'records' | 'order'): void {
    this.#lost = false;
    this.#modes.clear();
    this.#hits = 0;
    this.#context.save('now');
    const wild = source === 'records' ? this.#limit.wild : 0;
    const left = wild > 0 && {
      leftOut: wild,
      text: `${wild} of the scores came far above all others and were left out`,
    };
    const facts = { limit: this.#limit.strategy?.limit, scores: this.#limit.scores.length, source };
    this.#context.emit('event', { event: 'calibrated', time, ...facts, ...left });
  }

  #recalibrate(payload: unknown): void {
    if (!Array.isArray(payload)) {
      this.#lost = false;
      this.#limit.collect();
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

  #set({ options, by }: Order): void {
    const changes = readChanges(options);
    const at = this.#context.now?.() ?? this.#pace.last;
    this.#ordered.change(changes, { ...(by !== undefined && { by }), ...(at !== undefined && { at }) });
    this.#config = this.#ordered.config;
    const kept = changes.limit === undefined ? this.#realised.snapshot() : undefined;
    this.#realised = new Realised(this.#config, kept);
    this.#limit.change(this.#config, this.#pace.interval);
    this.#modes.change(this.#config, this.#pace.interval);
  }

  #reset(): void {
    this.#lost = false;
    this.#ordered.forgetLimit();
    this.#last = 'normal';
    this.#realised = new Realised(this.#config);
    this.#restart();
  }

  /** Forgets the limit and collects scores for a new one. */
  #restart(): void {
    this.#hits = 0;
    this.#modes.clear();
    this.#limit = new Limit(this.#config);
    this.#limit.prepare(this.#pace.interval);
  }

  #report({ rarity: asked, live }: Order['options']): Record<string, unknown> {
    const { strategy, budget, per, adapt, needed, among } = this.#config;
    const inForce = this.#limit.strategy;
    const rarity = typeof asked === 'number' ? asked : undefined;
    return {
      ...this.status(),
      strategy,
      budget,
      per,
      perWeek: perWeek(this.#config, this.#pace.interval),
      adapt,
      needed,
      among: Math.max(needed, among),
      ...(inForce && { limit: this.#ordered.limit ?? inForce.limit, typical: inForce.typical }),
      manual: this.#ordered.limit !== undefined,
      ordered: this.#ordered.report(),
      scores: this.#limit.scores.length,
      ...this.#freeze.report(),
      ...(inForce?.sureness && this.#ordered.limit === undefined && { sureness: inForce.sureness }),
      ...(inForce && { realised: this.#realised.report(strategy !== 'static' && this.#ordered.limit === undefined) }),
      ...(live === true && { histogram: this.#history.histogram(1.25 * (inForce?.limit ?? 0)) }),
      whatIf: whatIf(this.#limit, this.#history, this.#pace.interval, rarity),
    };
  }
}
