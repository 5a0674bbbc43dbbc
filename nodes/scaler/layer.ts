import { describe } from '../../lib/input';
import { Freeze, type FreezeSnapshot } from '../../lib/layer/freeze';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer/layer';
import type { Order } from '../../lib/layer/orders';
import { restoredLayer } from '../../lib/layer/restore';
import { PassingRow } from '../../lib/math/passing-row';
import type { FeatureOutlier } from '../../lib/outliers/rows';
import { isLive, type Scaling, type TwinRecord } from '../../lib/record/record';
import { goodOnly, readRow } from '../../lib/record/rows';
import { Schema } from '../../lib/record/schema';
import type { Usual } from '../../lib/scaling/usual';
import { duration } from '../../lib/time/duration';
import type { ScalerConfig } from './config';
import { DriftMonitor, type DriftSnapshot } from './drift';
import { type KeptReferences, keepReferences, type OldReferences, readReferences } from './kept-references';
import { Learner, type LearnerSnapshot } from './learner';
import { Modes, type ModesSnapshot } from './modes';
import { Plan } from './plan';
import { type Reference, referenceOf } from './reference';
import type { References } from './references';

/** A time span must have brought at least this many records. */
const MIN_RECORDS = 10;

/** Of the reservoir samples, so that a recording gives the same scaling again. */
const SEED = 1;

interface Snapshot extends FreezeSnapshot {
  readonly method: string;
  readonly features: readonly string[];
  readonly learned: KeptReferences | OldReferences;
  readonly learner?: LearnerSnapshot;
  readonly modes: ModesSnapshot;
  readonly drift?: DriftSnapshot;
  readonly excess: readonly number[];
  readonly refitting: boolean;
}

/** Brings an asset's features to a common size, by what they were in its first normal records. */
export const createScaler: LayerFactory<ScalerConfig> = (config, context, snapshot) =>
  restoredLayer<Snapshot>(
    context,
    snapshot,
    (from) => {
      if (from === undefined || from.method === config.method) return new Scaler(config, context, from);
      throw new Error(`the scaling that was learned is of another method, ${describe(from.method)}`);
    },
    'learning anew',
  );

const rows = new PassingRow();
const goodRows = new PassingRow();

class Scaler implements Layer {
  readonly #config: ScalerConfig;
  readonly #context: LayerContext;
  readonly #schema: Schema;
  /** What is in force, by feature; empty during the first warm-up. */
  readonly #learned: References;
  /** Collects for the first fit, for a refit, or for features that are new; undefined when there is nothing to learn. */
  #learner: Learner | undefined;
  #modes: Modes;
  #drift: DriftMonitor | undefined;
  readonly #freeze: Freeze;
  /** What was learned is lost: nothing is learned from what comes now, perhaps an attack, until somebody orders it. */
  #lost: boolean;
  /** A refit runs: the old scaling stays in force until it is done. */
  #refitting = false;
  /** Values far outside, by feature. */
  #excess: Uint32Array;
  /** Made from the above for the live path: plans by mode ('' = all modes), and the rows that are filled anew for each record of any asset. */
  readonly #plans = new Map<string, Plan>();
  #row: Float64Array;
  #good: Float64Array;

  constructor(config: ScalerConfig, context: LayerContext, from?: Snapshot) {
    this.#config = config;
    this.#context = context;
    this.#schema = new Schema(from?.features);
    this.#learned = readReferences(from?.learned ?? {});
    const learns = from === undefined || from.learner !== undefined || this.#learned.size === 0;
    this.#learner = learns ? new Learner(from?.learner ?? SEED) : undefined;
    this.#lost = from === undefined && context.lost !== undefined;
    this.#modes = new Modes(config.method, SEED, from?.modes);
    this.#freeze = new Freeze(from);
    this.#refitting = from?.refitting ?? false;
    const { length } = this.#schema.features;
    this.#row = rows.of(length);
    this.#good = goodRows.of(length);
    this.#excess = new Uint32Array(length);
    this.#excess.set(from?.excess ?? []);
    this.#drift = this.#newDrift(from?.drift);
    // What cannot be applied is found now, not with the first record.
    if (this.#learned.size > 0) this.#plan(undefined);
  }

  step(record: TwinRecord): void {
    const features = this.#schema.of(record);
    if (features.length !== this.#row.length) this.#row = rows.of(features.length);
    readRow(record, features, this.#row);
    if (features !== this.#schema.features) this.#adopt(features, record.time);
    record.features = features;
    if (!this.#freeze.frozen && !this.#lost && record.verdict !== 'fault' && isLive(record)) this.#learn(record);
    if (this.#learned.size === 0) {
      if (record.verdict !== 'fault') record.verdict = 'learning';
      return;
    }
    const plan = this.#plan(record.mode);
    record.scaled = plan.scale(this.#row, this.#excess);
    record.scaling = plan.scaling;
  }

  order(order: Order): Record<string, unknown> {
    if (order.do === 'refit') this.#startRefit();
    else if (order.do === 'reset') this.#reset();
    else this.#freeze.follow(order);
    if (order.do !== 'status') this.#context.save('now');
    return this.#report();
  }

  snapshot(): Snapshot {
    return {
      method: this.#config.method,
      features: this.#schema.features,
      learned: keepReferences(this.#learned),
      ...(this.#learner && { learner: this.#learner.snapshot() }),
      modes: this.#modes.snapshot(),
      ...(this.#drift && { drift: this.#drift.snapshot() }),
      excess: [...this.#excess],
      ...this.#freeze.snapshot(),
      refitting: this.#refitting,
    };
  }

  status(): LayerStatus {
    if (this.#lost) return { state: 'fault' };
    const warming = this.#learner !== undefined && (this.#learned.size === 0 || this.#refitting);
    if (this.#freeze.frozen && warming) return { state: 'frozen' };
    if (warming) return this.#progress(this.#learner!);
    return { state: 'watching', values: { features: this.#learned.size, drifted: this.#drift?.drifted.length ?? 0 } };
  }

  #learn(record: TwinRecord): void {
    const { time, mode } = record;
    goodOnly(record, this.#schema.features, this.#row, this.#good);
    if (this.#config.modes && typeof mode === 'string') this.#learnMode(mode, time);
    if (this.#drift?.add(this.#good)) this.#compare(this.#drift, time);
    if (this.#learner === undefined) return;
    if (this.#learned.size === 0 || this.#refitting) this.#learnAll(this.#learner, time);
    else this.#learnNew(this.#learner, time);
  }

  /** The first fit, or a refit: all features at once, as soon as there are enough records. */
  #learnAll(learner: Learner, time: number): void {
    learner.add(this.#schema.features, this.#good, time);
    this.#context.save('soon');
    if (!this.#isEnough(learner)) return;
    // What was missing in more than half of the records is not known well enough; it is learned when it is there.
    const { features, left } = learner.usual(learner.count / 2);
    if (features.size === 0) return;
    const event = this.#refitting ? 'scaling-refitted' : 'scaling-learned';
    if (this.#refitting) this.#modes = new Modes(this.#config.method, SEED);
    this.#refitting = false;
    this.#put(features);
    this.#changed();
    const { version } = this.#plan(undefined).scaling;
    this.#tell(event, time, { records: learner.count, features: features.size, version, ...leftOut(left) });
  }

  /** Features that turned up after the first fit, each on its own; what was learned before stays as it is. */
  #learnNew(learner: Learner, time: number): void {
    const { features } = this.#schema;
    let any = false;
    for (let i = 0; i < features.length; i++) {
      if (this.#learned.has(features[i]!)) this.#good[i] = Number.NaN;
      else if (!Number.isNaN(this.#good[i]!)) any = true;
    }
    if (!any) return;
    learner.add(features, this.#good, time);
    this.#context.save('soon');
    if (!this.#isEnough(learner)) return;
    const { features: usual, left } = learner.usual(this.#needed);
    if (usual.size === 0) return;
    this.#put(usual);
    this.#changed();
    this.#tell('features-learned', time, { features: [...usual.keys()], ...leftOut(left) });
  }

  #learnMode(mode: string, time: number): void {
    const change = this.#modes.add(mode, this.#schema.features, this.#good, time, this.#needed);
    if (change === 'none') return;
    this.#context.save(change === 'learned' ? 'now' : 'soon');
    if (change !== 'learned') return;
    this.#plans.delete(mode);
    this.#tell('mode-learned', time, { mode });
  }

  #compare(drift: DriftMonitor, time: number): void {
    const drifted = drift.evaluate(this.#config.drift);
    this.#context.save('soon');
    if (drifted === undefined) return;
    const names = Object.keys(drifted);
    const event = names.length === 0 ? 'input-drift-over' : 'input-drift';
    const text =
      names.length === 0
        ? 'all inputs are again as they were when the scaling was learned'
        : `${names.slice(0, 5).join(', ')} differ from when the scaling was learned; if that is to last, order refit`;
    this.#tell(event, time, { drifted, limit: this.#config.drift, text });
  }

  /** Records needed by count; a time span decides by time instead. */
  get #needed(): number {
    return this.#config.span > 0 ? MIN_RECORDS : this.#config.warmup;
  }

  #isEnough(learner: Learner): boolean {
    return learner.count >= this.#needed && learner.span >= this.#config.span * 60_000;
  }

  #startRefit(): void {
    this.#lost = false;
    this.#refitting = this.#learned.size > 0;
    this.#learner = new Learner(SEED);
  }

  #reset(): void {
    this.#learned.clear();
    this.#modes = new Modes(this.#config.method, SEED);
    this.#excess.fill(0);
    this.#startRefit();
    this.#plans.clear();
    this.#drift = undefined;
  }

  /** The features have changed: the new ones are to be learned, the old ones keep their numbers. */
  #adopt(features: readonly string[], time: number): void {
    const before = this.#schema.features;
    const added = features.filter((name) => !before.includes(name) && !this.#learned.has(name));
    const removed = before.filter((name) => !features.includes(name));
    const counts = new Map(before.map((name, i) => [name, this.#excess[i]!]));
    this.#schema.adopt(features);
    this.#excess = Uint32Array.from(features, (name) => counts.get(name) ?? 0);
    this.#good = goodRows.of(features.length);
    if (before.length > 0 && added.length > 0) this.#tell('schema-changed', time, { added, removed });
    this.#changed();
  }

  /** What is in force has changed: everything that was made from it is made anew. */
  #changed(): void {
    this.#plans.clear();
    const pending = this.#schema.features.some((name) => !this.#learned.has(name));
    if (this.#learned.size > 0 && !this.#refitting) this.#learner = pending ? new Learner(SEED) : undefined;
    this.#drift = this.#newDrift();
    this.#context.save('now');
  }

  #newDrift(from?: DriftSnapshot): DriftMonitor | undefined {
    if (this.#config.drift === 0 || this.#learned.size === 0) return undefined;
    return new DriftMonitor(this.#schema.features, this.#learned, this.#config.window, from);
  }

  #put(usual: ReadonlyMap<string, Usual>): void {
    this.#learned.put([...usual].map(([name, of]) => [name, referenceOf(this.#config.method, of)]));
  }

  #references(own: References): (Reference | undefined)[] {
    return this.#schema.features.map((name, i) => own.get(name, i) ?? this.#learned.get(name, i));
  }

  /** The plan of a mode; a mode that is not learned shares the common one. All modes of one fit share its version. */
  #plan(mode: string | undefined): Plan {
    const learned = mode === undefined || !this.#config.modes ? undefined : this.#modes.learned(mode);
    const key = learned === undefined ? '' : mode!;
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      const version = learned && this.#plan(undefined).scaling.version;
      plan = new Plan(this.#config, this.#references(learned ?? this.#learned), version);
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #progress(learner: Learner): LayerStatus {
    const { span, warmup } = this.#config;
    if (span > 0) {
      const values = { done: duration(learner.span), total: duration(span * 60_000) };
      return { state: 'learning', values, left: Math.max(0, span * 60_000 - learner.span) };
    }
    return { state: 'learning', values: { done: learner.count, total: warmup }, left: learner.timeTo(warmup) };
  }

  #report(): Record<string, unknown> {
    const scaling: Scaling | undefined = this.#learned.size > 0 ? this.#plan(undefined).scaling : undefined;
    const excess: Record<string, number> = {};
    this.#schema.features.forEach((name, i) => {
      if (this.#excess[i]! > 0) excess[name] = this.#excess[i]!;
    });
    return {
      ...this.status(),
      features: this.#schema.features,
      ...(scaling && { scaling }),
      excess,
      ...(this.#drift && { drift: this.#drift.indices(), drifted: this.#drift.drifted }),
      ...this.#freeze.report(),
    };
  }

  #tell(event: string, time: number, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}

/** Outliers that an event lists. */
const LISTED = 50;

/** What of the collected values has no part in the scaling, for an event. */
function leftOut(left: readonly FeatureOutlier[]): Record<string, unknown> {
  if (left.length === 0) return {};
  const names = [...new Set(left.map(({ feature }) => feature))].slice(0, 10).join(', ');
  return {
    outliers: left.slice(0, LISTED),
    text: `values that came once, far outside, were left out: look at ${names}`,
  };
}
