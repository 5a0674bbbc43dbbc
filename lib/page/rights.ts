import type { OrderName } from '../layer/orders';
import type { LayerName, Right } from './api';

/** Which right an order needs, by what it touches: alarms, what is learned and its limits. */
const NEEDED: Readonly<Record<OrderName, Right>> = {
  status: 'read',
  acknowledge: 'operate',
  shelve: 'operate',
  unshelve: 'operate',
  unlatch: 'operate',
  'out-of-service': 'tune',
  'in-service': 'tune',
  feedback: 'operate',
  posture: 'tune',
  drill: 'operate',
  clear: 'operate',
  train: 'tune',
  retrain: 'tune',
  accept: 'tune',
  approve: 'tune',
  decline: 'tune',
  cancel: 'tune',
  reset: 'tune',
  refit: 'tune',
  calibrate: 'tune',
  freeze: 'tune',
  unfreeze: 'tune',
  hold: 'tune',
  resume: 'tune',
  rollback: 'tune',
  pin: 'tune',
  unpin: 'tune',
  import: 'tune',
  compare: 'read',
  set: 'tune',
  start: 'tune',
  stop: 'tune',
  arm: 'command',
  disarm: 'command',
  resend: 'command',
  drop: 'command',
};

/** Which right an order to a layer needs. Whatever the response layer follows decides about commands to the plant. */
export function rightFor(layer: LayerName, order: OrderName): Right {
  return layer === 'response' && order !== 'status' ? 'command' : NEEDED[order];
}
