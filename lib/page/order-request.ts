import { isForPerson } from '../for-person';
import { describe, InputError, isPlainObject, own } from '../input';
import { type Order, type OrderName, parseOrder } from '../layer/orders';
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

/** What a person is told of a mistake of ours. */
export const WENT_WRONG = 'this went wrong; see the log of Node-RED';

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
  const node = own(body, 'node');
  if (node !== undefined && typeof node !== 'string')
    throw new InputError('node', `is ${describe(node)}; name the node by its id, or none`);
  const seen = own(body, 'seen');
  if (seen !== undefined && !isPlainObject(seen)) throw new InputError('seen', `is ${describe(seen)}; send an object`);
  const since = readSince(own(body, 'since'));
  return {
    keys: [...new Set(keys)],
    layer: layer as LayerName,
    ...(node !== undefined && { node }),
    do: name,
    options,
    ...(since && { since }),
    ...(seen && { seen }),
  };
}

function readSince(given: unknown): Record<string, number> | undefined {
  if (given === undefined) return undefined;
  if (isPlainObject(given) && Object.values(given).every((one) => typeof one === 'number'))
    return given as Record<string, number>;
  throw new InputError('since', `is ${describe(given)}; send a time for each asset`);
}

/** The right that a request needs. @throws InputError for an order that the layer does not know */
export function rightOf({ keys, layer, do: name, options }: OrderRequest, hub: Hub): Right {
  // What a person calls the new normal enters learning.
  if (isNewNormal(name, options)) return 'tune';
  for (const member of askable(keys, hub)) {
    const known = member.layer === layer && member.orders.find((order) => order === name);
    if (known) return rightFor(layer, known);
  }
  throw new InputError('do', `${describe(name)} is no order that a ${layer} of this Node-RED follows`);
}

/** Nodes that run, and those that a deploy has closed and not replaced yet. */
function* askable(keys: readonly string[], hub: Hub): Generator<Member> {
  yield* hub.members();
  for (const key of keys) yield* hub.shown(key)?.members ?? [];
}

/** Who gives an order, and whom to tell what is no mistake of theirs. */
export interface Orderer {
  /** Who is signed in; undefined where nobody is. */
  readonly by: string | undefined;
  fail(error: Error): void;
}

/**
 * Follows a request. Whatever one asset makes of it, the answer says what was done for the others.
 * @throws FasterError when that is why nothing at all was done
 */
export function followRequest(request: OrderRequest, { by, fail }: Orderer, hub: Hub): OrderAnswer {
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
      const one = ofOne(request, key);
      for (const member of targets(one, shown, hub)) done.push({ key, ...followOne(one, shown, member, by) });
    } catch (error) {
      if (error instanceof FasterError) faster = error;
      const isKnown = error instanceof FasterError || isForPerson(error);
      if (!isKnown) fail(error as Error);
      refused.push({ key, error: isKnown ? error.message : WENT_WRONG });
    }
  }
  if (done.length === 0 && request.keys.length === 1 && faster !== undefined) throw faster;
  return { done, refused };
}

/** What is wanted of one of its assets. */
function ofOne(request: OrderRequest, key: string): OrderRequest {
  const since = request.since && own(request.since, key);
  return since === undefined ? request : { ...request, options: { ...request.options, since } };
}

/** @throws InputError where nobody follows it, or not at present */
function targets({ layer, node, do: name }: OrderRequest, { members, sight }: Shown, hub: Hub): readonly Member[] {
  const found = members.filter(
    (member) =>
      member.layer === layer &&
      (node === undefined || member.id === node) &&
      (member.orders as readonly string[]).includes(name),
  );
  if (found.length === 0)
    throw new InputError('layer', `no ${layer} that follows ${name} is in the chain of ${sight.asset}`);
  // What is closed follows nothing, and which one takes its place is known when all of them stand.
  if (!found.every((member) => hub.member(member.id) === member))
    throw new InputError('key', 'its nodes are being deployed; try again');
  return found;
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
  return { node: member.id, answer, ...(before && { before }) };
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
