import { eachRow, type Method } from './method';
import { standardizer } from './standardize';

/** The furthest tag from its own mean, in its own deviations: what limits per tag can see. */
export const bands: Method = {
  name: 'bands',
  fit: (train) => {
    const scale = standardizer(train);
    const score = eachRow((row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    return (rows) => score(scale(rows));
  },
};
