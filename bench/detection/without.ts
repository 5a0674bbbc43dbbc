import type { MakeDetector } from '../../cli/chain';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { Blueprint } from '../../lib/score/blueprint';
import { partOf } from '../../lib/score/parts';
import { type AutoencoderConfig, parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { AUTOENCODER } from '../../nodes/autoencoder/layer';
import { autoencoderBlueprint } from '../../nodes/autoencoder/network';
import { type DualBranchConfig, parseConfig as parseDualBranch } from '../../nodes/dual-branch/config';
import { DUAL_BRANCH } from '../../nodes/dual-branch/layer';
import { dualBranchBlueprint } from '../../nodes/dual-branch/network';

const without = (name: string) => ({ module: __filename, name });

/** Our detectors without what the network says: a group of parts that stand in for each other is left out as a whole. */
export const WITHOUT_NETWORK: Readonly<Record<'autoencoder' | 'dual-branch', MakeDetector>> = {
  autoencoder: (raw, context, from) => {
    const spec = { ...AUTOENCODER, blueprint: without('autoencoder') };
    return createDetectorLayer(spec, parseAutoencoder(raw), context, from);
  },
  'dual-branch': (raw, context, from) => {
    const spec = { ...DUAL_BRANCH, blueprint: without('dualBranch') };
    return createDetectorLayer(spec, parseDualBranch(raw), context, from);
  },
};

export function autoencoder(features: number, config: AutoencoderConfig): Blueprint {
  return reduced(autoencoderBlueprint(features, config));
}

export function dualBranch(features: number, config: DualBranchConfig): Blueprint {
  return reduced(dualBranchBlueprint(features, config));
}

function reduced(blueprint: Blueprint): Blueprint {
  const parts = blueprint.parts.filter((plan) => (partOf(plan).outputs?.(plan) ?? []).length === 0);
  return { ...blueprint, parts };
}
