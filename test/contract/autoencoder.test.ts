import { parseConfig } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { detectorSubject } from '../fixtures/detector-subject';
import { layerContract } from '../fixtures/layer-contract';

const CONFIG = parseConfig({ records: 120, layers: '8, 3', epochs: 10, folds: 2, engine: 'wasm' });

layerContract(detectorSubject('autoencoder', 120, (context, snapshot) => createAutoencoder(CONFIG, context, snapshot)));
