import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { type Point, snapshotOrSeries } from './collect';
import { qualityOf } from './opcua';

/**
 * Azure OPC Publisher: monitored item samples, and OPC UA PubSub messages. A missing status code is good; a bad value
 * carries no Value.
 * https://github.com/Azure/Industrial-IoT/blob/main/docs/opc-publisher/messageformats.md
 */
export const opcPublisher: Format = {
  name: 'opc-publisher',
  title: 'OPC Publisher',
  reads: {
    what: 'samples, PubSub',
    asset: 'ApplicationUri, EndpointUrl or PublisherId',
    tag: 'NodeId or field name',
    time: 'SourceTimestamp',
    quality: 'StatusCode, none is good',
  },
  detect({ payload }) {
    const first: unknown = Array.isArray(payload) ? payload[0] : payload;
    if (!isPlainObject(first)) return 0;
    return isSample(first) || isPubSub(first) ? 0.97 : 0;
  },
  parse({ payload, topic }, context) {
    const list: unknown[] = Array.isArray(payload) ? payload : [payload];
    const byAsset = new Map<string, Point[]>();
    const add = (asset: string, point: Point): void => {
      const points = byAsset.get(asset);
      if (points === undefined) byAsset.set(asset, [point]);
      else points.push(point);
    };
    list.forEach((item, i) => {
      const field = Array.isArray(payload) ? `payload[${i}]` : 'payload';
      if (!isPlainObject(item)) throw new InputError(field, `is ${describe(item)}; send { NodeId, Value }`);
      if (isPubSub(item)) pubSub(item, topic, context, add);
      else sample(item, field, topic, context, add);
    });
    return [...byAsset].flatMap(([asset, points]) => snapshotOrSeries(asset, points)) satisfies Reading[];
  },
};

function isSample(item: Record<string, unknown>): boolean {
  return typeof own(item, 'NodeId') === 'string' && Object.hasOwn(item, 'Value');
}

/** A network message, or one of its data set messages alone. */
function isPubSub(item: Record<string, unknown>): boolean {
  const type = own(item, 'MessageType');
  if (typeof type === 'string' && type.startsWith('ua-')) return true;
  // Without a header of the network message.
  const writer = own(item, 'DataSetWriterId') ?? own(item, 'DataSetWriterName');
  return writer !== undefined && isPlainObject(own(item, 'Payload'));
}

type Add = (asset: string, point: Point) => void;

function sample(item: Record<string, unknown>, field: string, topic: unknown, context: ParseContext, add: Add): void {
  const id = own(item, 'NodeId');
  if (typeof id !== 'string') throw new InputError(`${field}.NodeId`, `is ${describe(id)}; send the id of the node`);
  const server = own(item, 'ApplicationUri') ?? own(item, 'EndpointUrl');
  const asset = typeof server === 'string' && server !== '' ? server : context.assetOf(topic);
  const time = context.time(own(item, 'SourceTimestamp')) ?? context.time(own(item, 'Timestamp'));
  const { tag, value, ...extra } = point(id, own(item, 'Value'), time, context);
  add(asset, {
    tag,
    value,
    ...extra,
    quality: extra.quality ?? qualityOf(own(item, 'StatusCode') ?? own(item, 'Status')),
  });
}

function pubSub(item: Record<string, unknown>, topic: unknown, context: ParseContext, add: Add): void {
  const publisher = own(item, 'PublisherId');
  const asset = typeof publisher === 'string' && publisher !== '' ? publisher : context.assetOf(topic);
  // Metadata, status and keep-alive messages carry no values.
  const messages = own(item, 'Messages') ?? [item];
  const list: unknown[] = Array.isArray(messages) ? messages : [messages];
  const shared = repeated(list);
  for (const message of list) {
    const fields = isPlainObject(message) ? own(message, 'Payload') : undefined;
    if (!isPlainObject(message) || !isPlainObject(fields)) continue;
    const time = context.time(own(message, 'Timestamp'));
    const writer = own(message, 'DataSetWriterName') ?? own(message, 'DataSetWriterId');
    for (const name of Object.keys(fields))
      add(asset, point(shared.has(name) ? `${String(writer)}.${name}` : name, fields[name], time, context));
  }
}

/** Names that different writers of one message use: two things that must not be one tag. */
function repeated(list: readonly unknown[]): ReadonlySet<string> {
  const writers = new Map<string, unknown>();
  const shared = new Set<string>();
  for (const message of list) {
    const fields = isPlainObject(message) ? own(message, 'Payload') : undefined;
    if (!isPlainObject(message) || !isPlainObject(fields)) continue;
    const writer = own(message, 'DataSetWriterName') ?? own(message, 'DataSetWriterId');
    for (const name of Object.keys(fields)) {
      if (writers.has(name) && writers.get(name) !== writer) shared.add(name);
      writers.set(name, writer);
    }
  }
  return shared;
}

function point(tag: string, raw: unknown, time: number | undefined, context: ParseContext): Point {
  const data =
    isPlainObject(raw) &&
    (Object.hasOwn(raw, 'Value') || Object.hasOwn(raw, 'StatusCode') || Object.hasOwn(raw, 'SourceTimestamp'))
      ? raw
      : undefined;
  if (data === undefined) return { tag, value: raw, time };
  const at = context.time(own(data, 'SourceTimestamp')) ?? context.time(own(data, 'ServerTimestamp')) ?? time;
  return { tag, value: own(data, 'Value') ?? null, time: at, quality: qualityOf(own(data, 'StatusCode')) };
}
