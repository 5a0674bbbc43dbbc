import type { LayerContext } from '../layer';
import { InputError } from '../record';
import type { LearningBuffer } from './learning/buffer';
import type { Kept, Source } from './learning/learning-options';
import type { Made, Trained } from './learning/training';
import { tellTrained } from './learning/training-news';
import type { ModelKeeper } from './models/model-keeper';
import type { Promotion } from './promotion';

/** What it works on. */
export interface EnteringContext {
  readonly models: ModelKeeper;
  readonly promotion: Promotion;
  /** The rows right before the next record. @param odd rows to leave out, see rowKey */
  recent(odd?: ReadonlySet<string>): LearningBuffer;
  /** Another model judges from now on. */
  entered(): void;
  /** What was being learned by itself is not wanted any more. */
  superseded(): void;
}

/** Brings models into force: those that were learned here, once they may, and those that were made elsewhere. */
export class Entering {
  readonly #context: LayerContext;
  readonly #on: EnteringContext;
  #closed = false;

  constructor(context: LayerContext, on: EnteringContext) {
    this.#context = context;
    this.#on = on;
  }

  /** See LearningOptions.keep. */
  async keep({ trained, odd }: Made, wanted: () => boolean, source: Source): Promise<Kept> {
    const { models, promotion, recent } = this.#on;
    if (!(await promotion.decide(trained, source, wanted))) return 'not in force';
    const before = models.inForce?.model.version;
    const kept = await models.keep(trained, wanted, () => recent(odd), source.cause);
    if (!wanted()) return kept;
    promotion.promoted(trained, source, before);
    this.#on.entered();
    const { model, told } = models.inForce!;
    tellTrained((event, time, facts) => this.#context.emit('event', { event, time, ...facts }), model, told);
    return kept;
  }

  /** A model that was made elsewhere, by order: on disk first, as any model. If the process ends before that, nothing has happened. */
  import(made: Trained, by: string): void {
    const { models, promotion, recent } = this.#on;
    models
      .keep(
        made,
        () => !this.#closed,
        () => recent(),
        { why: 'imported', by },
      )
      .then(
        () => {
          if (this.#closed) return;
          this.#on.superseded();
          this.#on.entered();
          promotion.imported(by);
          this.#context.save('now');
          this.#context.touch();
        },
        (error: Error) => this.#context.fail(new InputError('control', `the model was not imported: ${error.message}`)),
      );
  }

  close(): void {
    this.#closed = true;
  }
}
