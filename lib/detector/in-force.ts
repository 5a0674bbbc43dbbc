import { createWasmEngine } from '../engine/wasm/engine';
import type { DetectorInfo, TwinRecord } from '../record';
import { Explanation } from './explain';
import { ModelInput } from './input';
import { LiveModel, type LiveSnapshot } from './live';
import type { Model } from './model';

/** All live models of this process share one engine and its memory. */
const engine = createWasmEngine();

/** A model at work: reads records, judges them and says so in them. */
export class ModelInForce {
  readonly model: Model;
  readonly #input: ModelInput;
  readonly #live: LiveModel;
  readonly #explanation: Explanation;
  readonly #info: DetectorInfo;
  #announced: boolean;

  /** @param announced whether a record has already carried the calibration */
  constructor(model: Model, announced: boolean, live?: LiveSnapshot) {
    this.model = model;
    this.#input = new ModelInput(model.features, model.scaling);
    this.#live = new LiveModel(
      model.blueprint,
      model.learned,
      engine.scorer(model.blueprint.graph, model.learned.weights),
    );
    if (live) this.#live.restore(live);
    this.#explanation = new Explanation(model.features, model.scaling);
    this.#info = Object.freeze({ node: model.node, model: model.id, version: model.version, engine: engine.device });
    this.#announced = announced;
  }

  get announced(): boolean {
    return this.#announced;
  }

  /**
   * Judges a record and adds score, detector, contributions and expected values to it.
   * @param most share of the features that may be missing
   * @returns why it cannot be judged; undefined when it was
   */
  judge(record: TwinRecord, features: readonly string[], raw: Float64Array, most: number): string | undefined {
    const input = this.#input;
    input.read(record, features, raw);
    let missing = 0;
    for (let i = 0; i < input.row.length; i++) if (Number.isNaN(input.row[i]!)) missing++;
    const { length } = input.row;
    if (missing > most * length || missing === length) return `${missing} of ${length} features are missing`;
    const score = this.#live.step(input.row);
    if (!Number.isFinite(score)) {
      this.#live.restart();
      return 'the score is not a finite number';
    }
    record.score = score;
    record.detector = this.#announced ? this.#info : { ...this.#info, calibration: this.model.learned.calibration };
    this.#announced = true;
    record.contributions = this.#explanation.contributions(this.#live.contributions);
    record.expected = this.#explanation.expected(this.#live.expected);
    return undefined;
  }

  /** After a gap: the rows before say nothing about the next. */
  restart(): void {
    this.#live.restart();
  }

  snapshot(): LiveSnapshot {
    return this.#live.snapshot();
  }

  dispose(): void {
    this.#live.dispose();
  }
}
