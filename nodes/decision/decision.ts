import type { NodeAPI } from 'node-red';
import { registerLayer } from '../../lib/node-red/layer-node';
import { parseConfig } from './config';
import { createDecision } from './layer';

/** twin-decision: tells attack, fault and drift apart and runs the alarm. */
export = (RED: NodeAPI): void =>
  registerLayer(RED, {
    type: 'twin-decision',
    parseConfig,
    create: createDecision,
    orders: [
      'acknowledge',
      'shelve',
      'unshelve',
      'out-of-service',
      'in-service',
      'unlatch',
      'set',
      'feedback',
      'posture',
      'reset',
      'status',
    ],
    audited: () => true,
    restores: true,
    outputs: ['record', 'order', 'feedback', 'event'],
  });
