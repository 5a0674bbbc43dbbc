import { ascending, quantile } from '../../lib/math/quantile';
import { checkPair, type Series } from '../../lib/metrics/check';

/**
 * Share of faulty rows below the limit that lets `falseAlarms` of the normal rows through: the usual figure for the
 * Tennessee Eastman process.
 * @param normal scores of normal operation
 * @param faulty scores of rows with the fault
 * @param falseAlarms 0..1
 */
export function missedDetection(normal: Series, faulty: Series, falseAlarms = 0.01): number {
  checkPair(normal, normal, 'normal');
  checkPair(faulty, faulty, 'faulty');
  const limit = quantile(ascending(Array.from(normal)), 1 - falseAlarms);
  let missed = 0;
  for (let i = 0; i < faulty.length; i++) if (!(faulty[i]! > limit)) missed++;
  return missed / faulty.length;
}
