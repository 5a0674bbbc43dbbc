import { createRandom, type Random } from '../math/random';
import type { Graph, Initializer } from './graph';
import { parameterCount, sizeOf } from './graph';

/**
 * Fresh weights: one array in graph.parameters order, each parameter row-major. A seed gives the same weights on every
 * engine and machine.
 */
export function initialWeights(graph: Graph, seed: number): Float32Array {
  const random = createRandom(seed);
  const weights = new Float32Array(parameterCount(graph));
  let offset = 0;
  for (const { shape, init } of graph.parameters) {
    const end = offset + sizeOf(shape);
    for (; offset < end; offset++) weights[offset] = draw(init, random);
  }
  return weights;
}

function draw(init: Initializer, random: Random): number {
  switch (init.kind) {
    // Glorot and Bengio 2010, equation 16.
    case 'glorot':
      return Math.sqrt(6 / (init.fanIn + init.fanOut)) * (2 * random.next() - 1);
    // He et al. 2015, DOI 10.1109/ICCV.2015.123, equation 10, as a uniform distribution of that variance.
    case 'he':
      return Math.sqrt(6 / init.fanIn) * (2 * random.next() - 1);
    case 'constant':
      return init.value;
    case 'normal':
      return init.deviation * random.normal();
  }
}
