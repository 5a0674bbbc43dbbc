import type { MakeDetector } from '../../cli/chain';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { Blueprint } from '../../lib/score/blueprint';
import { partOf } from '../../lib/score/parts';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { AUTOENCODER } from '../../nodes/autoencoder/layer';
import { parseConfig as parseDualBranch } from '../../nodes/dual-branch/config';
import { DUAL_BRANCH } from '../../nodes/dual-branch/layer';

/** Our detectors without what the network says: a group of parts that stand in for each other is left out as a whole. */
export const WITHOUT_NETWORK: Readonly<Record<'autoencoder' | 'dual-branch', MakeDetector>> = {
  autoencoder: (raw, context, from) => {
    const blueprint = reduced(AUTOENCODER.blueprint);
    return createDetectorLayer({ ...AUTOENCODER, blueprint }, parseAutoencoder(raw), context, from);
  },
  'dual-branch': (raw, context, from) => {
    const blueprint = reduced(DUAL_BRANCH.blueprint);
    return createDetectorLayer({ ...DUAL_BRANCH, blueprint }, parseDualBranch(raw), context, from);
  },
};

function reduced<Config>(whole: (features: number, config: Config) => Blueprint) {
  return (features: number, config: Config): Blueprint => {
    const blueprint = whole(features, config);
    const parts = blueprint.parts.filter((plan) => (partOf(plan).outputs?.(plan) ?? []).length === 0);
    return { ...blueprint, parts };
  };
}
