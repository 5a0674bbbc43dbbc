import { whatIsAt } from './columns';
import type { LearnedTwin } from './fit';
import type { Predictor } from './predictor';

/** Where each input of a predictor may be, in deviations; by position among its inputs. */
export interface Range {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Where a twin knows few cases, what lies beyond the learned values is another one: a law that bends is a straight line from there on. An input goes
 * so much further as what is told of the tag hardly hangs on it: by no more than what is usually left of the tag.
 * @returns undefined where the twin knows enough
 */
export function rangeOf({ coverage, standards }: LearnedTwin, predictor: Predictor): Range | undefined {
  if (coverage !== 'little') return undefined;
  const { inputs, columns, weights, deviation } = predictor;
  const low = new Float64Array(inputs.length);
  const high = new Float64Array(inputs.length);
  inputs.forEach((input, k) => {
    let gain = 0;
    columns.places.forEach((place, c) => {
      if (whatIsAt(place, standards.length).feature === input) gain += weights[c]!;
    });
    const room = deviation / (Math.abs(gain) + bend(k, predictor));
    low[k] = standards[input]!.low - room;
    high[k] = standards[input]!.high + room;
  });
  return { low, high };
}

/** How much the products may make of one input, at most. @param k its position among the inputs, of which the first are factors */
function bend(k: number, { columns, weights }: Predictor): number {
  const { places, factors, low, high, inverses } = columns;
  let sum = 0;
  for (let i = 0, p = 0; i < factors.length; i++) {
    for (let j = i; j < factors.length; j++, p++) {
      if (i !== k && j !== k) continue;
      const other = i === k ? j : i;
      const most = Math.max(Math.abs(low[other]!), Math.abs(high[other]!));
      sum += Math.abs(weights[places.length + p]!) * inverses[p]! * most * (i === j ? 2 : 1);
    }
  }
  return sum;
}
