import { alike } from '../../alike';
import type { Tensor } from '../../encoding/safetensors';
import { PassingRow } from '../../math/passing-row';
import { columns, measuredOf } from '../features';
import type { Feature, LivePart, LiveRow, Part } from '../part';
import { facts, numbers } from '../stored';
import { fitBands } from './fit';
import { type Bands, BandsMeter } from './meter';
import { exportBands } from './onnx';
import type { Trait } from './traits';

/** Whether each measured feature by itself is within its normal band: level and activity. */
export interface BandsSettings {
  /** Smoothing of level and activity, see Trait. */
  readonly rates: readonly number[];
}

const BAND_PARTS = ['low', 'high', 'width'] as const;

/** Flags have no bands: the first change of one that never moved would outshout all that is measured. */
export const bands: Part<BandsSettings, Bands> = {
  fit(rows, { rates }) {
    const measured = measuredOf(rows.features);
    if (measured.length === 0) return undefined;
    const width = rows.features.length;
    const input = rows.input.map((value, at) => (Number.isNaN(rows.scaled[at]!) ? Number.NaN : value));
    return fitBands(columns(input, width, measured), measured.length, rates, rows.gaps);
  },

  live: (fitted, _settings, features) => new LiveBands(fitted, features),

  export: exportBands,

  store({ grain, pace, bands }) {
    const tensors: Record<string, Tensor> = {};
    const keep = (name: string, data: Float64Array): void => {
      tensors[name] = { shape: [data.length], data };
    };
    keep('grain', grain);
    keep('pace', pace);
    bands.forEach((band, k) => {
      for (const part of BAND_PARTS) keep(`${k}.${part}`, band[part]);
    });
    return { facts: bands.map(({ kind, rate, unit }) => ({ kind, rate, unit })), tensors };
  },

  read(stored, _settings, features) {
    const size = measuredOf(features).length;
    const read = (name: string): Float64Array => numbers(stored, name, size);
    return {
      grain: read('grain'),
      pace: read('pace'),
      bands: facts<(Trait & { unit: number })[]>(stored).map(({ kind, rate, unit }, k) => {
        const usable = unit > 0 && rate > 0 && rate <= 1 && (kind === 'level' || kind === 'activity');
        if (!usable) throw new Error('a band of it is out of range');
        return { kind, rate, unit, low: read(`${k}.low`), high: read(`${k}.high`), width: read(`${k}.width`) };
      }),
    };
  },
};

/** What is measured of a row. */
const passing = new PassingRow();

class LiveBands implements LivePart {
  readonly #meter: BandsMeter;
  readonly #measured: readonly number[];

  constructor(fitted: Bands, features: readonly Feature[]) {
    this.#meter = new BandsMeter(fitted);
    this.#measured = alike(measuredOf(features));
  }

  step({ scaled, input, gap }: LiveRow): number {
    if (gap) this.#meter.skip();
    const vector = passing.of(this.#measured.length);
    for (let k = 0; k < vector.length; k++) {
      const i = this.#measured[k]!;
      vector[k] = Number.isNaN(scaled[i]!) ? Number.NaN : input[i]!;
    }
    return this.#meter.step(vector);
  }

  share(weight: number, out: Float64Array): void {
    this.#meter.share(weight, this.#measured, out);
  }

  reset(): void {
    this.#meter.reset();
  }

  snapshot(): unknown {
    return this.#meter.snapshot();
  }

  learned(): Bands {
    return this.#meter.learned;
  }

  restore(snapshot: unknown): void {
    this.#meter.restore((snapshot ?? []) as (number | null)[][]);
  }
}
