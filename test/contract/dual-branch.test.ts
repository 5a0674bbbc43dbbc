import { parseConfig } from '../../nodes/dual-branch/config';
import { createDualBranch } from '../../nodes/dual-branch/layer';
import { detectorSubject } from '../fixtures/detector-subject';
import { layerContract } from '../fixtures/layer-contract';

for (const [name, score] of [
  ['dual branch', 'guard'],
  ['dual branch, as in the paper', 'paper'],
] as const) {
  const config = parseConfig({ records: 200, window: 16, width: 4, epochs: 2, prototypes: 4, engine: 'wasm', score });
  layerContract(detectorSubject(name, 200, (context, snapshot) => createDualBranch(config, context, snapshot)));
}
