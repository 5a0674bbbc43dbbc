import { alike, alikeBy } from '../../alike';
import type { Scorer } from '../../engine/engine';
import { createWasmEngine } from '../../engine/wasm/engine';
import type { DetectorInfo, TwinRecord } from '../../record/record';
import { warmRows } from '../../score/ewma';
import { Explanation } from '../../score/explain';
import { featuresOf, judgedOf } from '../../score/features';
import type { ScoreSnapshot } from '../../score/live-score';
import { wantsMore } from '../../score/parts';
import { BAND_RATES } from '../../score/settings';
import { toldTexts } from '../../score/told';
import type { LearningBuffer } from '../learning/buffer';
import type { Model } from '../models/model';
import { AtWork } from './at-work';
import { DeferredScorer } from './deferred-scorer';
import { bearableGap, type GapSnapshot, GapWatch } from './gaps';
import { Perspective } from './perspective';
import { type TrajectorySnapshot, TrajectoryTracker } from './trajectory';

/** All live models of this process share one engine and its memory. */
const engine = createWasmEngine();

/** Records after which a score remembers as much of the rows as it ever does. */
const WARM = warmRows(Math.min(...BAND_RATES));
/** Calm records that end an episode, at least. */
const LEAST_CALM = 10;

/** What a model in force remembers, as plain JSON. */
export interface JudgeSnapshot {
  /** Whether a record has already carried the calibration. */
  readonly announced: boolean;
  readonly live: ScoreSnapshot;
  /** Around where the plant has slowly moved on to; absent while it has not. */
  readonly moved?: {
    readonly offsets: Readonly<Record<string, number>>;
    readonly live: ScoreSnapshot;
    /** Records that it has judged from there; absent where they are enough. */
    readonly lived?: number;
  };
  readonly trajectory?: TrajectorySnapshot;
  readonly gaps?: GapSnapshot;
}

/** The network of a model, ready to judge. Of the first one of its kind all is compiled, which takes as long as all else of a model does. */
export function scorerOf({ blueprint, fitted }: Model): Scorer {
  return engine.scorer(blueprint.graph, fitted.weights);
}

/** A model at work: reads records, judges them and says so in them. */
export class RecordJudge {
  readonly model: Model;
  /** For judging with answers from elsewhere. */
  readonly scorer: DeferredScorer;
  /** Whether the last record came after a gap that a window cannot bear; the window then started anew with it. */
  restarted = false;
  /** Positions of the features that are judged. */
  readonly #judged: readonly number[];
  readonly #learned: Perspective;
  /** Where the plant has slowly moved on. */
  #moved: Perspective | undefined;
  /** Records that it has judged from there, at most WARM: before, it would call all normal of which it remembers nothing. */
  #lived = 0;
  /** From where the last record is the more normal one. */
  #normal: Perspective;
  /** Its score from where the model was learned. */
  #unmoved = 0;
  #offsets: Readonly<Record<string, number>> = {};
  readonly #explanation: Explanation;
  readonly #trajectory: TrajectoryTracker;
  readonly #gaps: GapWatch;
  /** How well each tag is told from the others, for a person; empty where no part does that. */
  readonly told: readonly string[];
  /** Whether it would be better for more rows. */
  readonly wantsMore: boolean;
  #info: DetectorInfo;
  #announced = false;

  /** @param local see scorerOf: one that is there already */
  constructor(model: Model, from?: JudgeSnapshot, local = scorerOf(model)) {
    const { fitted } = model;
    const scaling = alikeBy(model.scaling.version, model.scaling);
    const blueprint = alike(model.blueprint);
    const features = alike(model.features);
    const known = featuresOf(features, blueprint.kinds);
    this.#judged = alike(judgedOf(known));
    this.scorer = new DeferredScorer(local, blueprint.window * features.length);
    this.#learned = new Perspective({ ...model, features, scaling, blueprint }, this.scorer);
    this.wantsMore = wantsMore(fitted.parts);
    const { id, version, node, notes } = model;
    const { settings } = model.training;
    const training = { ...model.training, ...(settings && { settings: alike(settings) }) };
    const atWork = new AtWork(local, this.#learned.score.terms, fitted);
    this.model = { id, version, node, features, scaling, blueprint, fitted: atWork, training, notes };
    this.#normal = this.#learned;
    this.#explanation = new Explanation(features, scaling, this.#learned.score.names);
    this.#trajectory = new TrajectoryTracker(fitted.calibration, Math.max(LEAST_CALM, blueprint.window >> 2));
    this.#gaps = new GapWatch(bearableGap(blueprint.window));
    const all = this.#learned.score.told();
    this.told = all.length > 0 ? toldTexts(known, all) : [];
    const told = this.#explanation.told(all);
    this.#info = Object.freeze({ node, model: id, version, engine: engine.device, ...(told && { told }) });
    if (from !== undefined) this.rewind(from);
  }

  /** Back to what it remembered then. */
  rewind(to: JudgeSnapshot): void {
    this.#announced = to.announced;
    this.#learned.score.restore(to.live);
    this.#move(to.moved?.offsets ?? {});
    if (to.moved !== undefined) {
      this.#moved!.score.restore(to.moved.live);
      this.#lived = to.moved.lived ?? WARM;
    }
    this.#trajectory.restore(to.trajectory);
    this.#gaps.restore(to.gaps);
  }

  /** Which engine and device judges from now on. */
  judgedBy(device: string): void {
    if (device !== this.#info.engine) this.#info = Object.freeze({ ...this.#info, engine: device });
  }

  /** Back to the built-in engine. */
  judgedHere(): void {
    this.scorer.local();
    this.judgedBy(engine.device);
  }

  /**
   * Judges a record and adds score, detector, contributions, expected values and trajectory to it. While the window fills
   * there is nothing to add, and the verdict is 'learning'.
   * @param most share that may be missing, of all features and of those that are judged
   * @returns why it cannot be judged; undefined when it was
   */
  judge(record: TwinRecord, features: readonly string[], raw: Float64Array, most: number): string | undefined {
    const score = this.#scoreOf(record, features, raw, most);
    if (typeof score === 'string') return score;
    if (score === undefined) {
      if (record.verdict !== 'fault') record.verdict = 'learning';
      return undefined;
    }
    const { input, score: live } = this.#normal;
    record.score = score;
    record.detector = this.#detector();
    if (this.#normal === this.#learned) live.explain(score);
    record.parts = this.#explanation.parts(live.shares);
    record.contributions = this.#explanation.contributions(live.contributions);
    record.expected = this.#explanation.expected(live.expected, input.offsets);
    const disputed = live.disputed();
    if (disputed.length > 0) record.detector = { ...record.detector, disputed: this.#explanation.namesOf(disputed) };
    const trajectory = this.#trajectory.step(score, record.time);
    if (trajectory !== undefined) record.trajectory = trajectory;
    return undefined;
  }

  /** Scores a live record as judge does, and leaves it as it is. @returns undefined where it cannot tell */
  beside(record: TwinRecord, features: readonly string[], raw: Float64Array, most: number): number | undefined {
    const score = this.#scoreOf(record, features, raw, most);
    return typeof score === 'number' ? score : undefined;
  }

  /** @returns why it cannot be judged; undefined while the window fills */
  #scoreOf(
    record: TwinRecord,
    features: readonly string[],
    raw: Float64Array,
    most: number,
  ): number | string | undefined {
    const learned = this.#learned;
    learned.input.read(features, raw, record);
    const problem = this.#lacking(most);
    if (problem !== undefined) {
      this.#gaps.lack(record.comms?.gap);
      return problem;
    }
    const isCut = this.#gaps.isCut(record.time, record.comms?.gap);
    this.restarted = isCut && this.model.blueprint.window > 1;
    const { missed } = this.#gaps;
    if (isCut) this.restart(missed);
    const moved = this.#moved?.see(features, raw, record, missed);
    if (moved !== undefined) this.#lived = Math.min(WARM, this.#lived + 1);
    const counts = moved !== undefined && this.#lived === WARM;
    // The network is asked by one after the other, and each has to explain before the next one asks.
    if (counts && Number.isFinite(moved)) this.#moved!.score.explain(moved);
    // They read into one row.
    if (this.#moved !== undefined) learned.input.read(features, raw, record);
    const score = learned.step(missed);
    this.#normal = learned;
    this.#unmoved = score ?? 0;
    if (score !== undefined && !Number.isFinite(score)) {
      this.restart();
      return 'the score is not a finite number';
    }
    if (score === undefined || !counts || !(moved < score)) return score;
    this.#normal = this.#moved!;
    return moved;
  }

  /**
   * From now on a record is as normal as it is from one of two places: where the model was learned, or where the plant has slowly moved
   * on to. Moved by levels alone a plant may look strange, as not all that relates its tags moves with them; and so it does where it is
   * back.
   * @param offsets by feature: how far what is judged is moved back, in engineering units
   */
  recentre(offsets: Readonly<Record<string, number>>): void {
    if (offsets !== this.#offsets) this.#move(offsets);
  }

  /** Whether these are the offsets that it judges by. */
  isAt(offsets: Readonly<Record<string, number>>): boolean {
    return offsets === this.#offsets;
  }

  #move(offsets: Readonly<Record<string, number>>): void {
    this.#offsets = offsets;
    if (Object.keys(offsets).length === 0) {
      this.#moved?.dispose();
      this.#moved = undefined;
      return;
    }
    if (this.#moved === undefined) this.#lived = 0;
    this.#moved ??= new Perspective(this.model, this.scorer);
    this.#moved.input.recentre(offsets);
  }

  /** Whether judging may follow to where a record is: it scores as a normal one. */
  mayFollow({ score, verdict }: TwinRecord): boolean {
    return score !== undefined && score <= this.highest && verdict !== 'fault';
  }

  /** Whether the last record is a normal one only around where the plant has slowly moved on to. */
  get excused(): boolean {
    return this.#normal !== this.#learned && this.#unmoved > this.highest;
  }

  /** Highest score of a normal record that its training did not see. */
  get highest(): number {
    return this.model.fitted.calibration.at(-1) ?? Number.POSITIVE_INFINITY;
  }

  /** Scores a row that is no record, for an exam: by what lasts. @param row in engineering units */
  score(features: readonly string[], row: Float64Array): number | undefined {
    const score = this.#learned.see(features, row);
    return score === undefined ? undefined : this.#learned.score.lasting();
  }

  /** Forgets the rows before. @param missed see LiveScore.restart */
  restart(missed?: number): void {
    this.#learned.score.restart(missed);
    this.#moved?.score.restart(missed);
  }

  /** What a person should know of the plant, once. */
  news(): string | undefined {
    return this.#learned.score.news();
  }

  /** Why too much is missing; undefined when it is not. Without what is judged every record would look normal. */
  #lacking(most: number): string | undefined {
    const { row } = this.#learned.input;
    const positions = this.#judged;
    let all = 0;
    let judged = 0;
    for (let i = 0; i < row.length; i++) if (Number.isNaN(row[i]!)) all++;
    for (let k = 0; k < positions.length; k++) if (Number.isNaN(row[positions[k]!]!)) judged++;
    if (all > most * row.length || all === row.length) return `${all} of ${row.length} features are missing`;
    if (judged <= most * positions.length && judged < positions.length) return undefined;
    return `${judged} of the ${positions.length} features that are judged are missing`;
  }

  /** See Perspective. */
  warmUp(rows: LearningBuffer, from = 0, to = rows.count): void {
    this.#learned.warmUp(rows, from, to);
    const interval = rows.timeFor(1);
    if (interval !== undefined) this.#gaps.expect(rows.range[1], interval);
  }

  snapshot(): JudgeSnapshot {
    const trajectory = this.#trajectory.snapshot();
    const gaps = this.#gaps.snapshot();
    return {
      announced: this.#announced,
      live: this.#learned.score.snapshot(),
      ...(this.#moved && { moved: this.#movedSnapshot(this.#moved) }),
      ...(trajectory && { trajectory }),
      ...(gaps && { gaps }),
    };
  }

  #movedSnapshot({ score }: Perspective): NonNullable<JudgeSnapshot['moved']> {
    return { offsets: this.#offsets, live: score.snapshot(), ...(this.#lived < WARM && { lived: this.#lived }) };
  }

  dispose(): void {
    this.#learned.dispose();
    this.#moved?.dispose();
    this.scorer.dispose();
  }

  /** One shared object for all records, but for the first one and where more is shown on request. */
  #detector(): DetectorInfo {
    const { blueprint, fitted } = this.model;
    const { shown } = blueprint;
    if (this.#announced && shown === undefined) return this.#info;
    const info: DetectorInfo = { ...this.#info };
    if (!this.#announced) {
      info.calibration = fitted.calibration;
      if (fitted.episodes !== undefined) info.episodes = fitted.episodes;
      const told = this.#learned.score.told();
      if (told.length > 0) info.residuals = this.#explanation.residuals(told, fitted.input.center);
    }
    if (shown) info.shown = Object.fromEntries(shown.map((name) => [name, this.#learned.score.output(name)]));
    this.#announced = true;
    return info;
  }
}
