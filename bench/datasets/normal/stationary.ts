import { autoregression, measured, mixture, type NormalPlant } from './signals';

/** Eight tags that three things move, and nothing that lasts longer than two hours. */
export const stationary: NormalPlant = (random, rows) => {
  const factors = [0.95, 0.8, 0.5].map((phi) => autoregression(random, rows, phi, 1));
  return mixture(random, factors, 8).map((tag) => measured(random, 0.3, tag));
};
