import type { ShadowCounts } from '../guarded/shadow';
import { InputError } from '../input';
import type { LayerContext } from '../layer/layer';
import type { Learning } from './learning/learning';
import type { Kept, Source } from './learning/learning-options';
import type { RecentRows } from './learning/recent';
import type { Made, Trained } from './learning/training';
import { tellTrained } from './learning/training-news';
import type { ModelKeeper } from './models/model-keeper';
import type { Promotion } from './promotion';
import type { Shaded } from './shadowing';

/** What it works on. */
export interface EnteringContext {
  readonly models: ModelKeeper;
  readonly promotion: Promotion;
  /** The rows right before the next record. */
  readonly recent: RecentRows;
  /** Another model judges from now on. */
  entered(): void;
  /** What is being learned meanwhile: it may not be wanted any more. */
  learning(): Pick<Learning, 'superseded' | 'arrived'>;
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
    const golden = await promotion.golden(trained, source);
    if (!wanted()) return 'not in force';
    const may = await promotion.decide(trained, source, golden, wanted);
    if (may !== true) return may === false ? 'not in force' : may;
    const before = models.inForce?.model.version;
    const last = {
      rows: () => recent.rows(odd),
      get seen() {
        return recent.seen;
      },
    };
    const kept = await models.keep(trained, wanted, last, source.cause);
    if (!wanted()) return kept;
    promotion.promoted(trained, source, golden, before);
    this.#entered();
    return kept;
  }

  /** A model has passed its time in the shadow. If it cannot be read any more, the one before judges on. */
  fromShadow(shaded: Shaded & { readonly counts: ShadowCounts }, time: number): void {
    const { models, promotion, recent } = this.#on;
    if (promotion.through(shaded, time)) {
      const { version, cause, counts } = shaded;
      try {
        models.enter(version, recent.rows(), { ...cause, shadow: counts });
        promotion.succeeded(shaded, counts, time);
        this.#on.learning().arrived();
        this.#entered();
      } catch (error) {
        this.#context.fail(error as Error);
      }
    }
    this.#context.save('now');
    this.#context.touch();
  }

  #entered(): void {
    this.#on.entered();
    const { model, told } = this.#on.models.inForce!;
    tellTrained((event, time, facts) => this.#context.emit('event', { event, time, ...facts }), model, told);
  }

  /** A model that was made elsewhere, by order: on disk first, as any model. If the process ends before that, nothing has happened. */
  import(made: Trained, by: string): void {
    const { models, recent } = this.#on;
    models
      .keep(made, () => !this.#closed, recent, { why: 'imported', by })
      .then(
        () => {
          if (this.#closed) return;
          this.#on.learning().superseded(true);
          this.#on.entered();
          this.#imported(by);
          this.#context.save('now');
          this.#context.touch();
        },
        (error: Error) => this.#context.fail(new InputError('control', `the model was not imported: ${error.message}`)),
      );
  }

  #imported(by: string): void {
    const { models, promotion } = this.#on;
    promotion.shadowing.end(`${by} imported another one`, by);
    const { version, id } = models.inForce!.model;
    const text = `model ${id}, imported by ${by}, judges from now on as version ${version}`;
    this.#context.emit('event', { event: 'model-imported', time: null, text, model: id, version, by });
  }

  close(): void {
    this.#closed = true;
  }
}
