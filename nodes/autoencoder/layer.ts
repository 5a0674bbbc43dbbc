import type { DetectorLayer } from '../../lib/detector/layer';
import { createDetectorLayer } from '../../lib/detector/modes';
import type { LayerContext } from '../../lib/layer';
import type { AutoencoderConfig } from './config';
import { autoencoderBlueprint } from './network';

/** Learns what normal looks like in one instant. */
export function createAutoencoder(config: AutoencoderConfig, context: LayerContext, snapshot?: unknown): DetectorLayer {
  return createDetectorLayer({ node: 'twin-autoencoder', blueprint: autoencoderBlueprint }, config, context, snapshot);
}
