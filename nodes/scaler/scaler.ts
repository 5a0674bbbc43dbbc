import type { NodeAPI } from 'node-red';
import { registerLayer } from '../../lib/node-red/layer-node';
import { parseConfig } from './config';
import { createScaler } from './layer';

/** twin-scaler: brings all features of a twin to one scale. */
export = (RED: NodeAPI): void =>
  registerLayer(RED, {
    type: 'twin-scaler',
    parseConfig,
    create: createScaler,
    orders: ['refit', 'freeze', 'unfreeze', 'reset', 'status'],
    standing: ['freeze', 'unfreeze'],
    outputs: ['record', 'event'],
  });
