import type { AssetView, FileLearningLine } from './api';
import { assetLine } from './asset-line';
import type { Shown } from './sights';

/**
 * Everything that is shown of one asset.
 * @param now ms since the epoch
 * @param fileLearning what it learns from a recording
 */
export function assetView({ sight, members }: Shown, now: number, fileLearning?: FileLearningLine): AssetView {
  return {
    line: assetLine(sight, members, now, true),
    alarms: sight.alarms,
    tags: sight.row.lines(),
    ...(sight.compared && { compared: sight.compared }),
    ...(fileLearning && { fileLearning }),
    layers: members.map((member) => ({
      layer: member.layer,
      node: member.id,
      name: member.name,
      report: member.report(sight.asset) ?? {},
      orders: member.orders.filter((order) => order !== 'status'),
    })),
  };
}
