import type { NodeAPI } from 'node-red';
import { isPromotionEvent } from '../../lib/detector/promotion-events';
import { DETECTOR_ORDERS } from '../../lib/detector/settings';
import { serveEngineList } from '../../lib/node-red/engine-route';
import { registerLayer } from '../../lib/node-red/layer-node';
import { parseConfig } from './config';
import { createDualBranch } from './layer';

/** twin-dual-branch: judges each record by how normal operation unfolds over a window of time. */
export = (RED: NodeAPI): void => {
  serveEngineList(RED);
  registerLayer(RED, {
    type: 'twin-dual-branch',
    parseConfig,
    create: createDualBranch,
    orders: DETECTOR_ORDERS,
    standing: ['freeze', 'unfreeze'],
    audited: isPromotionEvent,
    outputs: ['record', 'event'],
  });
};
