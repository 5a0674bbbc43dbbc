import { trainingOptions } from '../../lib/detector/settings';
import { GraphBuilder } from '../../lib/network/builder';
import type { Graph } from '../../lib/network/graph';
import type { Blueprint } from '../../lib/score/blueprint';
import { BAND_RATES, LEAPS, LEARNED_TWIN, MEWMA } from '../../lib/score/settings';
import type { AutoencoderConfig } from './config';

/**
 * Paper 1's symmetric autoencoder (equations 4 and 5): ReLU in the hidden layers, linear output, mean squared error.
 * Outputs: reconstruction [features], latent [last of layers].
 */
export function autoencoderBlueprint(features: number, config: AutoencoderConfig): Blueprint {
  return {
    window: 1,
    context: 1,
    graph: network(features, config),
    ...(config.score === 'paper' ? asInThePaper(config) : guarding(config)),
    validation: config.validation,
    ...(config.latent && { shown: ['latent'] }),
  };
}

type Judging = Pick<Blueprint, 'parts' | 'input' | 'training' | 'folds'>;

function guarding(config: AutoencoderConfig): Judging {
  const chart = { kind: 'mewma', combine: 'sum', ...MEWMA } as const;
  return {
    parts: [
      { name: 'reconstruction', ...chart, weight: 1, earned: true, of: 'reconstruction', output: 'reconstruction' },
      { name: 'position', ...chart, weight: 2, of: 'values' },
      { name: 'bands', kind: 'bands', combine: 'sum', weight: 0.5, rates: BAND_RATES },
      LEAPS,
      ...(config.learnTwin ? [LEARNED_TWIN] : []),
    ],
    input: 'centred',
    training: trainingOptions(config),
    folds: config.folds,
  };
}

/**
 * The score is the squared reconstruction error of equation 2, of min-max scaled rows as they are, by one training that
 * minimises equation 3 to the last epoch. What is held out of it only calibrates the threshold.
 */
function asInThePaper(config: AutoencoderConfig): Judging {
  return {
    parts: [
      {
        name: 'reconstruction',
        kind: 'energy',
        combine: 'sum',
        weight: 1,
        of: 'reconstruction',
        output: 'reconstruction',
      },
    ],
    input: 'plain',
    training: { ...trainingOptions(config), patience: 0, keep: 'last' },
    folds: 0,
  };
}

function network(features: number, { layers, hide, score }: AutoencoderConfig): Graph {
  const g = new GraphBuilder();
  const input = g.input('window', [features]);
  let value = hide > 0 && score === 'guard' ? g.dropout(input, hide) : input;
  layers.forEach((units, i) => {
    value = g.dense(value, units, { name: `encoder.${i}`, activation: 'relu' });
  });
  const latent = value;
  layers
    .slice(0, -1)
    .reverse()
    .forEach((units, i) => {
      value = g.dense(value, units, { name: `decoder.${i}`, activation: 'relu' });
    });
  const reconstruction = g.dense(value, features, { name: 'output' });
  const loss = g.meanSquaredError(reconstruction, input);
  return g.build({ loss, outputs: { reconstruction, latent } });
}
