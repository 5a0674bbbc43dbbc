import type { LayerContext } from '../../layer';
import type { LearningBuffer } from '../learning/buffer';
import type { Kept } from '../learning/learning-options';
import type { Trained } from '../learning/training';
import { type JudgeSnapshot, RecordJudge } from '../live/record-judge';
import { type Model, modelFiles } from './model';
import { ModelLine } from './model-line';

/** ModelKeeper as plain JSON. */
export interface ModelsSnapshot {
  /** The model in force, as far as it is on disk. */
  readonly version?: number;
  /** See ModelLine.line; absent in what older versions kept. */
  readonly line?: readonly number[];
  /** See ModelKeeper.missing. */
  readonly missing?: string;
  readonly inForce?: JudgeSnapshot;
}

/** Which model judges an asset, from start to start. */
export class ModelKeeper {
  readonly #context: LayerContext;
  readonly #shelf: ModelLine;
  /** Versions that stay on disk beside the one in force and the one before it. */
  needed: () => readonly number[] = () => [];
  #inForce: RecordJudge | undefined;
  #missing: string | undefined;
  #unsaved: string | undefined;
  #saving = false;

  /**
   * @param from a snapshot; undefined when nothing is known
   * @param anew models of earlier times are not wanted where nothing is known
   */
  constructor(context: LayerContext, node: string, from: ModelsSnapshot | undefined, anew: boolean) {
    this.#context = context;
    this.#shelf = new ModelLine(context, node, lineOf(context, from));
    if (from !== undefined) this.#restore(from);
    else if (!anew) this.#recover();
  }

  get inForce(): RecordJudge | undefined {
    return this.#inForce;
  }

  /** Why there is no model although there was one: only a person may decide to learn anew. */
  get missing(): string | undefined {
    return this.#missing;
  }

  /** Why the model in force is not on disk. */
  get unsaved(): string | undefined {
    return this.#unsaved;
  }

  /**
   * Keeps a model and, unless it is no longer wanted by then, puts it in force. It is on disk before it judges, so that a
   * restart finds it; where the disk refuses, an unsaved model judges better than none.
   * @param recent gives the rows right before the next record
   */
  async keep(trained: Trained, wanted: () => boolean, recent: () => LearningBuffer): Promise<Kept> {
    let model: Model;
    let problem: string | undefined;
    try {
      model = await this.#shelf.put(trained, this.needed());
    } catch (error) {
      problem = (error as Error).message;
      model = { ...trained, id: modelFiles(trained).id, version: this.#shelf.next };
    }
    if (!wanted()) {
      if (problem === undefined) this.#shelf.declined();
      return 'on disk';
    }
    const next = new RecordJudge(model);
    next.warmUp(recent());
    this.#replace(next);
    if (problem === undefined) this.#shelf.entered(model.version);
    else this.#tellUnsaved(problem);
    return problem === undefined ? 'on disk' : 'unsaved';
  }

  /** Keeps a model that does not come into force, or not yet. @returns its version @throws Error when the disk refuses */
  async lay(trained: Trained): Promise<number> {
    const { version } = await this.#shelf.put(trained, this.needed());
    this.#shelf.declined();
    return version;
  }

  /** @throws InputError when a model that was laid by is not there any more */
  mayEnter(version: number): void {
    this.#shelf.kept(version);
  }

  /** Puts a model that was laid by in force. @param recent the rows right before the next record @throws InputError when it is not there */
  enter(version: number, recent: LearningBuffer): void {
    const next = new RecordJudge(this.#shelf.kept(version));
    next.warmUp(recent);
    this.#replace(next);
    this.#shelf.activated(version);
  }

  /** Tries again to put an unsaved model on disk. @returns whether that has now been done */
  async saveAgain(): Promise<boolean> {
    const unsaved = this.#inForce;
    if (this.#unsaved === undefined || unsaved === undefined || this.#saving) return false;
    this.#saving = true;
    try {
      const { id: _, version: __, ...made } = unsaved.model;
      const model = await this.#shelf.put(made, this.needed());
      if (this.#inForce !== unsaved) {
        this.#shelf.declined();
        return false;
      }
      // The layers behind hear of the version that it really got, with its calibration.
      this.#replace(new RecordJudge(model, { ...unsaved.snapshot(), announced: false }));
      this.#shelf.entered(model.version);
      this.#context.emit('event', { event: 'model-saved', model: model.id, version: model.version });
      return true;
    } catch {
      // Told when it began; it is tried again.
      return false;
    } finally {
      this.#saving = false;
    }
  }

  /** The model that was in force before this one. @throws InputError when there is none that can be used */
  before(): Model {
    return this.#shelf.before(this.#unsaved !== undefined);
  }

  /** @param recent the rows right before the next record */
  rollBack(model: Model, recent: LearningBuffer): void {
    this.#shelf.rollBack(model);
    const next = new RecordJudge(model);
    next.warmUp(recent);
    this.#replace(next);
  }

  /** Forgets all models. */
  clear(): void {
    this.#shelf.clear();
    this.#replace(undefined);
  }

  close(): void {
    this.#inForce?.dispose();
    this.#inForce = undefined;
  }

  snapshot(): ModelsSnapshot {
    const { line } = this.#shelf;
    const version = line.at(-1);
    const inForce = this.#unsaved === undefined ? this.#inForce?.snapshot() : undefined;
    return {
      ...(version !== undefined && { version }),
      line,
      ...(this.#missing !== undefined && { missing: this.#missing }),
      ...(inForce && { inForce }),
    };
  }

  #replace(next: RecordJudge | undefined): void {
    this.#inForce?.dispose();
    this.#inForce = next;
    this.#missing = undefined;
    this.#unsaved = undefined;
  }

  #restore({ version, inForce, missing }: ModelsSnapshot): void {
    if (version === undefined) {
      this.#missing = missing;
      return;
    }
    const found = this.#shelf.restore();
    if ('missing' in found) this.#tellMissing(found.missing);
    else this.#replace(new RecordJudge(found.model, found.model.version === version ? inForce : undefined));
  }

  #recover(): void {
    const { lost, emit, recovered } = this.#context;
    const found = this.#shelf.recover();
    if (found === undefined) {
      if (lost !== undefined) this.#tellMissing(lost.text);
      return;
    }
    if ('missing' in found) {
      this.#tellMissing(found.missing);
      return;
    }
    const { model } = found;
    this.#replace(new RecordJudge(model));
    recovered?.();
    const text = `what was kept beside the models is lost; model version ${model.version}, found on disk, is in force. Orders that held, like freeze, have to be given again`;
    emit('event', { event: 'state-lost', text, model: model.id, version: model.version });
  }

  #tellMissing(why: string): void {
    this.#missing = `the model of ${this.#context.asset} cannot be read: ${why}; order reset or train`;
    this.#context.emit('event', { event: 'model-missing', text: this.#missing });
    this.#context.fail(new Error(this.#missing));
  }

  #tellUnsaved(why: string): void {
    this.#unsaved = `the model in force cannot be saved: ${why}; a restart would lose it`;
    this.#context.emit('event', { event: 'model-unsaved', text: this.#unsaved });
    this.#context.fail(new Error(this.#unsaved));
  }
}

function lineOf({ models }: LayerContext, from: ModelsSnapshot | undefined): readonly number[] {
  if (from?.line !== undefined) return from.line;
  const version = from?.version;
  if (version === undefined) return [];
  return [...models.versions().filter((v) => v < version), version];
}
