import type { Progress, Scorer } from '../../engine/engine';
import type { Fitted, FittedTerm, InputScale } from '../../score/fitted';
import type { Episodes } from '../../tail/sureness';

/**
 * What scores of a model that is at work. Weights and parts lie where they are worked with, and need not lie elsewhere as well: of a fleet they
 * are what takes most room.
 */
export class AtWork implements Fitted {
  readonly input: InputScale;
  readonly parts: readonly FittedTerm[];
  readonly calibration: readonly number[];
  declare readonly episodes?: Episodes;
  readonly bestEpoch: number;
  readonly device: string;
  readonly #scorer: Scorer;
  /** Epochs at most, and by epoch its two losses. */
  readonly #epochs: number;
  readonly #losses: Float64Array;

  /** @param parts at work */
  constructor(scorer: Scorer, parts: readonly FittedTerm[], fitted: Fitted) {
    this.input = fitted.input;
    this.parts = parts;
    // A list that came from a thread has a box for each of its numbers.
    this.calibration = fitted.calibration.map((score) => score);
    if (fitted.episodes !== undefined) this.episodes = fitted.episodes;
    this.bestEpoch = fitted.bestEpoch;
    this.device = fitted.device;
    this.#scorer = scorer;
    this.#epochs = fitted.history[0]?.epochs ?? 0;
    // None of the held-out rows where there were none: NaN, which a file has as null.
    this.#losses = Float64Array.from(
      fitted.history.flatMap(({ loss, validationLoss }) => [loss, validationLoss ?? Number.NaN]),
    );
  }

  get history(): readonly Progress[] {
    const losses = this.#losses;
    return Array.from({ length: losses.length / 2 }, (_, k) => {
      return { epoch: k + 1, epochs: this.#epochs, loss: losses[2 * k]!, validationLoss: losses[2 * k + 1]! };
    });
  }

  get weights(): Float32Array {
    return this.#scorer.weights();
  }
}
