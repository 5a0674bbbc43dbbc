import { PassingRow } from '../../math/passing-row';
import type { Scaling, TwinRecord } from '../../record/record';
import { scaleValue } from '../../scaling/scaling';

const passing = new PassingRow();
/** Zeros, for all that were not moved. */
const unmoved = new PassingRow();

/** Brings a record's features to the order and scaling of a model. */
export class ModelInput {
  readonly #features: readonly string[];
  readonly #scaling: Scaling;
  /** Position of each of the model's features in the record's features; -1 = not there. */
  readonly #from: Int32Array;
  #seen: readonly string[] | undefined;
  /** The last payload.scaling that was compared with the model's, and the result. */
  #compared: Scaling | undefined;
  #same = false;
  /** Scaled values in the model's order; NaN = missing. Filled anew for the next record of any asset, or for another place to look from. */
  readonly row: Float64Array;
  /** How far each feature is moved back, in engineering units. */
  offsets: Float64Array;
  #moved: Readonly<Record<string, number>> | undefined;

  constructor(features: readonly string[], scaling: Scaling) {
    this.#features = features;
    this.#scaling = scaling;
    this.#from = new Int32Array(features.length);
    this.row = passing.of(features.length);
    this.offsets = unmoved.of(features.length);
  }

  /** @param offsets by feature: how far it is moved back from now on */
  recentre(offsets: Readonly<Record<string, number>>): void {
    if (offsets === this.#moved) return;
    this.#moved = offsets;
    this.offsets = Float64Array.from(this.#features, (name) => offsets[name] ?? 0);
  }

  /**
   * @param features names of raw
   * @param raw the features in engineering units
   * @param record whose scaled values are used, if they were made as in training
   */
  read(features: readonly string[], raw: ArrayLike<number>, record?: Pick<TwinRecord, 'scaled' | 'scaling'>): void {
    if (features !== this.#seen) this.#map(features);
    if (record?.scaling !== this.#compared) this.#compare(record?.scaling);
    const { row } = this;
    const scaled = this.#same ? record?.scaled : undefined;
    for (let i = 0; i < row.length; i++) {
      const at = this.#from[i]!;
      const off = this.offsets[i]!;
      if (at < 0) row[i] = Number.NaN;
      // A record that went through JSON has null where the value is missing; as a number that would be 0.
      else if (scaled === undefined || off !== 0) row[i] = scaleValue(this.#scaling, i, raw[at]! - off);
      else row[i] = scaled[at] ?? Number.NaN;
    }
  }

  /** The record's own scaled values are used only if they were made exactly as in training. */
  #compare(scaling: Scaling | undefined): void {
    this.#compared = scaling;
    const own = this.#scaling;
    this.#same =
      scaling !== undefined &&
      scaling.version === own.version &&
      own.center.every((c, i) => {
        const at = this.#from[i]!;
        return at >= 0 && scaling.center[at] === c && scaling.scale[at] === own.scale[i];
      });
  }

  #map(features: readonly string[]): void {
    this.#seen = features;
    this.#features.forEach((name, i) => {
      this.#from[i] = features.indexOf(name);
    });
    this.#compared = undefined;
    this.#same = false;
  }
}

/** The part of a scaling that is about some of its features. @param from their positions */
export function pickScaling(scaling: Scaling, from: readonly number[]): Scaling {
  return Object.freeze({
    method: scaling.method,
    version: scaling.version,
    center: Object.freeze(from.map((i) => scaling.center[i]!)),
    scale: Object.freeze(from.map((i) => scaling.scale[i]!)),
    ...(scaling.knots && { knots: Object.freeze(from.map((i) => scaling.knots![i]!)) }),
  });
}
