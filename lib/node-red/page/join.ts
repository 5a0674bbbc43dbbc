import type { Node, NodeAPI } from 'node-red';
import type { LayerName } from '../../page/api';
import type { Member, Seat } from '../../page/member';
import { hubOf } from './hub-of';

const LAYERS: Readonly<Record<string, LayerName>> = {
  'twin-simulator': 'simulator',
  'twin-ingest': 'ingest',
  'twin-scaler': 'scaler',
  'twin-autoencoder': 'detector',
  'twin-dual-branch': 'detector',
  'twin-threshold': 'threshold',
  'twin-decision': 'decision',
  'twin-response': 'response',
};

/** Of a node that has not joined, or is not shown. */
export const NO_SEAT: Seat = { see() {}, hear() {}, leave() {} };

/** A node joins the operator page, if it is one that the page shows. It leaves when it closes. */
export function joinPage(RED: NodeAPI, node: Node, member: Omit<Member, 'id' | 'layer' | 'name'>): Seat {
  const layer = LAYERS[member.type];
  if (layer === undefined) return NO_SEAT;
  return hubOf(RED).join({ ...member, id: node.id, layer, name: nameOf(node) });
}

/** Its name, else that of its tab or subflow, else its type. */
function nameOf(node: Node): string {
  const flow = (node as { _flow?: { flow?: { label?: unknown }; subflowDef?: { name?: unknown } } })._flow;
  const names = [node.name, flow?.subflowDef?.name, flow?.flow?.label, node.type];
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? node.id;
}
