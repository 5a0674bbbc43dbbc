import { Freeze } from '../layer/freeze';
import type { LayerContext, LayerStatus } from '../layer/layer';
import type { Order } from '../layer/orders';
import type { Scaling, TwinRecord } from '../record/record';
import { Entering, type EnteringContext } from './entering';
import { learnedSettings, unfollowed } from './followed';
import type { DetectorLayer, DetectorSpec } from './layer';
import { goalAfter } from './learning/growth';
import { Intake, type IntakeContext } from './learning/intake';
import { Learning } from './learning/learning';
import type { LearningOptions, LearningSnapshot } from './learning/learning-options';
import { RecentRows } from './learning/recent';
import { Schedule } from './learning/schedule';
import { Taught } from './learning/taught';
import { placeOf } from './learning/training-place';
import { BatchedJudging } from './live/batched-judging';
import type { RecordJudge } from './live/record-judge';
import { RecordReader } from './live/record-reader';
import { Sight } from './live/sight';
import { ModelKeeper } from './models/model-keeper';
import { planOrder } from './orders';
import { Promotion } from './promotion';
import { reportOf } from './report';
import type { DetectorConfig } from './settings';
import type { DetectorSnapshot } from './snapshot';
import { statusOf } from './status';

/** ms */
const DAY = 86_400_000;
/** Records between two saves of what the model remembers of the rows before. */
const SAVE_EVERY = 500;
/** Rows before the first record that evidence is built up on, beside the window. */
const WARM_ROWS = 100;

/** The detector of one asset, or of one operating mode of it. */
export class Detector<Config extends DetectorConfig> implements DetectorLayer {
  readonly #node: string;
  readonly #config: Config;
  readonly #context: LayerContext;
  readonly #reader: RecordReader;
  readonly #models: ModelKeeper;
  readonly #learning: Learning;
  readonly #recent: RecentRows;
  readonly #taught: Taught;
  readonly #promotion: Promotion;
  readonly #window: number;
  /** Where the chosen engine judges live records; undefined where the built-in one does, at once. */
  readonly #batched: BatchedJudging | undefined;
  readonly #freeze: Freeze;
  readonly #sight: Sight;
  readonly #intake: Intake;
  readonly #schedule: Schedule;
  readonly #entering: Entering;
  #sinceSave = 0;

  constructor(
    spec: DetectorSpec<Config>,
    config: Config,
    context: LayerContext,
    from: DetectorSnapshot | undefined,
    anew: boolean,
  ) {
    this.#node = spec.node;
    this.#config = config;
    this.#context = context;
    this.#reader = new RecordReader(from, (scaling) => this.#followScaling(scaling));
    this.#freeze = new Freeze(from);
    this.#window = spec.window(config);
    this.#models = new ModelKeeper(context, spec.node, from, anew);
    const model = this.#models.inForce?.model;
    const window = Math.max(this.#window, model?.blueprint.window ?? 1);
    this.#recent = new RecentRows(window + WARM_ROWS, window, from?.recent);
    const lost = (text: string): void => this.#tell('alarms-forgotten', null, { text });
    this.#taught = new Taught(this.#recent, config.exam, lost, from?.taught);
    this.#promotion = new Promotion(
      context,
      {
        models: this.#models,
        window: this.#window,
        episodes: this.#taught.episodes,
        recent: () => this.#recent.rows(),
      },
      config,
      from,
    );
    this.#learning = this.#createLearning(spec, from?.learning);
    this.#sight = new Sight(context, config.missing);
    this.#intake = new Intake(config.quarantine, this.#intakeContext(), from?.intake);
    this.#schedule = new Schedule(config, context, this.#learning, this.#promotion, this.#intake, from?.relearned);
    this.#entering = new Entering(context, this.#enteringContext());
    this.#batched = BatchedJudging.create(config, context, {
      inForce: () => this.#recentred(),
      isThere: (inForce) => inForce.isAt(this.#promotion.levels.offsets),
      rehearse: (inForce, record) => this.#rehearse(inForce, record),
      pass: (record) => this.#pass(record),
    });
    const text = model && unfollowed(model.training.settings, config);
    if (text !== undefined) this.#tell('settings-changed', null, { text });
    this.#learning.trainWhenDue();
  }

  step(record: TwinRecord): void | Promise<void> {
    return this.#batched === undefined ? this.#pass(record) : this.#batched.pass(record);
  }

  #pass(record: TwinRecord): void {
    const features = this.#reader.read(record);
    if (features === undefined) return;
    const { missing } = this.#models;
    // Of a batch the network has been asked already.
    const inForce = this.#batched === undefined ? this.#recentred() : this.#models.inForce;
    // A record that cannot be judged is as one that did not come.
    if (inForce !== undefined && !this.#sight.judge(inForce, record, features, this.#reader.row)) {
      this.#learning.continuity.lack(record.comms?.gap);
      this.#promotion.shadowing.see(record, features, this.#reader.row);
      return;
    }
    if (inForce !== undefined) this.#save();
    else if (missing !== undefined || this.#learning.failed) record.verdict = 'fault';
    else if (record.verdict !== 'fault') record.verdict = 'learning';
    const { continuity } = this.#learning;
    this.#recent.add(features, this.#reader.row, record.time, continuity.meet(record.time, record.comms?.gap));
    this.#taught.met();
    if (inForce !== undefined) this.#follow(inForce, record, features);
    if (!this.#learning.collecting) this.#intake.pass();
    else this.#intake.take(record, features, () => this.#reader.good(record, features));
  }

  /** A slow change is followed while it may be learned; when it is time to learn anew is looked at. */
  #follow(inForce: RecordJudge, record: TwinRecord, features: readonly string[]): void {
    this.#schedule.meet(inForce.model.training, record.time, this.#freeze.frozen);
    const { shadowing } = this.#promotion;
    const beside = shadowing.see(record, features, this.#reader.row);
    if (this.#freeze.frozen) return;
    const isHeld = this.#intake.held !== undefined;
    const through = this.#intake.returned ? undefined : shadowing.meet(inForce, record, beside, !isHeld);
    if (through !== undefined) this.#entering.fromShadow(through, record.time);
    else if (!isHeld) this.#promotion.levels.judged(features, this.#reader.good(record, features), inForce, record);
  }

  /** The model in force, around where the plant is. */
  #recentred(): RecordJudge | undefined {
    this.#models.inForce?.recentre(this.#promotion.levels.offsets);
    return this.#models.inForce;
  }

  /** Judges a copy, so that what the network would be asked can be noted; what it tells is thrown away. */
  #rehearse(inForce: RecordJudge, record: TwinRecord): void {
    const copy = { ...record };
    const features = this.#reader.read(copy);
    if (features !== undefined) inForce.judge(copy, features, this.#reader.row, this.#config.missing);
  }

  order(order: Order, payload: unknown): Record<string, unknown> {
    return this.plan(order, payload)();
  }

  plan(order: Order, payload: unknown, only?: readonly number[]): () => Record<string, unknown> {
    const follow = planOrder(order, payload, only, {
      learning: this.#learning,
      models: this.#models,
      promotion: this.#promotion,
      intake: this.#intake,
      recent: this.#recent,
      window: this.#window,
      features: this.#reader.features,
      freeze: (order) => this.#followFreeze(order),
      node: this.#node,
      enter: (made, by) => this.#entering.import(made, by),
      expect: (names) => this.#reader.expect(names),
    });
    return () => {
      const before = this.#models.inForce;
      follow();
      if (this.#models.inForce !== before) this.#sight.anew();
      if (order.do !== 'status') this.#context.save('now');
      return this.#report(order.options['live'] === true);
    };
  }

  snapshot(): DetectorSnapshot {
    const taught = this.#taught.snapshot();
    return {
      node: this.#node,
      ...this.#reader.snapshot(),
      learning: this.#learning.snapshot(),
      ...this.#models.snapshot(),
      ...this.#freeze.snapshot(),
      recent: this.#recent.snapshot(),
      ...this.#promotion.snapshot(),
      ...(taught && { taught }),
      intake: this.#intake.snapshot(),
      ...(this.#schedule.begun !== undefined && { relearned: this.#schedule.begun }),
    };
  }

  status(): LayerStatus {
    return statusOf({
      learning: this.#learning,
      models: this.#models,
      promotion: this.#promotion,
      blind: this.#sight.blind,
      freeze: this.#freeze,
      held: this.#intake.held,
      learnFor: this.#learnFor,
      twinAwaited: this.#wantsMore,
    });
  }

  close(): void {
    this.#entering.close();
    this.#batched?.close();
    this.#learning.close();
    this.#promotion.shadowing.close();
    this.#models.close();
  }

  settled(): Promise<void> {
    return this.#learning.settled();
  }

  get #learnFor(): number {
    return this.#config.grow ? this.#config.learnFor * DAY : 0;
  }

  get #wantsMore(): boolean {
    return this.#config.grow && this.#models.inForce?.wantsMore === true;
  }

  #createLearning(spec: DetectorSpec<Config>, from: LearningSnapshot | undefined): Learning {
    const context = this.#context;
    const { records, seed, engine } = this.#config;
    const options: LearningOptions = {
      spec,
      records,
      window: this.#window,
      seed,
      engine,
      place: placeOf(context),
      settings: learnedSettings(this.#config),
      config: this.#config,
      roles: () => this.#reader.roles,
      known: () => this.#reader.known,
      keep: (made, wanted, source) => this.#entering.keep(made, wanted, source),
      read: ({ buffer }) => this.#reader.expect(buffer.features),
      goalAfter: (rows, wanted) => goalAfter(rows, wanted, this.#learnFor, this.#wantsMore, this.#promotion.hasReady),
      excused: () => this.#taught.episodes.excused,
      acceptedBy: () => this.#promotion.acceptedBy,
      mustWait: (learned) => this.#promotion.levels.mustWait(learned),
      remedy: () => this.#freeze.remedy,
      hasModel: () => this.#models.inForce !== undefined,
      halted: () => this.#models.missing !== undefined,
      tell: (event, time, facts) => this.#tell(event, time, facts),
      fail: (error) => context.fail(error),
      progress: () => context.touch(),
      finished: () => {
        void context.saveBeside?.();
        context.touch();
      },
    };
    return new Learning(options, this.#freeze.frozen, from);
  }

  #save(): void {
    if (++this.#sinceSave < SAVE_EVERY) return;
    this.#sinceSave = 0;
    if (this.#models.unsaved !== undefined) this.#saveAgain();
    this.#context.save('soon');
  }

  #enteringContext(): EnteringContext {
    return {
      models: this.#models,
      promotion: this.#promotion,
      recent: this.#recent,
      entered: () => this.#sight.anew(),
      learning: () => this.#learning,
    };
  }

  #intakeContext(): IntakeContext {
    return {
      learning: this.#learning,
      promotion: this.#promotion,
      taught: this.#taught,
      highest: () => this.#models.inForce?.model.fitted.calibration.at(-1),
      changed: () => void this.#context.save('soon'),
    };
  }

  #followScaling({ version }: Scaling): void {
    const model = this.#models.inForce?.model;
    if (model === undefined || model.scaling.version === version) return;
    const text =
      'the scaler was fitted anew; the model goes on with the scaling that it learned with: order retrain to follow';
    this.#context.emit('event', { event: 'scaling-changed', text, version });
  }

  #followFreeze(order: Order): void {
    this.#freeze.follow(order);
    if (this.#freeze.frozen) this.#learning.pause();
    else this.#learning.resume();
  }

  #saveAgain(): void {
    this.#models.saveAgain().then((done) => {
      if (!done) return;
      this.#learning.saved();
      this.#context.save('now');
      this.#context.touch();
    });
  }

  #report(live: boolean): Record<string, unknown> {
    return {
      ...this.status(),
      ...reportOf(this.#models.inForce, this.#learning, this.#config, this.#freeze, live),
      ...this.#models.report(),
      ...(this.#intake.held !== undefined && { held: this.#intake.held }),
      ...this.#promotion.report(),
      ...this.#taught.report(),
      ...this.#batched?.report(),
    };
  }

  #tell(event: string, time: number | null, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}
