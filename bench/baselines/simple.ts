import { createRandom } from '../../lib/math/random';
import { eachRow, type Method } from './method';

/** Uniform random scores: what every figure must be compared with. */
export const random: Method = {
  name: 'random',
  fit: (_train, seed) => {
    const source = createRandom(seed);
    return eachRow(() => source.next());
  },
};

/** Squared distance to the training mean: no learning at all. */
export const meanDistance: Method = {
  name: 'mean-distance',
  fit: ({ data, rows, width }) => {
    const mean = new Float64Array(width);
    for (let i = 0; i < data.length; i++) mean[i % width]! += data[i]! / rows;
    return eachRow((row) => row.reduce((sum, value, i) => sum + (value - mean[i]!) ** 2, 0));
  },
};
