import { describe, InputError, isPlainObject, own } from '../input';
import { type Order, type OrderName, parseOrder } from '../layer/orders';
import { UnsavedError } from '../store/unsaved';
import type { LayerName, OrderAnswer, OrderRequest, Right } from './api';
import type { Hub } from './hub';
import type { Member } from './member';
import { rightFor } from './rights';
import type { Shown } from './sights';

/** Assets that one order may name. */
const MOST_KEYS = 1000;
/** Members of an order that only the server may set. */
const OURS: readonly string[] = ['do', 'asset', 'by', 'verified', 'via'];

const LAYERS: readonly LayerName[] = ['simulator', 'ingest', 'scaler', 'detector', 'threshold', 'decision', 'response'];

type Done = OrderAnswer['done'][number];

/** Somebody has changed meanwhile what the order was about. */
export class FasterError extends Error {
  override readonly name = 'FasterError';
}

/** Reads what the page sends. @throws InputError naming the member and the fix */
export function readRequest(body: unknown): OrderRequest {
  if (!isPlainObject(body)) throw new InputError('order', `is ${describe(body)}; send an object`);
  const keys = own(body, 'keys');
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS || !keys.every((k) => typeof k === 'string'))
    throw new InputError('keys', `is ${describe(keys)}; name 1 to ${MOST_KEYS} assets by their keys`);
  const layer = own(body, 'layer');
  if (!LAYERS.includes(layer as LayerName))
    throw new InputError('layer', `is ${describe(layer)}; known: ${LAYERS.join(', ')}`);
  const name = own(body, 'do');
  if (typeof name !== 'string') throw new InputError('do', `is ${describe(name)}; name the order`);
  const options = own(body, 'options') ?? {};
  if (!isPlainObject(options)) throw new InputError('options', `is ${describe(options)}; send an object`);
  const seen = own(body, 'seen');
  if (seen !== undefined && !isPlainObject(seen)) throw new InputError('seen', `is ${describe(seen)}; send an object`);
  return { keys: [...new Set(keys)], layer: layer as LayerName, do: name, options, ...(seen && { seen }) };
}

/** The right that a request needs. @throws InputError for an order that the layer does not know */
export function rightOf({ layer, do: name, options }: OrderRequest, hub: Hub): Right {
  // What a person calls the new normal enters learning.
  if (isNewNormal(name, options)) return 'tune';
  for (const member of hub.members()) {
    const known = member.layer === layer && member.orders.find((order) => order === name);
    if (known) return rightFor(layer, known);
  }
  throw new InputError('do', `${describe(name)} is no order that a ${layer} of this Node-RED follows`);
}

/**
 * Follows a request.
 * @param by who is signed in; undefined where nobody is
 * @throws FasterError when that is why nothing at all was done
 */
export function followRequest(request: OrderRequest, by: string | undefined, hub: Hub): OrderAnswer {
  const done: Done[] = [];
  const refused: { key: string; error: string }[] = [];
  let faster: FasterError | undefined;
  for (const key of request.keys) {
    const shown = hub.shown(key);
    if (shown === undefined) {
      refused.push({ key, error: 'this asset is not known any more' });
      continue;
    }
    try {
      for (const member of targets(request, shown)) done.push({ key, ...followOne(request, shown, member, by) });
    } catch (error) {
      if (error instanceof FasterError) faster = error;
      else if (!(error instanceof InputError || error instanceof UnsavedError)) throw error;
      refused.push({ key, error: error.message });
    }
  }
  if (done.length === 0 && request.keys.length === 1 && faster !== undefined) throw faster;
  return { done, refused };
}

function targets({ layer, do: name }: OrderRequest, { members, sight }: Shown): readonly Member[] {
  const found = members.filter(
    (member) => member.layer === layer && (member.orders as readonly string[]).includes(name),
  );
  if (found.length > 0) return found;
  throw new InputError('layer', `no ${layer} that follows ${name} is in the chain of ${sight.asset}`);
}

function followOne(
  request: OrderRequest,
  { sight: { asset } }: Shown,
  member: Member,
  by: string | undefined,
): Omit<Done, 'key'> {
  const options: Record<string, unknown> = { ...request.options };
  for (const name of OURS) delete options[name];
  const control = { ...options, do: request.do, asset };
  const order: Order = parseOrder(control, member.orders);
  if ((needsName(member.layer, order.do) || isNewNormal(order.do, options)) && by === undefined) {
    throw new InputError(
      'by',
      'nobody is signed in, and an approval needs a name that is proven; turn on adminAuth in settings.js and sign in',
    );
  }
  if (request.seen !== undefined) refuseStale(request.seen, member, asset);
  const before = member.before?.(order);
  const answer = member.follow({ ...order, by, via: 'page', ...(by !== undefined && { verified: true }) });
  return { answer, ...(before && { before }) };
}

/** Who says that a command may leave, or that the plant is well as it is, answers for it. */
function needsName(layer: LayerName, order: OrderName): boolean {
  return (
    (layer === 'response' && order === 'approve') || (layer === 'detector' && ['approve', 'accept'].includes(order))
  );
}

function isNewNormal(name: string, { verdict }: Readonly<Record<string, unknown>> = {}): boolean {
  return name === 'feedback' && verdict === 'new-normal';
}

function refuseStale(seen: Readonly<Record<string, unknown>>, member: Member, asset: string): void {
  const report = member.report(asset) ?? {};
  for (const [name, value] of Object.entries(seen)) {
    if (JSON.stringify(report[name]) === JSON.stringify(value)) continue;
    throw new FasterError(`somebody was faster: ${name} is ${JSON.stringify(report[name])} now`);
  }
}
