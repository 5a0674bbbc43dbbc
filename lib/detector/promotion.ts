import { awayText } from '../guarded/away-text';
import type { Episodes } from '../guarded/episodes';
import { Gate, type GateSnapshot } from '../guarded/gate';
import { goldenOf, sealed } from '../guarded/golden';
import { type Away, presentRows, type Rule, rowsToSee } from '../guarded/levels';
import type { Rows } from '../guarded/rows';
import type { LayerContext } from '../layer';
import { InputError } from '../record';
import { planComparison } from './comparing';
import { rowsOf, sitExam, watchedOf } from './examination';
import type { LearningBuffer } from './learning/buffer';
import type { Source } from './learning/learning-options';
import type { Trained } from './learning/training';
import { causeOf } from './models/activations';
import type { Model } from './models/model';
import type { ModelKeeper } from './models/model-keeper';
import type { DetectorConfig } from './settings';

const ANOTHER = 'the plant is another one now';

/** Whether a model that was learned from live records may judge: lib/guarded, with what the detector has. */
export class Promotion {
  readonly #context: LayerContext;
  readonly #models: ModelKeeper;
  readonly #window: number;
  /** Whether a model that learned by itself has to pass an exam. */
  readonly #guarded: boolean;
  /** Whether judging follows slow changes. */
  readonly #follows: boolean;
  readonly #gate: Gate;
  readonly #episodes: Episodes;
  /** Rows since the levels were looked at. */
  #unseen = 0;

  /**
   * @param episodes what people said of alarms: with the exam, models are measured by it
   * @param settings exam: whether a model that learned by itself has to pass one; grow: whether the guard keeps up with the plant by itself
   */
  constructor(
    context: LayerContext,
    models: ModelKeeper,
    window: number,
    episodes: Episodes,
    { exam, grow, score }: Pick<DetectorConfig, 'exam' | 'grow' | 'score'>,
    from?: GateSnapshot,
  ) {
    this.#context = context;
    this.#models = models;
    this.#window = window;
    this.#episodes = episodes;
    this.#guarded = exam;
    // The papers' scores are what the papers say, and nothing else.
    this.#follows = grow && score === 'guard';
    // Without the exam nothing is measured; a model may wait all the same, behind one that is pinned.
    const kept = exam ? from : from?.pending && { pending: from.pending };
    this.#gate = new Gate(window, kept, (text) => this.#tell('golden-lost', null, { text }));
    models.needed = () => this.#gate.needed;
  }

  /** Who said that what is collected is the new normal: all of it is learned from, also what the model in force finds strange. */
  get acceptedBy(): string | undefined {
    return this.#gate.accepting;
  }

  /** Whether a model waits for a person. */
  get waits(): boolean {
    return this.#gate.pending !== undefined;
  }

  /** Whether more rows have to come before a model is made of them: the plant is where it has not come back from. */
  mustWait(buffer: LearningBuffer): boolean {
    return this.#gate.mustWait(rowsOf(buffer)) === true;
  }

  /** By feature: how far what is judged is moved back, in engineering units, as the plant has slowly moved on. */
  get offsets(): Readonly<Record<string, number>> {
    return this.#gate.offsets;
  }

  /** A row has been judged, and nothing speaks against learning. @param calm whether judging may follow to where it is */
  judged(features: readonly string[], row: Float64Array, calm: boolean, time: number): void {
    if (!this.#follows || !this.#gate.follow(features, row, calm)) return;
    this.#look(undefined, 'level', time);
  }

  /** A row was collected. Looks at the levels once in a while. */
  collected(buffer: LearningBuffer, isGrowing: boolean, time: number): void {
    if (buffer.count === 1) this.#gate.collect();
    const golden = this.#gate.golden;
    if (golden === undefined || buffer.count < presentRows(golden.levels)) return;
    if (++this.#unseen < golden.levels.block) return;
    this.#unseen = 0;
    this.#look(rowsOf(buffer.tail(rowsToSee(golden.levels))), isGrowing ? 'return' : 'level', time);
  }

  #look(rows: Rows | undefined, rule: Rule, time: number): void {
    const away = this.#gate.watch(rows, rule);
    if (away === undefined) return;
    if (away.length > 0) {
      const text = `${awayText(away)}; what is learned further on there waits for a person. Look at the plant; if this is its new normal, order accept`;
      this.#tell('learning-drift', time, { text, levels: away });
    } else this.#tell('learning-drift-over', time, { text: 'all levels are again where they have been' });
  }

  /**
   * Whether a model is to come into force. One that waits for a person is on disk then.
   * @param wanted whether it is still wanted, asked between slices
   */
  async decide(made: Trained, source: Source, wanted: () => boolean): Promise<boolean> {
    const gate = this.#gate;
    const champion = this.#models.inForce;
    const { buffer, rows: kind, by } = source;
    const golden = kind === 'given' ? undefined : gate.golden;
    if (champion === undefined || (golden === undefined && this.#models.pinned === undefined)) return true;
    const rows = rowsOf(buffer);
    const own = goldenOf(rows, watchedOf(made), this.#window, by);
    const { from, to } = made.training;
    let facts: Record<string, unknown> = { from, to };
    let away: readonly Away[] = [];
    if (golden !== undefined) {
      const drilled = by !== undefined || kind === 'grown' ? own : golden;
      this.#forget(this.#episodes.fit(made.features), 'a new model judges features that were not there then');
      const { all } = this.#episodes;
      const result = await sitExam(made, champion.model, { golden, drilled, reach: gate.reach, episodes: all }, by);
      if (!wanted()) return false;
      gate.reaches(result.champion.reach);
      facts = { ...facts, challenger: result.challenger, champion: result.champion };
      if (result.reasons.length > 0) {
        if (by !== undefined) gate.stopAccepting();
        const text = `a model learned from ${buffer.count} records did not pass its exam and does not judge: ${result.reasons.join('; ')}`;
        this.#tell('model-refused', to, { text, ...facts });
        return false;
      }
      // Where more and more is learned it was waited until the plant was back.
      away = kind === 'grown' ? [] : gate.away(rows);
    }
    if (away.length === 0 && this.#models.pinned === undefined) return true;
    const version = await this.#models.lay(made);
    if (!wanted()) return false;
    if (by !== undefined) gate.stopAccepting();
    gate.hold({ version, golden: own, away });
    const { pinned } = this.#models;
    const behind = pinned && `version ${pinned.version} is pinned by ${pinned.by}`;
    const why = [...(away.length > 0 ? [awayText(away)] : []), ...(behind === undefined ? [] : [behind])].join('; ');
    const meant = away.length > 0 ? ' if this is the new normal' : '';
    const first = behind === undefined ? 'Order' : 'Order unpin, then';
    const text = `model version ${version} waits for a person: ${why}. ${first} approve, with a name,${meant} or decline`;
    this.#tell('model-waiting', to, { text, version, levels: away, ...facts });
    return false;
  }

  /** A model has come into force. @param before version of the one that was in force until now */
  promoted(made: Trained, { buffer, rows: kind, by }: Source, before: number | undefined): void {
    const gate = this.#gate;
    if (!this.#guarded) return;
    const rows = rowsOf(buffer);
    if (by !== undefined) gate.stopAccepting();
    if (gate.golden === undefined || kind === 'given' || by !== undefined) {
      if (by !== undefined) this.#forget(this.#episodes.clear(), ANOTHER);
      gate.adopt(goldenOf(rows, watchedOf(made), this.#window, by), before);
    } else if (kind === 'grown') gate.grow(rows, watchedOf(made));
    else gate.renew(rows);
    const { version } = this.#models.inForce!.model;
    const text = `model version ${version}, learned from ${buffer.count} records, judges from now on`;
    const { hash } = gate.golden!;
    this.#tell('model-promoted', made.training.to, { text, version, golden: hash, ...(by !== undefined && { by }) });
  }

  /** @throws InputError when nobody says so, or there is nothing to compare with */
  mayAccept(by: string | undefined): void {
    nameOf(by);
    if (this.#gate.golden === undefined || this.#models.inForce === undefined) {
      throw new InputError('control', 'there is no guarded model to learn a new normal beside; order retrain or train');
    }
  }

  accept(by: string): void {
    this.#gate.accept(by);
    this.#tell('new-normal', null, { text: `${by} says that what comes now is the new normal`, by });
  }

  /** @throws InputError when nobody says so, none waits, or it cannot come into force */
  mayApprove(by: string | undefined): void {
    nameOf(by);
    const { version } = this.#pending();
    this.#models.mayLeave();
    this.#models.mayEnter(version);
  }

  /** @param recent the rows right before the next record */
  approve(by: string, recent: LearningBuffer): void {
    const { version, golden, away } = this.#pending();
    if (away.length > 0 || golden.by !== undefined) this.#forget(this.#episodes.clear(), ANOTHER);
    const before = this.#models.inForce?.model.version;
    this.#models.enter(version, recent, causeOf('approved', by));
    if (this.#guarded) this.#gate.adopt(sealed({ ...golden, by }), before);
    else this.#gate.release();
    this.#tell('model-approved', null, { text: `${by} approved model version ${version}`, version, by });
  }

  decline(by: string | undefined): void {
    const { version } = this.#pending();
    this.#gate.release();
    this.#tell('model-declined', null, { text: `model version ${version} will not judge`, version, ...(by && { by }) });
  }

  /** @throws InputError when no model waits */
  mayDecline(): void {
    this.#pending();
  }

  /**
   * @returns the model to go back to; the one before where no version is named
   * @throws InputError when there is none, it waits, nobody names who wants one that never judged, or the one in force is pinned
   */
  mayRollBack(version: number | undefined, by: string | undefined): Model {
    this.#models.mayLeave();
    if (version === undefined) return this.#models.before();
    if (version === this.#gate.pending?.version) {
      throw new InputError('control.version', `${version} waits for a person; order approve or decline`);
    }
    const model = this.#models.earlier(version);
    if (!this.#models.wasInForce(version)) nameOf(by);
    return model;
  }

  rollBack(model: Model, recent: LearningBuffer, by: string | undefined): void {
    this.#models.rollBack(model, recent, by);
    this.#gate.rolledBack(model.version);
  }

  /** @throws InputError when nobody says so, or the model in force is pinned */
  mayImport(by: string | undefined): void {
    nameOf(by);
    this.#models.mayLeave();
  }

  /** A model that was made elsewhere has come into force. */
  imported(by: string): void {
    const { version, id } = this.#models.inForce!.model;
    const text = `model ${id}, imported by ${by}, judges from now on as version ${version}`;
    this.#tell('model-imported', null, { text, model: id, version, by });
  }

  /** See planComparison. */
  planComparison(a: number, b: number): () => void {
    return planComparison(this.#gate.golden, this.#models, [a, b], this.#context);
  }

  /** @returns the version that is to be pinned, the one in force where none is named @throws InputError when it cannot be, or nobody says so */
  mayPin(version: number | undefined, by: string | undefined): number {
    nameOf(by);
    const wanted = version ?? this.#models.present();
    this.#models.mayEnter(wanted);
    this.#models.pins.mayAdd(wanted);
    return wanted;
  }

  pin(version: number, by: string): void {
    this.#models.pins.add(version, by);
    this.#tell('model-pinned', null, { text: `${by} pinned model version ${version}: it stays`, version, by });
  }

  /** @returns the version whose pin is to be taken away @throws InputError when it has none, or nobody says so */
  mayUnpin(version: number | undefined, by: string | undefined): number {
    nameOf(by);
    const wanted = version ?? this.#models.present();
    this.#models.pins.mayRemove(wanted);
    return wanted;
  }

  unpin(version: number, by: string): void {
    this.#models.pins.remove(version);
    this.#tell('model-unpinned', null, { text: `model version ${version} is not pinned any more`, version, by });
  }

  /** What is collected is no new normal: something else was ordered. */
  stopAccepting(): void {
    this.#gate.stopAccepting();
  }

  reset(): void {
    this.#gate.reset();
    this.#episodes.clear();
  }

  /** For the answer to an order. */
  report(): Record<string, unknown> {
    const { golden, pending, accepting, followed } = this.#gate;
    return {
      ...(golden && { golden: { hash: golden.hash, ...(golden.by !== undefined && { by: golden.by }) } }),
      ...(pending && { pending: { version: pending.version, levels: pending.away } }),
      ...(accepting !== undefined && { accepting }),
      ...(Object.keys(followed).length > 0 && { followed }),
    };
  }

  /** Undefined where there is nothing to keep. */
  snapshot(): GateSnapshot | undefined {
    const kept = this.#gate.snapshot();
    return Object.keys(kept).length > 0 ? kept : undefined;
  }

  #forget(alarms: number, why: string): void {
    if (alarms === 0) return;
    this.#tell('alarms-forgotten', null, {
      text: `no model is measured any more by ${alarms} judged alarms: ${why}`,
      alarms,
    });
  }

  #pending() {
    const pending = this.#gate.pending;
    if (pending === undefined) throw new InputError('control', 'no model waits for a person');
    return pending;
  }

  #tell(event: string, time: number | null, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}

/** @throws InputError when there is none */
function nameOf(by: string | undefined): string {
  if (by === undefined) throw new InputError('control.by', 'is missing; say who decides this: { by: "name" }');
  return by;
}
