import { alike } from '../../alike';
import type { Scorer } from '../../engine/engine';
import type { TwinRecord } from '../../record/record';
import { featuresOf } from '../../score/features';
import { LiveScore } from '../../score/live-score';
import type { LearningBuffer } from '../learning/buffer';
import type { Model } from '../models/model';
import { ModelInput } from './input';

/**
 * A model that looks at records from one place: around the levels that it was learned at, or around those that the plant has slowly
 * moved on to.
 */
export class Perspective {
  readonly input: ModelInput;
  readonly score: LiveScore;

  /** @param scorer runs the network for all perspectives of a model, one after the other */
  constructor({ blueprint, fitted, features, scaling }: Model, scorer: Scorer) {
    this.input = new ModelInput(features, scaling);
    this.score = new LiveScore(blueprint, fitted, alike(featuresOf(features, blueprint.kinds)), scorer);
  }

  /** @param missed see LiveScore.step @returns the score of the row that was read; undefined while too few rows have come */
  step(missed = 0): number | undefined {
    return this.score.step(this.input.row, missed);
  }

  /** Reads a row and scores it. @param raw in engineering units @param record whose scaled values are used, if they were made as in training */
  see(
    features: readonly string[],
    raw: ArrayLike<number>,
    record?: Pick<TwinRecord, 'scaled' | 'scaling'>,
    missed = 0,
  ): number | undefined {
    this.input.read(features, raw, record);
    return this.step(missed);
  }

  /** Lives through the rows before the first record, so that window and evidence are as if it had been there: those of [from, to). */
  warmUp(rows: LearningBuffer, from = 0, to = rows.count): void {
    const width = rows.features.length;
    const all = rows.rows(from, to);
    const seams = new Set(rows.seams);
    for (let at = 0, t = from; at < all.length; at += width, t++) {
      if (seams.has(t)) this.score.restart();
      this.see(rows.features, all.subarray(at, at + width));
    }
  }

  dispose(): void {
    this.score.dispose();
  }
}
