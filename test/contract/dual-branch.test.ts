import { parseConfig } from '../../nodes/dual-branch/config';
import { createDualBranch } from '../../nodes/dual-branch/layer';
import { detectorSubject } from '../fixtures/detector-subject';
import { layerContract } from '../fixtures/layer-contract';

const CONFIG = parseConfig({ records: 200, window: 16, width: 4, epochs: 2, prototypes: 4, engine: 'wasm' });

layerContract(detectorSubject('dual branch', 200, (context, snapshot) => createDualBranch(CONFIG, context, snapshot)));
