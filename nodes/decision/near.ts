import { isSlight } from '../../lib/alarm/slight';
import type { TwinRecord } from '../../lib/record/record';

/**
 * Whether a record tells the alarm little, because its score is near the limit on the side that it is on.
 * @param anomalous for whatever reason; a score beyond the limit is one of them
 * @param clearBelow rarity above which a normal record is no calm
 */
export function isNear(record: TwinRecord, anomalous: boolean, clearBelow: number): boolean {
  const { anomaly, chart, score, threshold, rarity } = record;
  if (!anomalous) return rarity !== undefined && rarity > clearBelow;
  const byScore = anomaly === true && chart !== true && score !== undefined && threshold !== undefined;
  return byScore && isSlight(score, threshold);
}
