import { earlier } from '../onnx/rows';
import type { ExportedPart, ExportedRows, LivePart, LiveRow, NormalRows, Part } from './part';

/**
 * The papers' own error, as it is: no smoothing, no spread, nothing learned but the network.
 * - reconstruction: paper 1's |y - y^|^2 (equation 2), and paper 2's L_rec = |X - X^|^2 over the whole window.
 * - prediction: paper 2's L_pred = |X_t+1 - X^_t+1|^2.
 * Squared norms are given per number that they compare: so do different plants and windows have scores of one size, and
 * paper 2's alpha balances the two errors instead of a window against a row.
 */
export interface EnergySettings {
  readonly of: 'reconstruction' | 'prediction';
  /** Output of the network: as large as its window, or [features] for the row after it. */
  readonly output: string;
  /** The reconstruction of the window that ends one row earlier: paper 2 sees a window together with the row after it. */
  readonly before?: boolean;
}

export const energy: Part<EnergySettings, null> = {
  outputs: ({ output }) => [output],

  fit(rows, settings) {
    const said = rows.unseen(settings.output);
    const size = said.length / (rows.count - rows.window + 1);
    const heldOut = new Float64Array(rows.count).fill(Number.NaN);
    for (let t = rows.first; t < rows.count; t++) {
      const at = t - (isLate(settings) ? 1 : 0) - rows.window + 1;
      if (at >= 0) heldOut[t] = meanSquare(rows, settings, t, said.subarray(at * size, (at + 1) * size));
    }
    return { fitted: null, heldOut };
  },

  live: (_fitted, settings, features) => new LiveEnergy(settings, features.length),

  export(_fitted, settings, rows) {
    const { onnx, scaled, input } = rows;
    const said = rows.said(settings.output);
    if (settings.of === 'prediction')
      return squared(rows, onnx.node('Sub', [input, earlier(rows, said, input)]), scaled);
    const off = onnx.node('Sub', [onnx.toDouble(rows.window), said]);
    const nothing = onnx.node('Mul', [off, onnx.double(0)]);
    return settings.before === true ? squared(rows, earlier(rows, off, nothing)) : squared(rows, off, scaled);
  },

  store: () => ({ facts: {}, tensors: {} }),

  read: () => null,
};

/** Whether a row is compared with what was said one row earlier. */
function isLate({ of, before }: EnergySettings): boolean {
  return of === 'prediction' || before === true;
}

/** Of what was said for row t. In a single row a missing value is no error; in a window the average stands in for it. */
function meanSquare(rows: NormalRows, settings: EnergySettings, t: number, said: Float32Array): number {
  const { input, scaled, features } = rows;
  const from = (t + (settings.before === true ? 0 : 1)) * features.length - said.length;
  const single = said.length === features.length;
  let sum = 0;
  for (let i = 0; i < said.length; i++) {
    if (!(single && Number.isNaN(scaled[from + i]!))) sum += (input[from + i]! - said[i]!) ** 2;
  }
  return sum / said.length;
}

class LiveEnergy implements LivePart {
  readonly #settings: EnergySettings;
  readonly #width: number;
  /** Squared errors of the last result, and of the next one where a row is late. */
  #errors = new Float64Array(0);
  #next = new Float64Array(0);
  /** What the last row should have been. */
  readonly #expected: Float64Array;
  /** What was said of the row to come; of the first one nothing. */
  readonly #predicted: Float64Array;
  #isFirst = true;

  constructor(settings: EnergySettings, width: number) {
    this.#settings = settings;
    this.#width = width;
    this.#expected = new Float64Array(width);
    this.#predicted = new Float64Array(width);
  }

  step(row: LiveRow): number {
    const { of, output, before } = this.#settings;
    const said = row.said(output);
    if (this.#errors.length === 0) this.#begin(said.length);
    if (of === 'prediction') {
      this.#expected.set(this.#isFirst ? row.input : this.#predicted);
      this.#compare(row.input, this.#expected, row.scaled, this.#errors);
      this.#predicted.set(said);
    } else if (before === true) {
      if (this.#isFirst) this.#errors.fill(0);
      else this.#errors.set(this.#next);
      this.#compare(row.window, said, row.scaled, this.#next);
    } else this.#compare(row.window, said, row.scaled, this.#errors);
    this.#isFirst = false;
    let sum = 0;
    for (let i = 0; i < this.#errors.length; i++) sum += this.#errors[i]!;
    return sum / this.#errors.length;
  }

  share(weight: number, out: Float64Array): void {
    const part = weight / this.#errors.length;
    for (let i = 0; i < this.#errors.length; i++) out[i % out.length]! += part * this.#errors[i]!;
  }

  expect(row: LiveRow, out: Float64Array): void {
    const { of, output } = this.#settings;
    // A prediction that has no weight was not followed.
    if (of === 'prediction' && this.#errors.length === 0) return;
    const said = of === 'prediction' ? this.#expected : row.said(output);
    const from = said.length - out.length;
    for (let i = 0; i < out.length; i++) out[i] = row.back(i, said[from + i]!);
  }

  reset(): void {
    this.#isFirst = true;
  }

  snapshot(): EnergySnapshot | undefined {
    const { of, before } = this.#settings;
    if (this.#isFirst || !isLate(this.#settings)) return undefined;
    return {
      ...(of === 'prediction' && { predicted: [...this.#predicted] }),
      ...(before && { next: [...this.#next] }),
    };
  }

  restore(snapshot: unknown): void {
    const { predicted, next } = (snapshot ?? {}) as EnergySnapshot;
    this.reset();
    if (predicted?.length === this.#width) {
      this.#predicted.set(predicted);
      this.#isFirst = false;
    }
    if (next !== undefined && next.length > 0 && next.length % this.#width === 0) {
      this.#begin(next.length);
      this.#next.set(next);
      this.#isFirst = false;
    }
  }

  learned(): null {
    return null;
  }

  #begin(size: number): void {
    this.#errors = new Float64Array(size);
    this.#next = new Float64Array(size);
  }

  #compare(truth: ArrayLike<number>, said: ArrayLike<number>, scaled: Float64Array, out: Float64Array): void {
    const single = out.length === this.#width;
    for (let i = 0; i < out.length; i++) {
      out[i] = single && Number.isNaN(scaled[i]!) ? 0 : (truth[i]! - said[i]!) ** 2;
    }
  }
}

interface EnergySnapshot {
  readonly predicted?: readonly number[];
  readonly next?: readonly number[];
}

/** @param scaled where it is NaN nothing was measured, for single rows */
function squared({ onnx, features }: ExportedRows, off: string, scaled?: string): ExportedPart {
  const width = features.length;
  const errors = onnx.node('Mul', [off, off]);
  const rows = onnx.node('Reshape', [errors, onnx.integers([0, -1, width])]);
  // [rows, rows of the window, features]
  const count = onnx.node('Gather', [onnx.node('Shape', [rows]), onnx.integer(1)]);
  const perRow = onnx.node('Div', [
    onnx.node('ReduceSum', [rows, onnx.integers([1])], { keepdims: 0 }),
    onnx.toDouble(onnx.node('Mul', [count, onnx.integer(width)])),
  ]);
  const single = onnx.node('Equal', [count, onnx.integer(1)]);
  const shares =
    scaled === undefined
      ? perRow
      : onnx.node('Where', [onnx.node('And', [onnx.node('IsNaN', [scaled]), single]), onnx.double(0), perRow]);
  return { value: onnx.node('ReduceSum', [shares, onnx.integers([1])], { keepdims: 0 }), shares };
}
