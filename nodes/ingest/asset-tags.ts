import { InputError } from '../../lib/input';
import type { AssetContext, Prepared } from './asset-types';
import { checkTags } from './bounds';
import type { Reading } from './reading';
import { type Schema, type SeenTag, withoutTexts } from './schema';
import { convert, Positions, type Update } from './update';

/** What a reading taught. */
export interface Taught {
  /** Tags that belong to the asset from now on. */
  readonly added: readonly SeenTag[];
  /** Tags that came too late, or are too many. */
  readonly refused: readonly SeenTag[];
}

const NOTHING: Taught = { added: [], refused: [] };

/** The tags of one asset: those of the table, and those that were learned from its first messages. */
export class AssetTags {
  readonly #asset: string;
  readonly #context: AssetContext;
  readonly #positions = new Positions();
  seen: readonly SeenTag[];
  schema: Schema;

  constructor(asset: string, context: AssetContext, seen: readonly SeenTag[]) {
    this.#asset = asset;
    this.#context = context;
    this.seen = [...seen];
    this.schema = context.schemas.of(asset, this.seen);
  }

  /**
   * Converts a reading. Changes nothing.
   * @throws InputError when it cannot be taken
   */
  prepare(reading: Reading, arrival: number, learning: boolean): Prepared {
    const fresh = this.#positions.fresh(reading, this.schema);
    if (fresh.length === 0)
      return { basis: this.schema, update: convert(reading, this.schema, this.#positions, arrival) };
    // A new tag after learning is news by itself, even if nothing else is in the message.
    if (!learning) return { basis: undefined, foreign: !this.#knowsAny(reading) };
    const known = this.schema.tags.length;
    checkTags(this.#asset, known, fresh, this.#context.config.maxTags);
    const schema = this.#context.schemas.of(this.#asset, [...this.seen, ...fresh]);
    convert(reading, schema, this.#positions, arrival, known);
    return { basis: undefined };
  }

  /** A reading without any number, as part of a message that has others or says something else. */
  prepareEmpty(reading: Reading): Prepared {
    return { basis: undefined, empty: true, foreign: !this.#knowsAny(reading) };
  }

  #knowsAny({ tags, kind }: Reading): boolean {
    return kind === 'birth' || tags.some((tag) => this.schema.position.has(tag));
  }

  /** Whether all that the reading names is known, so that it is nothing new that it brings no number. */
  knowsAll({ tags }: Reading): boolean {
    return tags.length > 0 && tags.every((tag) => this.schema.position.has(tag));
  }

  /** Learns the tags that are new; after the learning there are none. */
  learn(reading: Reading, learning: boolean): Taught {
    const fresh = this.#positions.fresh(reading, this.schema);
    if (fresh.length === 0) return NOTHING;
    // Rows of one message were each checked against the tags before the message.
    const room = learning ? Math.max(0, this.#context.config.maxTags - this.schema.tags.length) : 0;
    const added = fresh.slice(0, room);
    if (added.length > 0) this.#take([...this.seen, ...added]);
    return { added, refused: fresh.slice(room) };
  }

  /** The first value of a tag may have been a text that stood in for a number. @returns whether a tag was mended */
  unlearnTexts(names: readonly string[]): boolean {
    const mended = withoutTexts(this.seen, names);
    if (mended === undefined) return false;
    this.#take(mended);
    return true;
  }

  /** Undefined when there are only refused tags in it, which were told already. */
  convertAgain(reading: Reading, arrival: number): Update | undefined {
    try {
      return convert(reading, this.schema, this.#positions, arrival);
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  #take(seen: readonly SeenTag[]): void {
    this.seen = seen;
    this.schema = this.#context.schemas.of(this.#asset, seen);
    this.#context.save(this.#asset);
  }
}
