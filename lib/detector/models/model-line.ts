import { describe, InputError } from '../../input';
import type { LayerContext } from '../../layer/layer';
import type { Trained } from '../learning/training';
import { type Model, modelFiles, readModel } from './model';

/** What was found on the shelf: a model, or why there is none although there was one. */
export type Found = { readonly model: Model } | { readonly missing: string };

/**
 * Keeps an asset's models, and which of them came into force one after the other: a rollback goes back along that line and
 * takes what it leaves out of it, so that it never leads to a model that was rolled back.
 */
export class ModelLine {
  readonly #context: LayerContext;
  readonly #node: string;
  /** Versions that came into force, the one in force last; without those that were rolled back. */
  #line: number[];

  /** @param line as a snapshot had it; where an older version kept none, all versions up to the one in force count */
  constructor(context: LayerContext, node: string, line: readonly number[]) {
    this.#context = context;
    this.#node = node;
    this.#line = [...line];
  }

  /** The versions that came into force, the one in force last. */
  get line(): readonly number[] {
    return this.#line;
  }

  /** The number that the next model will most likely get. */
  get next(): number {
    return Math.max(0, ...this.#context.models.versions()) + 1;
  }

  /** Resolves when the model is on disk. What is in force, and what a rollback leads to, stays there. @param needed what else stays */
  async put(made: Trained, needed: readonly number[]): Promise<Model> {
    const { id, files } = modelFiles(made);
    const version = await this.#context.models.put(files, [...this.#line.slice(-2), ...needed]);
    return { ...made, id, version };
  }

  /** A model that is on disk has come into force. */
  entered(version: number): void {
    this.#line = [...this.#line, version];
  }

  /** A model of earlier comes into force. */
  activated(version: number): void {
    this.#line = [...this.#line, version];
    this.#activate(version);
  }

  /** A model that is on disk. @throws InputError when it cannot be used */
  kept(version: number): Model {
    const reasons: string[] = [];
    const model = this.#load(version, reasons);
    if (model === undefined) {
      const kept = this.#context.models.versions().join(', ') || 'none';
      throw new InputError(
        'control.version',
        `${version} cannot be used: ${reasons.join('; ')}; versions on disk: ${kept}`,
      );
    }
    return model;
  }

  /** A model that was put on disk has not come into force: what is in force is current again. */
  declined(): void {
    const version = this.#line.at(-1);
    if (version !== undefined) this.#activate(version);
  }

  /** All models are forgotten. */
  clear(): void {
    this.#line = [];
  }

  /** The model in force at the last save, or the one before it that can be used; what was passed over is told. */
  restore(): Found {
    const reasons: string[] = [];
    const line = [...this.#line];
    for (let k = line.length - 1; k >= 0; k--) {
      const model = this.#load(line[k]!, reasons);
      if (model === undefined) continue;
      this.#line = line.slice(0, k + 1);
      for (const text of reasons) this.#tell(text);
      return { model };
    }
    return { missing: reasons.join('; ') };
  }

  /** What is on the shelf although nothing is known of it. @returns undefined when nothing is */
  recover(): Found | undefined {
    const { models } = this.#context;
    const current = models.find();
    const versions = [...models.versions()].reverse();
    if (current.model === undefined && current.passedOver.length === 0) return undefined;
    const first = current.model?.version;
    const reasons = current.passedOver.map(({ text }) => text);
    for (const version of [...(first === undefined ? [] : [first]), ...versions.filter((v) => v !== first)]) {
      const model = this.#load(version, reasons);
      if (model === undefined) continue;
      this.#line = [version];
      return { model };
    }
    // They are looked for again at the next start.
    this.#line = models.versions().length > 0 ? [...models.versions()] : current.passedOver.map((one) => one.version);
    return { missing: [...new Set(reasons)].join('; ') };
  }

  /**
   * The model that was in force before the one that is.
   * @param unsaved whether the one that is in force is not on disk
   * @throws InputError when there is none that can be used
   */
  before(unsaved: boolean): Model {
    const reasons: string[] = [];
    for (let k = this.#line.length - (unsaved ? 1 : 2); k >= 0; k--) {
      const model = this.#load(this.#line[k]!, reasons);
      if (model !== undefined) return model;
    }
    const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
    throw new InputError('control', `there is no model before this one${why}`);
  }

  /** Goes back to a model: what came after it is no part of the line any more. One that is not on the line is put at its end. */
  rollBack({ version }: Model): void {
    const at = this.#line.lastIndexOf(version);
    this.#line = at < 0 ? [...this.#line, version] : this.#line.slice(0, at + 1);
    this.#activate(version);
  }

  /** What is current on disk only counts when the state is lost: that it could not be noted ends nothing. */
  #activate(version: number): void {
    try {
      this.#context.models.activate(version);
    } catch (error) {
      this.#context.fail(
        new Error(`that model version ${version} is in force could not be noted: ${describeError(error)}`),
      );
    }
  }

  #load(version: number, reasons: string[]): Model | undefined {
    const { model: stored, passedOver } = this.#context.models.find(version);
    if (stored?.version !== version) {
      const own = passedOver.find((one) => one.version === version);
      reasons.push(own?.text ?? `model version ${version} is missing`);
      return undefined;
    }
    try {
      const model = readModel(stored);
      if (model.node !== this.#node) throw new Error(`it is a model of ${describe(model.node)}`);
      return model;
    } catch (error) {
      reasons.push(`model version ${version} cannot be used: ${describeError(error)}`);
      return undefined;
    }
  }

  #tell(text: string): void {
    this.#context.emit('event', { event: 'model-damaged', text });
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
