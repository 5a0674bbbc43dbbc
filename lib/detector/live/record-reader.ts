import { alikeBy } from '../../alike';
import { describe, InputError, isPlainObject } from '../../input';
import { PassingRow } from '../../math/passing-row';
import { readScaling } from '../../record/foreign-parts';
import { readWords } from '../../record/foreign-values';
import { isLive, type Scaling, type TwinRecord } from '../../record/record';
import { goodOnly, readRow } from '../../record/rows';
import { Schema } from '../../record/schema';
import { TAG_ROLES } from '../../record/words';
import type { KnownScaling } from '../learning/training-data';

/** RecordReader as plain JSON. */
export interface ReaderSnapshot {
  readonly features: readonly string[];
  readonly scaling?: Scaling;
  readonly roles?: NonNullable<TwinRecord['roles']>;
}

const passing = new PassingRow();
const passingGood = new PassingRow();

/** Reads records as rows, and remembers what they say of their features. */
export class RecordReader {
  /** The last record, in engineering units; NaN = missing. Filled anew for the next record of any asset. */
  row: Float64Array;
  /** The tags' roles as last seen. */
  roles: TwinRecord['roles'];
  readonly #schema: Schema;
  readonly #onScaling: (scaling: Scaling) => void;
  /** The scaler's scaling as last seen. */
  #scaling: Scaling | undefined;
  /** The objects that scaling and roles were copied from. */
  #seenScaling: Scaling | undefined;
  #seenRoles: TwinRecord['roles'];

  /** @param onScaling told when the scaler was fitted anew */
  constructor(from: ReaderSnapshot | undefined, onScaling: (scaling: Scaling) => void) {
    this.#schema = new Schema(from?.features);
    this.#onScaling = onScaling;
    this.row = passing.of(this.#schema.features.length);
    this.#scaling = from?.scaling && alikeBy(from.scaling.version, from.scaling);
    this.roles = from?.roles;
  }

  /** Names of the features so far. */
  get features(): readonly string[] {
    return this.#schema.features;
  }

  /** The scaling, and the features that it is about. */
  get known(): KnownScaling | undefined {
    return this.#scaling && { scaling: this.#scaling, features: this.#schema.features };
  }

  /** Reads the record's features into the row. @returns undefined for a record that is not live */
  read(record: TwinRecord): readonly string[] | undefined {
    // Copied, and checked before anything changes: they are kept, saved and handed to a thread.
    const scaling = record.scaling === this.#seenScaling ? undefined : record.scaling;
    const roles = record.roles === this.#seenRoles ? undefined : record.roles;
    const [newScaling, newRoles] = [scaling && copyOfScaling(scaling), roles && copyOfRoles(roles)];
    const features = this.#schema.of(record);
    if (features.length !== this.row.length) this.row = passing.of(features.length);
    readRow(record, features, this.row);
    if (features !== this.#schema.features) this.#schema.adopt(features);
    record.features ??= features;
    if (newRoles !== undefined) {
      this.#seenRoles = roles;
      this.roles = newRoles;
    }
    if (newScaling !== undefined) {
      this.#seenScaling = scaling;
      this.#follow(newScaling);
    }
    return isLive(record) ? features : undefined;
  }

  /** What of the last row is of good quality; NaN = anything else. Filled anew by the next call for any asset. */
  good(record: TwinRecord, features: readonly string[]): Float64Array {
    const good = passingGood.of(features.length);
    goodOnly(record, features, this.row, good);
    return good;
  }

  /** Names of features that an order has brought, as long as no record has come. */
  expect(features: readonly string[]): void {
    if (this.#schema.features.length === 0) this.#schema.adopt(features);
  }

  snapshot(): ReaderSnapshot {
    return {
      features: this.#schema.features,
      ...(this.#scaling && { scaling: this.#scaling }),
      ...(this.roles && { roles: this.roles }),
    };
  }

  #follow(scaling: Scaling): void {
    const before = this.#scaling?.version;
    this.#scaling = scaling;
    if (before !== scaling.version) this.#onScaling(scaling);
  }
}

function copyOfScaling(scaling: unknown): Scaling {
  if (isPlainObject(scaling)) {
    const copy = readScaling(scaling, 'payload.scaling');
    return alikeBy(copy.version, copy);
  }
  throw new InputError('payload.scaling', `is ${describe(scaling)}; send an object or leave it out`);
}

function copyOfRoles(roles: unknown): NonNullable<TwinRecord['roles']> {
  if (isPlainObject(roles)) {
    return readWords(roles, 'payload.roles', TAG_ROLES) as NonNullable<TwinRecord['roles']>;
  }
  throw new InputError('payload.roles', `is ${describe(roles)}; send an object or leave it out`);
}
