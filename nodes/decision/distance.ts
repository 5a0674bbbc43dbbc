import { type Distance, distanceBeyond, isSlight, isUnseen } from '../../lib/alarm/distance';
import type { TwinRecord } from '../../lib/record/record';

/**
 * How much a record tells the alarm by how far its score is from the limit; undefined for one that counts as any does.
 * @param anomalous for whatever reason; a score beyond the limit is one of them
 * @param clearBelow rarity above which a normal record is no calm
 */
export function distanceOf(record: TwinRecord, anomalous: boolean, clearBelow: number): Distance | undefined {
  const { anomaly, chart, score, threshold, rarity } = record;
  if (!anomalous) return rarity !== undefined && rarity > clearBelow ? 'near' : undefined;
  if (anomaly !== true) return undefined;
  const slight = score !== undefined && threshold !== undefined && isSlight(score, threshold);
  return distanceBeyond(isUnseen(rarity), slight, chart === true);
}
