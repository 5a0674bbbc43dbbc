import { isLive, type Scaling, type TwinRecord } from '../record';
import { goodOnly, readRow } from '../rows';
import { Schema } from '../schema';
import type { KnownScaling } from './training-data';

/** RecordReader as plain JSON. */
export interface ReaderSnapshot {
  readonly features: readonly string[];
  readonly scaling?: Scaling;
  readonly roles?: NonNullable<TwinRecord['roles']>;
}

/** Reads records as rows, and remembers what they say of their features. */
export class RecordReader {
  /** The last record, in engineering units; NaN = missing. Filled anew for each record. */
  row: Float64Array;
  /** The tags' roles as last seen. */
  roles: TwinRecord['roles'];
  readonly #schema: Schema;
  readonly #onScaling: (scaling: Scaling) => void;
  /** The scaler's scaling as last seen. */
  #scaling: Scaling | undefined;
  #good: Float64Array;

  /** @param onScaling told when the scaler was fitted anew */
  constructor(from: ReaderSnapshot | undefined, onScaling: (scaling: Scaling) => void) {
    this.#schema = new Schema(from?.features);
    this.#onScaling = onScaling;
    const { length } = this.#schema.features;
    this.row = new Float64Array(length);
    this.#good = new Float64Array(length);
    this.#scaling = from?.scaling;
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
    const features = this.#schema.of(record);
    if (features.length !== this.row.length) this.row = new Float64Array(features.length);
    readRow(record, features, this.row);
    if (features !== this.#schema.features) this.#schema.adopt(features);
    record.features ??= features;
    this.roles = record.roles ?? this.roles;
    if (record.scaling !== undefined && record.scaling !== this.#scaling) this.#follow(record.scaling);
    return isLive(record) ? features : undefined;
  }

  /** What of the last row is of good quality; NaN = anything else. Filled anew by each call. */
  good(record: TwinRecord, features: readonly string[]): Float64Array {
    if (features.length !== this.#good.length) this.#good = new Float64Array(features.length);
    goodOnly(record, features, this.row, this.#good);
    return this.#good;
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
