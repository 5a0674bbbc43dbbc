import type { NodeAPI } from 'node-red';
import { registerLayer } from '../../lib/node-red/layer-node';
import { parseConfig } from './config';
import { createResponse } from './layer';

/** twin-response: alerts, commands and requests for retraining. */
export = (RED: NodeAPI): void =>
  registerLayer(RED, {
    type: 'twin-response',
    parseConfig,
    create: createResponse,
    orders: ['arm', 'disarm', 'approve', 'resend', 'drop', 'reset', 'status'],
    audited: (event) => event !== 'policy-applied',
    restores: true,
    onlyOurs: true,
    outputs: ['record', 'alert', 'command', 'retrain', 'event'],
  });
