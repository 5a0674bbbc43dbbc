import type { DetectorLayer } from '../../lib/detector/layer';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { LayerContext } from '../../lib/layer';
import type { DualBranchConfig } from './config';
import { dualBranchBlueprint } from './network';

/** Learns how normal operation unfolds over time. */
export function createDualBranch(config: DualBranchConfig, context: LayerContext, snapshot?: unknown): DetectorLayer {
  return createDetectorLayer({ node: 'twin-dual-branch', blueprint: dualBranchBlueprint }, config, context, snapshot);
}
