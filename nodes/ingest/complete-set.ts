import type { TagMemory } from './memory';
import { type MissingOptions, maxAgeOf } from './missing';
import type { Schema } from './schema';
import type { Update } from './update';

/** Emit mode 'complete': a record leaves once all tags that are alive were renewed since the last one. */
export class CompleteSet {
  readonly #options: MissingOptions;
  readonly #renewed = new Set<number>();

  constructor(options: MissingOptions) {
    this.#options = options;
  }

  /** Takes note of an update. @returns whether a tag is still waited for; one that is stale is not */
  lacks(update: Update, time: number, memory: TagMemory, schema: Schema): boolean {
    for (const i of update.positions) this.#renewed.add(i);
    for (const i of schema.shown) {
      if (this.#renewed.has(i) || memory.time[i] === -Infinity) continue;
      if (time - memory.time[i]! <= maxAgeOf(schema.tags[i]!, memory, i, this.#options)) return true;
    }
    this.#renewed.clear();
    return false;
  }
}
