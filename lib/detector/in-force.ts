import { createWasmEngine } from '../engine/wasm/engine';
import type { DetectorInfo, TwinRecord } from '../record';
import { watchedOf } from './blueprint';
import type { LearningBuffer } from './buffer';
import { DeferredScorer } from './deferred-scorer';
import { Explanation } from './explain';
import { bearableGap, GapWatch } from './gaps';
import { ModelInput } from './input';
import { LiveModel, type LiveSnapshot } from './live';
import type { Model } from './model';
import { type TrajectorySnapshot, TrajectoryTracker } from './trajectory';

/** All live models of this process share one engine and its memory. */
const engine = createWasmEngine();

/** Calm records that end an episode, at least. */
const LEAST_CALM = 10;

/** What a model in force remembers, as plain JSON. */
export interface InForceSnapshot {
  /** Whether a record has already carried the calibration. */
  readonly announced: boolean;
  readonly live: LiveSnapshot;
  readonly trajectory?: TrajectorySnapshot;
  readonly gaps?: readonly [number, number, number];
}

/** A model at work: reads records, judges them and says so in them. */
export class ModelInForce {
  readonly model: Model;
  /** For judging with answers from elsewhere. */
  readonly scorer: DeferredScorer;
  /** Whether the last record came after a gap that a window cannot bear; the window then started anew with it. */
  restarted = false;
  readonly #input: ModelInput;
  /** Positions of the features that are judged. */
  readonly #watched: readonly number[];
  readonly #live: LiveModel;
  readonly #explanation: Explanation;
  readonly #trajectory: TrajectoryTracker;
  readonly #gaps: GapWatch;
  #info: DetectorInfo;
  #announced = false;

  constructor(model: Model, from?: InForceSnapshot) {
    const { blueprint, learned, features, scaling } = model;
    this.model = model;
    this.#input = new ModelInput(features, scaling);
    this.#watched = watchedOf(blueprint, features.length);
    const local = engine.scorer(blueprint.graph, learned.weights);
    this.scorer = new DeferredScorer(local, blueprint.window * features.length);
    this.#live = new LiveModel(blueprint, learned, this.scorer);
    this.#explanation = new Explanation(features, scaling);
    this.#trajectory = new TrajectoryTracker(learned.calibration, Math.max(LEAST_CALM, blueprint.window >> 2));
    this.#gaps = new GapWatch(bearableGap(blueprint.window));
    this.#info = Object.freeze({ node: model.node, model: model.id, version: model.version, engine: engine.device });
    if (from !== undefined) this.rewind(from);
  }

  /** Back to what it remembered then. */
  rewind(to: InForceSnapshot): void {
    this.#announced = to.announced;
    this.#live.restore(to.live);
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
    const input = this.#input;
    input.read(features, raw, record);
    const problem = this.#lacking(most);
    if (problem !== undefined) return problem;
    const isCut = this.#gaps.isCut(record.time, record.comms?.gap);
    this.restarted = isCut && this.model.blueprint.window > 1;
    if (isCut) this.#cut();
    const score = this.#step();
    if (score === undefined) {
      if (record.verdict !== 'fault') record.verdict = 'learning';
      return undefined;
    }
    if (!Number.isFinite(score)) {
      this.#live.restart();
      return 'the score is not a finite number';
    }
    record.score = score;
    record.detector = this.#detector();
    record.contributions = this.#explanation.contributions(this.#live.contributions);
    record.expected = this.#explanation.expected(this.#live.expected);
    const trajectory = this.#trajectory.step(score, record.time);
    if (trajectory !== undefined) record.trajectory = trajectory;
    return undefined;
  }

  /** Why too much is missing; undefined when it is not. Without what is judged every record would look normal. */
  #lacking(most: number): string | undefined {
    const { row } = this.#input;
    const watched = this.#watched;
    let all = 0;
    let judged = 0;
    for (let i = 0; i < row.length; i++) if (Number.isNaN(row[i]!)) all++;
    for (let k = 0; k < watched.length; k++) if (Number.isNaN(row[watched[k]!]!)) judged++;
    if (all > most * row.length || all === row.length) return `${all} of ${row.length} features are missing`;
    if (judged <= most * watched.length && judged < watched.length) return undefined;
    return `${judged} of the ${watched.length} features that are judged are missing`;
  }

  /** Lives through the rows before the first record, so that window and evidence are as if it had been there. */
  warmUp(rows: LearningBuffer): void {
    const width = rows.features.length;
    const all = rows.rows();
    const seams = new Set(rows.seams);
    for (let at = 0; at < all.length; at += width) {
      if (seams.has(at / width)) this.#cut();
      this.#input.read(rows.features, all.subarray(at, at + width));
      this.#step();
    }
    const interval = rows.timeFor(1);
    if (interval !== undefined) this.#gaps.expect(rows.range[1], interval);
  }

  snapshot(): InForceSnapshot {
    const trajectory = this.#trajectory.snapshot();
    const gaps = this.#gaps.snapshot();
    return {
      announced: this.#announced,
      live: this.#live.snapshot(),
      ...(trajectory && { trajectory }),
      ...(gaps && { gaps }),
    };
  }

  /** What comes next does not follow what came before. */
  #cut(): void {
    if (this.model.blueprint.window > 1) this.#live.restart();
    else this.#live.skip();
  }

  dispose(): void {
    this.#live.dispose();
  }

  /** @returns undefined while the window is not full */
  #step(): number | undefined {
    const wasReady = this.#live.ready;
    const score = this.#live.step(this.#input.row);
    if (!this.#live.ready) return undefined;
    // What added up while the window was half empty is no evidence.
    if (!wasReady) this.#live.calm();
    return score;
  }

  /** One shared object for all records, but for the first one and where more is shown on request. */
  #detector(): DetectorInfo {
    const { blueprint, learned } = this.model;
    const { shown } = blueprint;
    if (this.#announced && shown === undefined) return this.#info;
    const info: DetectorInfo = { ...this.#info };
    if (!this.#announced) info.calibration = learned.calibration;
    if (shown) info.shown = Object.fromEntries(shown.map((name) => [name, this.#live.output(name)]));
    this.#announced = true;
    return info;
  }
}
