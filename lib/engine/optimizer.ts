import type { TrainingOptions } from './engine';

/** The numbers of an optimiser, with all defaults filled in. */
export type OptimizerNumbers =
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | { readonly kind: 'sgd'; readonly momentum: number };

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1): m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
 * w -= rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), t from 1.
 * SGD: u = momentum u + g, w -= rate u.
 * g is the gradient of the mean loss of the batch plus l2 * (sum of the squares of the decaying parameters), scaled
 * down to clipNorm when its norm over all parameters is larger.
 */
export function optimizerNumbers(optimizer: TrainingOptions['optimizer']): OptimizerNumbers {
  if (optimizer.kind === 'sgd') return { kind: 'sgd', momentum: optimizer.momentum ?? 0 };
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = optimizer;
  return { kind: 'adam', beta1, beta2, epsilon };
}
