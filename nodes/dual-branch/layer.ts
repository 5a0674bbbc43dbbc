import { join } from 'node:path';
import type { DetectorLayer, DetectorSpec } from '../../lib/detector/layer';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { LayerContext } from '../../lib/layer/layer';
import type { DualBranchConfig } from './config';

export const DUAL_BRANCH: DetectorSpec<DualBranchConfig> = {
  node: 'twin-dual-branch',
  window: (config) => config.window,
  blueprint: { module: join(__dirname, 'network.js'), name: 'dualBranchBlueprint' },
};

/** Learns how normal operation unfolds over time. */
export function createDualBranch(config: DualBranchConfig, context: LayerContext, snapshot?: unknown): DetectorLayer {
  return createDetectorLayer(DUAL_BRANCH, config, context, snapshot);
}
