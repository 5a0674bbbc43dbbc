import type { NodeAPI } from 'node-red';
import { isPromotionEvent } from '../../lib/detector/promotion-events';
import { DETECTOR_ORDERS } from '../../lib/detector/settings';
import { serveEngineList } from '../../lib/node-red/engine-route';
import { registerLayer } from '../../lib/node-red/layer-node';
import { parseConfig } from './config';
import { createAutoencoder } from './layer';

/** twin-autoencoder: judges each record by what normal looks like in one instant. */
export = (RED: NodeAPI): void => {
  serveEngineList(RED);
  registerLayer(RED, {
    type: 'twin-autoencoder',
    parseConfig,
    create: createAutoencoder,
    orders: DETECTOR_ORDERS,
    standing: ['freeze', 'unfreeze'],
    audited: isPromotionEvent,
    outputs: ['record', 'event'],
  });
};
