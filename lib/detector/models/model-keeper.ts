import { setImmediate as breath } from 'node:timers/promises';
import { InputError } from '../../input';
import type { LayerContext } from '../../layer/layer';
import type { LearningBuffer } from '../learning/buffer';
import type { Kept } from '../learning/learning-options';
import type { Trained } from '../learning/training';
import { type JudgeSnapshot, RecordJudge, scorerOf } from '../live/record-judge';
import { type Activation, Activations, type Cause, causeOf } from './activations';
import { type LastRows, livedThrough } from './living-through';
import { type Model, modelFiles } from './model';
import { ModelLine } from './model-line';
import { type Pin, Pins } from './pins';

/** ModelKeeper as plain JSON. */
export interface ModelsSnapshot {
  /** The model in force, as far as it is on disk. */
  readonly version?: number;
  /** See ModelLine.line; absent in what older versions kept. */
  readonly line?: readonly number[];
  /** See ModelKeeper.missing. */
  readonly missing?: string;
  readonly inForce?: JudgeSnapshot;
  /** The newest last. */
  readonly activations?: readonly Activation[];
  readonly pins?: readonly Pin[];
}

/** Which model judges an asset, from start to start. */
export class ModelKeeper {
  readonly #context: LayerContext;
  readonly #shelf: ModelLine;
  readonly #activations: Activations;
  /** What a person keeps. */
  readonly pins: Pins;
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
    this.pins = new Pins(from?.pins);
    this.#activations = new Activations(from?.activations);
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
   * @param recent what it lives through before it judges
   */
  async keep(trained: Trained, wanted: () => boolean, recent: LastRows, cause: Cause): Promise<Kept> {
    let model: Model;
    let problem: string | undefined;
    try {
      model = await this.#shelf.put(trained, this.#needed());
    } catch (error) {
      problem = (error as Error).message;
      model = { ...trained, id: modelFiles(trained).id, version: this.#shelf.next };
    }
    const next = await livedThrough(() => madeOf(model), recent, wanted);
    if (!wanted()) {
      next.dispose();
      if (problem === undefined) this.#shelf.declined();
      return 'on disk';
    }
    const { pinned } = this;
    if (pinned !== undefined) {
      next.dispose();
      if (problem === undefined) this.#shelf.declined();
      const kept =
        problem === undefined ? `it is on disk as version ${model.version}` : `and it could not be saved: ${problem}`;
      throw new Error(
        `model version ${pinned.version} was pinned by ${pinned.by} just before the new one came into force; ${kept}`,
      );
    }
    this.#replace(next);
    this.#note(cause);
    if (problem === undefined) this.#shelf.entered(model.version);
    else this.#tellUnsaved(problem);
    return problem === undefined ? 'on disk' : 'unsaved';
  }

  /** Keeps a model that does not come into force, or not yet. @returns its version @throws Error when the disk refuses */
  async lay(trained: Trained): Promise<number> {
    const { version } = await this.#shelf.put(trained, this.#needed());
    this.#shelf.declined();
    return version;
  }

  /** @throws InputError when a model that was laid by is not there any more */
  mayEnter(version: number): void {
    this.#shelf.kept(version);
  }

  /** Puts a model that was laid by in force. @param recent the rows right before the next record @throws InputError when it is not there */
  enter(version: number, recent: LearningBuffer, cause: Cause): void {
    const next = new RecordJudge(this.#shelf.kept(version));
    next.warmUp(recent);
    this.#replace(next);
    this.#note(cause);
    this.#shelf.activated(version);
  }

  /** Tries again to put an unsaved model on disk. @returns whether that has now been done */
  async saveAgain(): Promise<boolean> {
    const unsaved = this.#inForce;
    if (this.#unsaved === undefined || unsaved === undefined || this.#saving) return false;
    this.#saving = true;
    try {
      const { id: _, version: __, ...made } = unsaved.model;
      const model = await this.#shelf.put(made, this.#needed());
      if (this.#inForce !== unsaved) {
        this.#shelf.declined();
        return false;
      }
      // The layers behind hear of the version that it really got, with its calibration.
      this.#replace(new RecordJudge(model, { ...unsaved.snapshot(), announced: false }));
      this.#activations.renumber(unsaved.model.version, model.version);
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

  /** A version on disk. @throws InputError when it cannot be used */
  onDisk(version: number): Model {
    return this.#shelf.kept(version);
  }

  /** Any version that is on disk, to go back to. @throws InputError when it cannot be used, or is in force */
  earlier(version: number): Model {
    if (this.#unsaved === undefined && this.#inForce?.model.version === version) {
      throw new InputError('control.version', `${version} is in force already`);
    }
    return this.#shelf.kept(version);
  }

  /** Whether a version has come into force at any time, as far as that is known. */
  wasInForce(version: number): boolean {
    return this.#shelf.line.includes(version) || this.#activations.include(version);
  }

  /** @param recent the rows right before the next record @param by who ordered it */
  rollBack(model: Model, recent: LearningBuffer, by: string | undefined): void {
    this.#shelf.rollBack(model);
    const next = new RecordJudge(model);
    next.warmUp(recent);
    this.#replace(next);
    this.#note(causeOf('rolled-back', by));
  }

  /** The pin of the model in force: until it is taken away no other one comes into force. */
  get pinned(): Pin | undefined {
    return this.#unsaved === undefined ? this.pins.of(this.#inForce?.model.version) : undefined;
  }

  /** @throws InputError where the model in force is pinned */
  mayLeave(): void {
    const { pinned } = this;
    if (pinned === undefined) return;
    const text = `model version ${pinned.version} is pinned by ${pinned.by} and stays in force; order unpin first`;
    throw new InputError('control', text);
  }

  /** The version in force. @throws InputError where no model is in force, or it is not on disk */
  present(): number {
    if (this.#inForce === undefined)
      throw new InputError('control', 'no model is in force; say which version is meant');
    if (this.#unsaved !== undefined) throw new InputError('control', `${this.#unsaved}; make room on the disk first`);
    return this.#inForce.model.version;
  }

  /** What an order's answer says of the versions. */
  report(): Record<string, unknown> {
    return {
      versions: this.#context.models.versions(),
      ...(this.pins.all.length > 0 && { pinned: this.pins.all }),
      ...(this.#activations.all.length > 0 && { activations: this.#activations.all }),
    };
  }

  /** Forgets all models. */
  clear(): void {
    this.#shelf.clear();
    this.pins.clear();
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
      ...(this.#activations.all.length > 0 && { activations: this.#activations.all }),
      ...(this.pins.all.length > 0 && { pins: this.pins.all }),
    };
  }

  #needed(): number[] {
    return [...this.needed(), ...this.pins.all.map(({ version }) => version)];
  }

  /** The model in force has just come into force. */
  #note(cause: Cause): void {
    this.#activations.note(this.#inForce!.model, cause, this.#context.now?.() ?? null);
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
    else {
      const isSame = found.model.version === version;
      this.#replace(new RecordJudge(found.model, isSame ? inForce : undefined));
      if (!isSame) this.#note({ why: 'fallen-back' });
    }
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
    this.#note({ why: 'found' });
    recovered?.();
    const text = `nothing is known beside the models; model version ${model.version}, found on disk, is in force. Orders that held, like freeze, have to be given again`;
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

async function madeOf(model: Model): Promise<RecordJudge> {
  const scorer = scorerOf(model);
  await breath();
  return new RecordJudge(model, undefined, scorer);
}

function lineOf({ models }: LayerContext, from: ModelsSnapshot | undefined): readonly number[] {
  if (from?.line !== undefined) return from.line;
  const version = from?.version;
  if (version === undefined) return [];
  return [...models.versions().filter((v) => v < version), version];
}
