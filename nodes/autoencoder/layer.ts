import { join } from 'node:path';
import type { DetectorLayer, DetectorSpec } from '../../lib/detector/layer';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { LayerContext } from '../../lib/layer/layer';
import type { AutoencoderConfig } from './config';

export const AUTOENCODER: DetectorSpec<AutoencoderConfig> = {
  node: 'twin-autoencoder',
  window: () => 1,
  blueprint: { module: join(__dirname, 'network.js'), name: 'autoencoderBlueprint' },
};

/** Learns what normal looks like in one instant. */
export function createAutoencoder(config: AutoencoderConfig, context: LayerContext, snapshot?: unknown): DetectorLayer {
  return createDetectorLayer(AUTOENCODER, config, context, snapshot);
}
