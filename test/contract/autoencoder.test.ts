import { parseConfig } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { detectorSubject } from '../fixtures/detector-subject';
import { layerContract } from '../fixtures/layer-contract';

for (const [name, score] of [
  ['autoencoder', 'guard'],
  ['autoencoder, as in the paper', 'paper'],
] as const) {
  const config = parseConfig({ records: 120, layers: '8, 3', epochs: 10, folds: 2, engine: 'wasm', score });
  layerContract(detectorSubject(name, 120, (context, snapshot) => createAutoencoder(config, context, snapshot)));
}
