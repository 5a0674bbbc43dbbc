import { alike } from '../../alike';
import type { Tensor } from '../../encoding/safetensors';
import { PassingRow } from '../../math/passing-row';
import { columns, judgedOf } from '../features';
import type { Feature, LivePart, LiveRow, NormalRows, Part, StoredPart } from '../part';
import { type Root, rootOfPrecision, rootSize } from '../root';
import { facts, floats, numbers } from '../stored';
import { type Charted, type Mewma, MewmaChart } from './chart';
import { fitMewma, type MewmaOptions } from './fit';
import { exportMewma } from './onnx';

/** A multivariate EWMA chart over the judged features. */
export interface MewmaSettings extends MewmaOptions, Charted {}

export const mewma: Part<MewmaSettings, Mewma> = {
  outputs: ({ output }) => (output === undefined ? [] : [output]),

  fit(rows, settings) {
    const judged = judgedOf(rows.features);
    if (judged.length === 0) return undefined;
    const width = rows.features.length;
    const inputs = columns(rows.input.subarray(rows.first * width), width, judged);
    const vectors = columns(vectorsOf(rows, settings), width, judged);
    const { fitted, heldOut } = fitMewma(
      vectors,
      judged.length,
      settings,
      inputs,
      rows.gaps.subarray(rows.first),
      rows.window,
    );
    const whole = new Float64Array(rows.count).fill(Number.NaN);
    whole.set(heldOut, rows.first);
    return { fitted, heldOut: whole };
  },

  live: (fitted, settings, features) => new LiveMewma(fitted, settings, features),

  export: exportMewma,

  store({ mean, scales }) {
    const size = mean.length;
    const tensors: Record<string, Tensor> = { mean: { shape: [size], data: mean } };
    scales.forEach(({ root }, k) => {
      tensors[`root.${k}`] = { shape: [root.length], data: root };
    });
    return { facts: scales.map(({ rate, unit }) => ({ rate, unit })), tensors };
  },

  read(stored, _settings, features) {
    const size = judgedOf(features).length;
    const scales = facts<{ rate: number; unit: number }[]>(stored).map(({ rate, unit }, k) => {
      if (!(unit > 0 && rate > 0 && rate <= 1)) throw new Error('a unit or rate of it is out of range');
      return { rate, unit, root: rootIn(stored, k, size) };
    });
    return { mean: numbers(stored, 'mean', size), scales };
  },
};

/** Older versions kept the precision itself. */
function rootIn(stored: StoredPart, scale: number, size: number): Root {
  if (stored.tensors[`precision.${scale}`] === undefined) return floats(stored, `root.${scale}`, rootSize(size));
  return rootOfPrecision(numbers(stored, `precision.${scale}`, size * size), size);
}

/** What the chart is of, for every row from the first judged one on. */
function vectorsOf(rows: NormalRows, { of, output }: MewmaSettings): Float32Array {
  const width = rows.features.length;
  const vectors = rows.input.slice(rows.first * width);
  if (of === 'values') return vectors;
  const said = rows.unseen(output!);
  // A prediction is about the row after its window; there is none for the first one.
  const late = of === 'prediction' ? width : 0;
  for (let at = 0; at < vectors.length; at++) vectors[at]! -= at < late ? vectors[at]! : said[at - late]!;
  return vectors;
}

const passing = new PassingRow();
const NOTHING = new Float64Array(0);

class LiveMewma implements LivePart {
  readonly #settings: MewmaSettings;
  readonly #chart: MewmaChart;
  readonly #judged: readonly number[];
  /** Filled anew for each row, of any asset. */
  readonly #vector: Float64Array;
  /** What the network said of the row to come. */
  readonly #predicted: Float64Array;
  #hasPrediction = false;

  constructor(fitted: Mewma, settings: MewmaSettings, features: readonly Feature[]) {
    this.#settings = settings;
    this.#chart = new MewmaChart(fitted);
    this.#judged = alike(judgedOf(features));
    this.#vector = passing.of(this.#judged.length);
    this.#predicted = settings.of === 'prediction' ? new Float64Array(features.length) : NOTHING;
  }

  step(row: LiveRow): number {
    const { of, output } = this.#settings;
    if (of === 'values') this.#pick(row, undefined);
    else if (of === 'reconstruction') this.#pick(row, row.said(output!));
    else {
      this.#pick(row, this.#hasPrediction ? this.#predicted : row.input);
      this.#predicted.set(row.said(output!));
      this.#hasPrediction = true;
    }
    return this.#chart.step(this.#vector);
  }

  share(weight: number, out: Float64Array): void {
    this.#chart.share(weight, this.#judged, out);
  }

  expect(row: LiveRow, out: Float64Array): void {
    const { of, output } = this.#settings;
    if (of !== 'reconstruction') return;
    const said = row.said(output!);
    for (let i = 0; i < out.length; i++) out[i] = row.back(i, said[i]!);
  }

  reset(): void {
    this.#chart.reset();
    this.#hasPrediction = false;
  }

  snapshot(): MewmaSnapshot {
    return { smoothed: this.#chart.snapshot(), ...(this.#hasPrediction && { predicted: [...this.#predicted] }) };
  }

  restore(snapshot: unknown): void {
    const { smoothed = [], predicted } = (snapshot ?? {}) as Partial<MewmaSnapshot>;
    this.#chart.restore(smoothed);
    this.#hasPrediction = predicted?.length === this.#predicted.length && this.#predicted.length > 0;
    if (this.#hasPrediction) this.#predicted.set(predicted!);
  }

  learned(): Mewma {
    return this.#chart.learned();
  }

  dispose(): void {
    this.#chart.dispose();
  }

  /** The judged features, minus what was said of them; NaN where nothing was measured. */
  #pick({ scaled, input }: LiveRow, said: ArrayLike<number> | undefined): void {
    const vector = this.#vector;
    for (let k = 0; k < vector.length; k++) {
      const i = this.#judged[k]!;
      if (Number.isNaN(scaled[i]!)) vector[k] = Number.NaN;
      else if (said === undefined) vector[k] = input[i]!;
      // A network that says no number must be seen, and not pass for a missing value.
      else vector[k] = Number.isNaN(said[i]!) ? Number.POSITIVE_INFINITY : input[i]! - said[i]!;
    }
  }
}

interface MewmaSnapshot {
  readonly smoothed: readonly (readonly number[])[];
  readonly predicted?: readonly number[];
}
