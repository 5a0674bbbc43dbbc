import type { DetectorLayer, DetectorSpec } from '../../lib/detector/layer';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { LayerContext } from '../../lib/layer';
import type { AutoencoderConfig } from './config';
import { autoencoderBlueprint } from './network';

export const AUTOENCODER: DetectorSpec<AutoencoderConfig> = {
  node: 'twin-autoencoder',
  window: () => 1,
  blueprint: autoencoderBlueprint,
};

/** Learns what normal looks like in one instant. */
export function createAutoencoder(config: AutoencoderConfig, context: LayerContext, snapshot?: unknown): DetectorLayer {
  return createDetectorLayer(AUTOENCODER, config, context, snapshot);
}
