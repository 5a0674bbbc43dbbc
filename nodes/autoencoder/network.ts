import { trainingOptions } from '../../lib/detector/settings';
import { GraphBuilder } from '../../lib/network/builder';
import type { Blueprint } from '../../lib/score/blueprint';
import { BAND_RATES, MEWMA } from '../../lib/score/settings';
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
    context: 1,
    graph: g.build({ loss, outputs: { reconstruction, latent } }),
    parts: [
      {
        name: 'reconstruction',
        kind: 'mewma',
        combine: 'sum',
        weight: 1,
        of: 'reconstruction',
        output: 'reconstruction',
        ...MEWMA,
      },
      { name: 'position', kind: 'mewma', combine: 'sum', weight: 2, of: 'values', ...MEWMA },
      { name: 'bands', kind: 'bands', combine: 'sum', weight: 0.5, rates: BAND_RATES },
    ],
    input: 'centred',
    training: trainingOptions(config),
    validation: config.validation,
    keep: 'best',
    folds: config.folds,
    ...(config.latent && { shown: ['latent'] }),
  };
}
