import { flag, list, type Parsed, parseFields, share } from '../../lib/config/fields';
import { DETECTOR_FIELDS } from '../../lib/detector/settings';

/** Settings of the autoencoder node; defaults as in paper 1. */
export const FIELDS = {
  ...DETECTOR_FIELDS,
  /** Neurons of the encoder's hidden layers; the decoder mirrors them. */
  layers: list('64, 32, 16', { min: 1, max: 4096, length: 8 }),
  /**
   * Share of the inputs that are hidden at random while training, so that the network learns to tell a feature from the
   * others. Without it a net as wide as paper 1's copies its few inputs and finds nothing odd.
   */
  hide: share(0.2, { min: 0, max: 0.9 }),
  /** Shows in payload.detector.shown what the network makes of the record: the encoder's last layer. */
  latent: flag(false),
} as const;

export type AutoencoderConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): AutoencoderConfig {
  return parseFields(FIELDS, raw);
}
