import type { NodeAPI } from 'node-red';
import { registerLayer } from '../../lib/node-red/layer-node';
import { parseConfig } from './config';
import { createThreshold } from './layer';

/** twin-threshold: says from which score on a record is an anomaly. */
export = (RED: NodeAPI): void =>
  registerLayer(RED, {
    type: 'twin-threshold',
    parseConfig,
    create: createThreshold,
    orders: ['calibrate', 'set', 'freeze', 'unfreeze', 'reset', 'status'],
    standing: ['freeze', 'unfreeze'],
    audited: (event) => event === 'setting-ended',
    outputs: ['record', 'event'],
  });
