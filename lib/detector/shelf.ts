import type { LayerContext } from '../layer';
import { describe, InputError } from '../record';
import { type Model, modelFiles, readModel } from './model';

/** Keeps an asset's models and finds the newest one that can be used. */
export class Shelf {
  readonly #context: LayerContext;
  readonly #node: string;

  constructor(context: LayerContext, node: string) {
    this.#context = context;
    this.#node = node;
  }

  /** Resolves when the model is on disk. */
  async put(made: Omit<Model, 'id' | 'version'>): Promise<Model> {
    const { id, files } = modelFiles(made);
    return { ...made, id, version: await this.#context.models.put(files) };
  }

  /** The wanted version, or the newest usable one before it; what was passed over is told. */
  load(wanted: number): Model | undefined {
    const { models } = this.#context;
    for (const version of [...models.versions()].reverse().filter((v) => v <= wanted)) {
      try {
        const stored = models.get(version);
        if (stored === undefined) continue;
        for (const text of stored.notes) this.#tell(text);
        const model = readModel(stored);
        if (model.node !== this.#node) throw new Error(`it is a model of ${describe(model.node)}`);
        return model;
      } catch (error) {
        this.#tell(`model version ${version} was passed over: ${(error as Error).message}`);
      }
    }
    return undefined;
  }

  /**
   * Goes back to the model before a version.
   * @throws InputError when there is none
   */
  rollBack(current: number | undefined): Model {
    const { models } = this.#context;
    const before = models.versions().filter((v) => current !== undefined && v < current);
    const model = before.length === 0 ? undefined : this.load(Math.max(...before));
    if (model === undefined) throw new InputError('control', 'there is no model before this one');
    models.activate(model.version);
    return model;
  }

  #tell(text: string): void {
    this.#context.emit('event', { event: 'model-damaged', text });
  }
}
