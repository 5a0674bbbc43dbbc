import { awayText } from '../guarded/away-text';
import type { Episodes } from '../guarded/episodes';
import { Gate } from '../guarded/gate';
import type { Pending } from '../guarded/gate-snapshot';
import { type Golden, goldenOf, sealed } from '../guarded/golden';
import type { Away } from '../guarded/levels';
import type { ShadowCounts } from '../guarded/shadow';
import { InputError } from '../input';
import type { LayerContext } from '../layer/layer';
import { inSlices } from '../turns';
import { planComparison } from './comparing';
import { rowsOf, sitExam, watchedOf } from './examination';
import type { LearningBuffer } from './learning/buffer';
import type { Source } from './learning/learning-options';
import type { Trained } from './learning/training';
import { LevelWatch } from './level-watch';
import { causeOf } from './models/activations';
import type { Model } from './models/model';
import type { ModelKeeper } from './models/model-keeper';
import { nameOf } from './name-of';
import { Pinning } from './pinning';
import type { PromotionContext, PromotionSnapshot } from './promotion-context';
import type { DetectorConfig } from './settings';
import { type Shaded, Shadowing } from './shadowing';

const ANOTHER = 'the plant is another one now';

/** Whether a model that was learned from live records may judge: lib/guarded, with what the detector has. */
export class Promotion {
  /** Where a model that passed its exam judges before it comes into force. */
  readonly shadowing: Shadowing;
  /** Where the levels of the plant are. */
  readonly levels: LevelWatch;
  readonly pinning: Pinning;
  readonly #context: LayerContext;
  readonly #models: ModelKeeper;
  readonly #window: number;
  /** Whether a model that learned by itself has to pass an exam. */
  readonly #guarded: boolean;
  readonly #gate: Gate;
  readonly #episodes: Episodes;

  constructor(
    context: LayerContext,
    { models, window, episodes, recent }: PromotionContext,
    { exam, grow, score, shadow, missing }: DetectorConfig,
    from: PromotionSnapshot = {},
  ) {
    this.#context = context;
    this.#models = models;
    this.#window = window;
    this.#episodes = episodes;
    episodes.inForce = () => models.inForce?.model.version ?? 0;
    this.#guarded = exam;
    this.shadowing = new Shadowing(context, { models, records: exam ? shadow : 0, missing, recent }, from.shadow);
    // Without the exam nothing is measured; a model may wait all the same, behind one that is pinned.
    const { names, pending } = from.gate ?? {};
    const kept = exam ? from.gate : names && pending && { names, pending };
    this.#gate = new Gate(kept, (text) => this.#tell('golden-lost', null, { text }));
    // The papers' scores are what the papers say, and nothing else.
    this.levels = new LevelWatch(context, this.#gate, grow && score === 'guard');
    this.pinning = new Pinning(context, models);
    models.needed = () => {
      const { present } = this.shadowing;
      return present === undefined ? this.#gate.needed : [...this.#gate.needed, present.version];
    };
  }

  /** Who said that what is collected is the new normal: all of it is learned from, also what the model in force finds strange. */
  get acceptedBy(): string | undefined {
    return this.#gate.accepting;
  }

  /** Whether a model waits for a person. */
  get waits(): boolean {
    return this.#gate.pending !== undefined;
  }

  /** Whether a model is on its way to judge: one waits for a person, or is in the shadow. */
  get hasReady(): boolean {
    return this.waits || this.shadowing.present !== undefined;
  }

  /** What later models would be measured by if this one came into force. Takes its time: records pass in between. */
  golden(made: Trained, { buffer, by }: Source): Promise<Golden> {
    return inSlices(goldenOf(rowsOf(buffer), watchedOf(made), this.#window, by));
  }

  /**
   * Whether a model is to come into force. One that waits for a person is on disk then.
   * @param own see golden
   * @param wanted whether it is still wanted, asked between slices
   */
  async decide(made: Trained, source: Source, own: Golden, wanted: () => boolean): Promise<boolean | 'refused'> {
    const gate = this.#gate;
    const champion = this.#models.inForce;
    const { buffer, rows: kind, by } = source;
    const golden = kind === 'given' ? undefined : gate.golden;
    if (champion === undefined || (golden === undefined && this.#models.pinned === undefined)) return true;
    const rows = rowsOf(buffer);
    const { from, to } = made.training;
    let facts: Record<string, unknown> = { from, to };
    let away: readonly Away[] = [];
    if (golden !== undefined) {
      const grown = kind === 'grown';
      const drilled = by !== undefined || grown ? own : golden;
      this.#forget(this.#episodes.fit(made.features), 'a new model judges features that were not there then');
      const { all: episodes } = this.#episodes;
      const result = await sitExam(made, champion.model, { golden, drilled, reach: gate.reach, grown, episodes }, by);
      if (!wanted()) return false;
      gate.reaches(result.champion.reach);
      facts = { ...facts, challenger: result.challenger, champion: result.champion };
      if (result.reasons.length > 0) {
        if (by !== undefined) gate.stopAccepting();
        const text = `a model learned from ${buffer.count} records did not pass its exam and does not judge: ${result.reasons.join('; ')}`;
        this.#tell('model-refused', to, { text, ...facts });
        return 'refused';
      }
      // Where more and more is learned it was waited until the plant was back.
      away = grown ? [] : gate.away(rows);
    }
    const isFree = away.length === 0 && this.#models.pinned === undefined;
    // Whoever says that the plant is another one now says that the model in force is no measure of it.
    if (isFree && (golden === undefined || by !== undefined || !this.shadowing.wanted)) return true;
    const version = await this.#models.lay(made);
    if (!wanted()) return false;
    if (by !== undefined) gate.stopAccepting();
    if (isFree) {
      const { cause } = source;
      const shaded = { version, ...gate.after(own, rows, kind === 'grown'), cause, rows: buffer.count };
      this.#drop(`version ${version} was learned since, and the plant is where it has been`);
      this.shadowing.begin(shaded, buffer.timeFor(1), to, facts);
    } else this.#hold({ version, golden: own, away }, to, facts);
    return false;
  }

  /** A model has passed its time in the shadow. @returns whether it is to come into force */
  through({ version, golden }: Shaded, time: number): boolean {
    if (this.#models.pinned === undefined) return true;
    this.#hold({ version, golden, away: [] }, time, {});
    return false;
  }

  #hold(pending: Pending, time: number | null, facts: Record<string, unknown>): void {
    const { version, away } = pending;
    this.shadowing.end(`version ${version} waits for a person`);
    this.#gate.hold(pending);
    const { pinned } = this.#models;
    const behind = pinned && `version ${pinned.version} is pinned by ${pinned.by}`;
    const why = [...(away.length > 0 ? [awayText(away)] : []), ...(behind === undefined ? [] : [behind])].join('; ');
    const meant = away.length > 0 ? ' if this is the new normal' : '';
    const first = behind === undefined ? 'Order' : 'Order unpin, then';
    const text = `model version ${version} waits for a person: ${why}. ${first} approve, with a name,${meant} or decline`;
    this.#tell('model-waiting', time, { text, version, levels: away, ...facts });
  }

  /** A model has come into force without a shadow. @param own see golden @param before version of the one that was in force until now */
  promoted(made: Trained, { buffer, rows: kind, by }: Source, own: Golden, before: number | undefined): void {
    const gate = this.#gate;
    this.shadowing.end('another one judges from now on');
    if (!this.#guarded) return;
    const rows = rowsOf(buffer);
    if (by !== undefined) gate.stopAccepting();
    if (gate.golden === undefined || kind === 'given' || by !== undefined) {
      if (by !== undefined) this.#forget(this.#episodes.close(before ?? 0), ANOTHER);
      gate.adopt(own, before, rows);
    } else gate.succeed(gate.after(own, rows, kind === 'grown'));
    this.#tellPromoted(buffer.count, '', made.training.to, by);
  }

  /** A model has come into force out of the shadow. */
  succeeded(shaded: Shaded, { done, alone, silent }: ShadowCounts, time: number): void {
    if (!this.#guarded) return;
    this.#gate.succeed(shaded);
    const beside = `; in ${done} records beside the one before it alone called ${alone} abnormal`;
    this.#tellPromoted(shaded.rows, beside, time, undefined, { done, alone, silent });
  }

  #tellPromoted(
    rows: number,
    beside: string,
    time: number | null,
    by: string | undefined,
    shadow?: Omit<ShadowCounts, 'strange'>,
  ): void {
    const { version } = this.#models.inForce!.model;
    const text = `model version ${version}, learned from ${rows} records, judges from now on${beside}`;
    const { hash } = this.#gate.golden!;
    const more = { ...(shadow && { shadow }), ...(by !== undefined && { by }) };
    this.#tell('model-promoted', time, { text, version, golden: hash, ...more });
  }

  /** @throws InputError when nobody says so, or there is nothing to compare with */
  mayAccept(by: string | undefined): void {
    nameOf(by);
    if (this.#gate.golden === undefined || this.#models.inForce === undefined) {
      throw new InputError('control', 'there is no guarded model to learn a new normal beside; order retrain or train');
    }
  }

  accept(by: string): void {
    const text = `${by} says that what comes now is the new normal`;
    this.shadowing.end(text);
    this.#drop(text);
    this.#gate.accept(by);
    this.#tell('new-normal', null, { text, by });
  }

  /** @throws InputError when nobody says so, none or another one than is named waits, or it cannot come into force */
  mayApprove(by: string | undefined, named: number | undefined): void {
    nameOf(by);
    const { version } = this.#ready(named);
    this.#models.mayLeave();
    this.#models.mayEnter(version);
  }

  /** @param recent the rows right before the next record */
  approve(by: string, recent: LearningBuffer): void {
    const { version, golden, away } = this.#ready();
    const isShadow = this.shadowing.take() !== undefined;
    const before = this.#models.inForce?.model.version;
    const isAnother = !isShadow && (away.length > 0 || golden.by !== undefined);
    if (isAnother) this.#forget(this.#episodes.close(before ?? 0), ANOTHER);
    this.#models.enter(version, recent, causeOf('approved', by));
    if (this.#guarded) this.#gate.adopt(sealed({ ...golden, by }), before);
    else this.#gate.release();
    this.#tell('model-approved', null, { text: `${by} approved model version ${version}`, version, by });
  }

  decline(by: string | undefined): void {
    const why = by === undefined ? 'it was declined' : `${by} declined it`;
    this.shadowing.end(why, by);
    this.#drop(why, by);
  }

  /** The model that waits for a person does not come into force. */
  #drop(why: string, by?: string): void {
    const { pending } = this.#gate;
    if (pending === undefined) return;
    this.#gate.release();
    const { version } = pending;
    const text = `model version ${version} will not judge: ${why}`;
    this.#tell('model-declined', null, { text, version, ...(by && { by }) });
  }

  /** @throws InputError when no model waits, or another one than is named */
  mayDecline(named: number | undefined): void {
    this.#ready(named);
  }

  /**
   * @returns the model to go back to; the one before where no version is named
   * @throws InputError when there is none, it waits, nobody names who wants one that never judged, or the one in force is pinned
   */
  mayRollBack(version: number | undefined, by: string | undefined): Model {
    this.#models.mayLeave();
    if (version === undefined) return this.#models.before();
    if (version === this.#gate.pending?.version || version === this.shadowing.present?.version) {
      throw new InputError('control.version', `${version} does not judge yet; order approve or decline`);
    }
    const model = this.#models.earlier(version);
    if (!this.#models.wasInForce(version)) nameOf(by);
    return model;
  }

  rollBack(model: Model, recent: LearningBuffer, by: string | undefined): void {
    this.shadowing.end(`version ${model.version} was gone back to`, by);
    this.#models.rollBack(model, recent, by);
    if (this.#gate.rolledBack(model.version)) this.#episodes.reopen(model.version);
  }

  /** See planComparison. */
  planComparison(a: number, b: number): () => void {
    return planComparison(this.#gate.golden, this.#models, [a, b], this.#context);
  }

  /** What is collected is no new normal: something else was ordered. */
  stopAccepting(): void {
    this.#gate.stopAccepting();
  }

  reset(): void {
    this.#gate.reset();
    this.shadowing.close();
    this.#episodes.clear();
  }

  /** For the answer to an order. */
  report(): Record<string, unknown> {
    const { golden, pending, accepting, followed } = this.#gate;
    const shadow = this.shadowing.report();
    return {
      ...(golden && { golden: { hash: golden.hash, ...(golden.by !== undefined && { by: golden.by }) } }),
      ...(pending && { pending: { version: pending.version, levels: pending.away } }),
      ...(shadow && { shadow }),
      ...(accepting !== undefined && { accepting }),
      ...(Object.keys(followed).length > 0 && { followed }),
    };
  }

  snapshot(): PromotionSnapshot {
    const gate = this.#gate.snapshot();
    const shadow = this.shadowing.snapshot();
    return { ...(Object.keys(gate).length > 0 && { gate }), ...(shadow && { shadow }) };
  }

  #forget(alarms: number, why: string): void {
    if (alarms === 0) return;
    this.#tell('alarms-forgotten', null, {
      text: `no model is measured any more by ${alarms} judged alarms: ${why}`,
      alarms,
    });
  }

  /** The model that waits, or is in the shadow. @throws InputError when there is none */
  #ready(named?: number): Pending {
    const { present } = this.shadowing;
    const ready = this.#gate.pending ?? (present && { ...present, away: [] });
    if (ready === undefined) throw new InputError('control', 'no model waits for a person');
    if (named !== undefined && named !== ready.version) {
      throw new InputError('control.version', `is ${named}, but version ${ready.version} waits; look at that one`);
    }
    return ready;
  }

  #tell(event: string, time: number | null, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}
