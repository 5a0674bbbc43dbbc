import type { Matrix } from '../../lib/data/matrix';
import { covariance } from './covariance';
import { eachRow, type Method } from './method';
import { standardizer } from './standardize';
import { type Eigen, symmetricEigen } from './symmetric-eigen';

/** Eigenvalues below this share of the largest are noise of constant or duplicate columns. */
const NOISE = 1e-9;

/**
 * Monitoring by principal components (Jackson, Mudholkar 1979, DOI 10.1080/00401706.1979.10489779): Q is what the kept
 * components do not explain, T2 how far the row lies along them.
 * @param kept number of components, or the share of variance (below 1) that they explain
 */
export function pca(statistic: 'q' | 't2', kept: number, name = 'pca'): Method {
  return {
    name,
    fit: (train) => {
      const scale = standardizer(train);
      const eigen = symmetricEigen(covariance(scale(train)), train.width);
      const count = kept < 1 ? componentsFor(eigen, kept) : Math.min(kept, train.width);
      const score = eachRow((row) => (statistic === 'q' ? residual(row, eigen, count) : distance(row, eigen, count)));
      return (rows) => score(scale(rows));
    },
  };
}

/** Distance to the training mean in units of its covariance: T2 over all components. */
export const mahalanobis: Method = pca('t2', Number.POSITIVE_INFINITY, 'mahalanobis');

function componentsFor({ values }: Eigen, share: number): number {
  const total = values.reduce((sum, v) => sum + v, 0);
  let explained = 0;
  return (
    1 +
    values.findIndex((value) => {
      explained += value;
      return explained >= share * total;
    })
  );
}

function along(row: Float64Array, vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i]! * vector[i]!;
  return sum;
}

function residual(row: Float64Array, { vectors }: Eigen, count: number): number {
  let rest = along(row, row);
  for (let k = 0; k < count; k++) rest -= along(row, vectors[k]!) ** 2;
  return Math.max(0, rest);
}

function distance(row: Float64Array, { values, vectors }: Eigen, count: number): number {
  const floor = NOISE * values[0]!;
  let sum = 0;
  for (let k = 0; k < count && k < values.length; k++) {
    if (values[k]! > floor) sum += along(row, vectors[k]!) ** 2 / values[k]!;
  }
  return sum;
}

/** A moving average over the last rows, of the scores of any method. */
export function smoothed(method: Method, length: number): Method {
  return {
    name: `${method.name}-smoothed`,
    fit: (train: Matrix, seed: number) => {
      const score = method.fit(train, seed);
      return (rows) => trailingMean(score(rows), length);
    },
  };
}

/** The mean of the last values, fewer at the start. */
export function trailingMean(values: Float64Array, length: number): Float64Array {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (i >= length ? values[i - length]! : 0);
    return sum / Math.min(i + 1, length);
  });
}
