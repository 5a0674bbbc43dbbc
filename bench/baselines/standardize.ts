import type { Matrix } from '../../lib/data/matrix';

/** Scales columns by what the training rows showed. */
export type Scaler = (rows: Matrix) => Matrix;

/** Zero mean and unit deviation; a column that is constant in training is only shifted, so that it cannot explode. */
export function standardizer(train: Matrix): Scaler {
  return affine(train, (values) => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    return [mean, Math.sqrt(variance)];
  });
}

/** To [0, 1] over the training rows. */
export function minMaxer(train: Matrix): Scaler {
  return affine(train, (values) => {
    const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return [low, high - low];
  });
}

function affine(train: Matrix, measure: (values: Float64Array) => [center: number, scale: number]): Scaler {
  const parts = Array.from({ length: train.width }, (_, column) => {
    const [center, scale] = measure(
      Float64Array.from({ length: train.rows }, (_, row) => train.data[row * train.width + column]!),
    );
    return { center, scale: scale > 1e-12 ? scale : 1 };
  });
  return (rows) => ({
    ...rows,
    data: rows.data.map((value, i) => {
      const { center, scale } = parts[i % rows.width]!;
      return (value - center) / scale;
    }),
  });
}
