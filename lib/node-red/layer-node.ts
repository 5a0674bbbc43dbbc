import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { Token } from '../fleet/chain';
import { isForPerson } from '../for-person';
import { DEFAULT_ASSET, describe, InputError, isSafeName } from '../input';
import type { LayerFactory, LayerStatus } from '../layer/layer';
import type { Order, OrderName } from '../layer/orders';
import type { Seat } from '../page/member';
import { markOurs } from '../record/read';
import type { TwinRecord } from '../record/record';
import { UnsavedError } from '../store/unsaved';
import { duration } from '../time/duration';
import { type AssetLayers, createAssetLayers } from './asset-layers';
import { atStart } from './at-start';
import { auditor, orderEntry } from './audit';
import { type ClockRate, createClockRate } from './clock-rate';
import { chainOf } from './fleet/chain-of';
import { createGate, type Gate } from './gate';
import { modelFolder } from './keeping';
import { monitorOf } from './monitoring/monitor-of';
import { type FlowMessage, onInput, type Send } from './on-input';
import { createOutbox, type Outbox } from './outbox';
import { joinPage, NO_SEAT } from './page/join';
import { registerNode } from './register-node';
import { createStatusLine } from './status-line';
import { createTexts, type TextOf } from './status-text';
import { steadyNow } from './steady-clock';
import { nodeFolder } from './user-folder';

/** What makes a layer a node. */
export interface LayerNode<Config> {
  readonly type: string;
  /** @throws ConfigError */
  readonly parseConfig: (raw: Readonly<Record<string, unknown>>) => Config;
  readonly create: LayerFactory<Config>;
  readonly orders: readonly OrderName[];
  /** Orders that also hold for assets that appear later; the last one of them is remembered. */
  readonly standing?: readonly OrderName[];
  /** What is on disk is restored at the start, not with the asset's next message: it has something to say. */
  readonly restores?: boolean;
  /** Records that no Twin Guard node made pass by it, unless the setting trust is on: commands hang on what they say. */
  readonly onlyOurs?: boolean;
  /** Its events that are kept in the audit log, as orders to any node are. */
  readonly audited?: (event: unknown) => boolean;
  /** Names of the outputs; the first passes the records on. */
  readonly outputs: readonly ['record', ...string[]];
}

const FILL: Record<LayerStatus['state'], NodeStatus> = {
  waiting: { fill: 'grey', shape: 'ring' },
  learning: { fill: 'blue', shape: 'ring' },
  queued: { fill: 'blue', shape: 'ring' },
  training: { fill: 'blue', shape: 'dot' },
  watching: { fill: 'green', shape: 'dot' },
  frozen: { fill: 'green', shape: 'ring' },
  alarm: { fill: 'red', shape: 'dot' },
  masked: { fill: 'yellow', shape: 'ring' },
  fault: { fill: 'yellow', shape: 'dot' },
};
/** The state that colours a node with several assets: the one that a person should see first. */
const URGENCY: readonly LayerStatus['state'][] = [
  'alarm',
  'fault',
  'masked',
  'training',
  'queued',
  'learning',
  'watching',
  'frozen',
  'waiting',
];
const DEFAULT_MAX_ASSETS = 1000;
const TICK_MS = 1000;

/** Registers a node that runs one layer per asset. Everything that Node-RED asks of a node is here, once. */
export function registerLayer<Config extends object>(RED: NodeAPI, spec: LayerNode<Config>): void {
  registerNode(RED, spec.type, spec.parseConfig, (node, config) => run(RED, node, spec, config));
}

function run<Config extends object>(RED: NodeAPI, node: Node, spec: LayerNode<Config>, config: Config): void {
  let closing = (): boolean => false;
  const folder = nodeFolder(RED, node.id);
  const chain = chainOf(RED);
  const place = chain.join(node.id, {
    snapshot: (asset) => layers.snapshot(asset),
    drop: (asset) => layers.drop(asset),
    models: (asset) => folder && modelFolder(folder, asset),
  });
  const outbox = createOutbox(spec.outputs, { node: node.id, keyOf: place.keyOf }, (ports) => {
    if (!closing()) node.send(ports as never);
  });
  let seat = NO_SEAT;
  const monitor = monitorOf(RED);
  const put: Outbox['put'] = (output, asset, payload) => {
    if (output === 'event') {
      seat.hear(asset, payload);
      monitor?.heard(payload);
    }
    outbox.put(output, asset, payload);
  };
  const tell = (asset: string, event: Record<string, unknown>): void => put('event', asset, event);
  const note = auditor(RED, node, tell);
  const fail = (error: Error): void => node.error(error.message, { payload: { error: error.message } } as never);
  const textOf = createTexts(RED, spec.type);
  const status = createStatusLine(node, () => describeNode(RED, spec.type, layers, rate, gate, textOf));
  const rate = createClockRate(() => performance.now());
  const gate = createGate(config, spec.onlyOurs === true, { tell, fail, now: steadyNow });
  const layers = createAssetLayers({
    folder,
    seat: place,
    maxAssets: maxAssets(RED),
    packages: RED.settings.userDir ? [RED.settings.userDir] : [],
    language: (RED.settings as { lang?: string }).lang,
    standing: spec.standing ?? [],
    create: (context, snapshot) => spec.create(config, context, snapshot),
    emit: (output, asset, payload) => {
      const { again, ...event } = payload;
      const isAudited = output === 'event' && spec.audited?.(payload['event']) === true;
      // What the log holds was told before the process ended.
      if (!(isAudited && note(asset, event, again === true))) put(output, asset, isAudited ? event : payload);
    },
    touch: status.touch,
    fail,
  });
  seat = joinPage(RED, node, {
    type: spec.type,
    orders: spec.orders,
    assets: layers.names,
    awaitsAssets: () => chain.isOfFleet,
    has: layers.has,
    status: layers.status,
    report: layers.report,
    before: (order) => beforeOf(order, layers).before,
    follow(order, payload) {
      gate.requireName(order);
      return follow(layers, order, payload, put, note)!;
    },
    rehearse: layers.rehearse,
  });
  const stepped = monitor && ((began: number) => monitor.stepped(spec.type, (performance.now() - began) / 1000));
  const way: Way = { layers, rate, gate, seat, stepped };
  const unwatch = monitor?.node(node.id, spec.type, () => layers.summary().counts);
  const input = onInput(node, (message, send) => {
    status.touch();
    const token = chain.tokenOf(message);
    outbox.hold(token);
    try {
      const order = gate.order(message, spec.orders);
      if (order === undefined) return step(way, token, message, send);
      layers.restore(token?.key);
      follow(layers, order, message.payload, put, note);
    } finally {
      outbox.release(send);
    }
  });
  closing = () => input.closing;
  const timer = setInterval(() => {
    layers.tick();
    status.touch();
  }, TICK_MS).unref();
  // Not before everything stands that its events go to.
  const stay =
    spec.restores === true ? atStart(RED, () => void layers.restoreAll().then(status.touch, fail)) : undefined;
  node.on('close', (done: () => void) => {
    stay?.();
    seat.leave();
    place.leave();
    unwatch?.();
    clearInterval(timer);
    status.close();
    layers.close().then(done, (error: Error) => {
      node.error(error.message);
      done();
    });
  });
  status.touch();
}

/** What a record goes through. */
interface Way {
  readonly layers: AssetLayers;
  readonly rate: ClockRate;
  readonly gate: Gate;
  readonly seat: Seat;
  /** A record is done; began, ms of performance.now. Absent where nobody counts. */
  readonly stepped: ((began: number) => void) | undefined;
}

/** @param token undefined where it came through no fleet */
function step(way: Way, token: Token | undefined, message: FlowMessage, send: Send): void | Promise<void> {
  const began = way.stepped && performance.now();
  const record = way.gate.record(message.payload, token?.time ?? Date.now());
  if (record === undefined) return send(message);
  way.rate.seen(record.time);
  const later = way.layers.with(record.asset, (layer) => layer.step(record), token?.key);
  message.payload = record;
  if (later === undefined) pass(way, began, record, message, send);
  else return later.then(() => pass(way, began, record, message, send));
}

function pass(
  { seat, stepped }: Way,
  began: number | undefined,
  record: TwinRecord,
  message: FlowMessage,
  send: Send,
): void {
  seat.see(record.asset, record);
  markOurs(record);
  if (began !== undefined) stepped?.(began);
  send(message);
}

/** @returns the answer of the last asset */
function follow(
  layers: AssetLayers,
  order: Order,
  payload: unknown,
  put: Outbox['put'],
  note: (asset: string, facts: Readonly<Record<string, unknown>>) => void,
): Record<string, unknown> | undefined {
  const assets = assetsOf(order, payload, layers);
  // Once for all assets, and before it is followed: what was tried stands in the log even if it failed.
  if (order.do !== 'status') note(order.asset ?? '*', { ...orderEntry(order), ...beforeOf(order, layers) });
  let answer: Record<string, unknown> | undefined;
  const failed: unknown[] = [];
  const unsaved: string[] = [];
  for (const asset of assets) {
    try {
      answer = layers.follow(asset, order, payload);
      put('event', asset, { event: order.do, ...answer });
    } catch (error) {
      if (!isForPerson(error)) throw error;
      const event = error instanceof UnsavedError ? 'order-unsaved' : 'order-refused';
      if (event === 'order-unsaved') unsaved.push(asset);
      failed.push(error);
      note(asset, { event, do: order.do, by: order.by, text: error.message });
      // Of several assets, one that has nothing to acknowledge or roll back must not keep the others from it.
      if (assets.length > 1) put('event', asset, { event, do: order.do, text: error.message });
    }
  }
  if (order.asset === undefined && failed.length < Math.max(1, assets.length)) layers.remember(order);
  if (failed.length > 0 && failed.length === assets.length) throw failed[0];
  if (unsaved.length > 0)
    throw new UnsavedError(`${order.do} could not be saved for ${unsaved.slice(0, 10).join(', ')}`);
  if (assets.length === 0) put('event', '', { event: order.do, text: 'no asset is known yet' });
  return answer;
}

/** What the order would have to say to bring back what is there now: known where it is about one asset. */
function beforeOf({ asset, ...order }: Order, layers: AssetLayers): { before?: Record<string, unknown> } {
  const before = asset === undefined || !layers.has(asset) ? undefined : layers.before(asset, { asset, ...order });
  return before === undefined ? {} : { before };
}

/** An order without an asset is for all of them; one that brings rows to learn from, or a model, may be the first sign of its asset. */
function assetsOf(order: Order, payload: unknown, layers: AssetLayers): readonly string[] {
  const known = layers.names();
  const brings = order.do === 'import' || (order.do === 'train' && Array.isArray(payload));
  if (order.asset === undefined) return known.length === 0 && brings ? [DEFAULT_ASSET] : known;
  if (layers.has(order.asset) || (brings && isSafeName(order.asset))) return [order.asset];
  throw new InputError(
    'control.asset',
    `${describe(order.asset)} is not known here; known: ${known.slice(0, 10).join(', ') || 'none yet'}`,
  );
}

function describeNode(
  RED: NodeAPI,
  type: string,
  layers: AssetLayers,
  rate: ClockRate,
  gate: Gate,
  textOf: TextOf,
): NodeStatus {
  const key = `${type.replace(/^twin-/, '')}.status`;
  const { only, counts, unsaved, lost } = layers.summary();
  const state = URGENCY.find((candidate) => counts.has(candidate)) ?? 'waiting';
  if (state !== 'alarm' && unsaved !== undefined)
    return { ...FILL.fault, text: RED._(`${key}.unsaved`, { text: unsaved }) };
  if (state !== 'alarm' && lost !== undefined) return { ...FILL.fault, text: RED._(`${key}.lost`, { ...lost }) };
  if (gate.refusing) return { ...FILL.fault, text: RED._(`${key}.foreign`) };
  if (counts.size === 0 || only !== undefined)
    return { ...lookOf(state, only), text: textOf(state, only, left(only, rate)) };
  const parts = URGENCY.filter((s) => counts.has(s)).map((s) => `${counts.get(s)} ${RED._(`${key}.many.${s}`)}`);
  return { ...FILL[state], text: parts.join(', ') };
}

/** An alarm that somebody has seen to is no open question any more: it is shown as a ring. */
function lookOf(state: LayerStatus['state'], only: LayerStatus | undefined): NodeStatus {
  return only?.attended === true ? { ...FILL[state], shape: 'ring' } : FILL[state];
}

function left(status: LayerStatus | undefined, rate: ClockRate): string {
  if (status?.wallLeft !== undefined) return duration(status.wallLeft);
  return status?.left === undefined ? '?' : duration(rate.wall(status.left));
}

function maxAssets(RED: NodeAPI): number {
  const given = (RED.settings as { twinGuard?: { maxAssets?: unknown } }).twinGuard?.maxAssets;
  return typeof given === 'number' && given >= 1 ? given : DEFAULT_MAX_ASSETS;
}
