import type { Blueprint } from '../../lib/detector/blueprint';
import { ENVELOPE_RATES, EVIDENCE, trainingOptions } from '../../lib/detector/settings';
import { GraphBuilder } from '../../lib/network/builder';
import type { AutoencoderConfig } from './config';

/**
 * Paper 1's symmetric autoencoder (equations 4 and 5): ReLU in the hidden layers, linear output, mean squared error.
 * Outputs: reconstruction [features], latent [last of layers].
 */
export function autoencoderBlueprint(features: number, config: AutoencoderConfig): Blueprint {
  const g = new GraphBuilder();
  const input = g.input('window', [features]);
  let value = config.hide > 0 ? g.dropout(input, config.hide) : input;
  config.layers.forEach((units, i) => {
    value = g.dense(value, units, { name: `encoder.${i}`, activation: 'relu' });
  });
  const latent = value;
  config.layers
    .slice(0, -1)
    .reverse()
    .forEach((units, i) => {
      value = g.dense(value, units, { name: `decoder.${i}`, activation: 'relu' });
    });
  const reconstruction = g.dense(value, features, { name: 'output' });
  const loss = g.meanSquaredError(reconstruction, input);
  return {
    window: 1,
    graph: g.build({ loss, outputs: { reconstruction, latent } }),
    streams: [
      { name: 'reconstruction', kind: 'residual', output: 'reconstruction', weight: 1 },
      { name: 'position', kind: 'row', weight: 2 },
    ],
    envelope: { rates: ENVELOPE_RATES, weight: 0.5 },
    evidence: EVIDENCE,
    training: trainingOptions(config),
    validation: config.validation,
    folds: config.folds,
    ...(config.latent && { shown: ['latent'] }),
  };
}
