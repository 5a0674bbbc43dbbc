import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Quality } from '../../../lib/record/words';
import type { Format, Message, ParseContext, Reading } from '../reading';
import { longToNumber } from '../values';
import { Collector, type Point, snapshotOrSeries } from './collect';

/** OPC UA as node-red-contrib-opcua and node-red-contrib-iiot-opcua put it into messages: one value or many. */
const NODE_ID = /^(?:ns=\d+;|nsu=[^;]+;)?[isgb]=.+/;

export const opcua: Format = {
  name: 'opcua',
  title: 'OPC UA',
  reads: {
    what: 'contrib-opcua, contrib-iiot-opcua; UInt64 as words, a datatype behind the id',
    asset: "the node's setting",
    tag: 'node id',
    time: 'source, then server; of several nodes that were read together the server',
    quality: 'the two high bits of the status code',
  },
  detect(message) {
    const { topic, payload } = message;
    if (isNodeId(topic) && (message['statusCode'] !== undefined || message['sourceTimestamp'] !== undefined))
      return 0.97;
    // One value, or a 64-bit integer as two words.
    if (isNodeId(topic) && (Object(payload) !== payload || (Array.isArray(payload) && DATATYPE.test(topic))))
      return 0.97;
    if (Array.isArray(payload) && (nodeIds(topic) !== undefined || nodeIds(message['items']) !== undefined))
      return 0.97;
    if (isDataValue(payload) && (isNodeId(topic) || isVariant(payload['value']))) return 0.97;
    // Without their nodes values could only be told apart by their places: parse asks for the nodes.
    if (isListOfValues(payload) || (isPlainObject(payload) && isListOfValues(own(payload, 'value')))) return 0.97;
    return isPlainObject(payload) && nodeIdOf(payload) !== undefined && Object.hasOwn(payload, 'value') ? 0.97 : 0;
  },
  parse(message, context) {
    const points = pointsOf(message, context);
    // These nodes name no asset, and their topic is the node's address.
    return readingsOf(context.assetOf(undefined), points) satisfies Reading[];
  },
};

/** A value, with the time of the server beside that of its source. */
interface Served extends Point {
  readonly server: number | undefined;
}

/**
 * The source's time of a value is when it changed last; asked again a minute later the server gives it with the same one. Where
 * several nodes were read together the time is the server's, as that goes on. Of one node it is the source that knows.
 */
function readingsOf(asset: string, points: readonly Served[]): Reading[] {
  const server = latest(points.map((point) => point.server));
  const nodes = new Set(points.map(({ tag }) => tag)).size;
  if (nodes < 2 || nodes < points.length || server === undefined) return snapshotOrSeries(asset, points);
  const collector = new Collector(asset);
  for (const { tag, value, quality } of points) collector.add(tag, value, { quality });
  return collector.readings(server, { changed: latest(points.map(({ time }) => time)) });
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((found, time) => (found === undefined || (time !== undefined && time > found) ? time : found));
}

function pointsOf(message: Message, context: ParseContext): Served[] {
  const { topic, payload } = message;
  if (Array.isArray(payload) && !isNodeId(topic)) {
    const ids = nodeIds(message['items']) ?? nodeIds(topic);
    if (ids === undefined)
      throw new InputError('topic', `is ${describe(topic)}; it must name the nodes of payload in the same order`);
    return many(ids, payload, 'payload', context);
  }
  if (isPlainObject(payload) && (nodeIdOf(payload) !== undefined || isListOfValues(own(payload, 'value'))))
    return iiot(payload, context);
  if (!isNodeId(topic) && isDataValue(payload))
    return [dataValue(typeof topic === 'string' && topic !== '' ? topic : 'value', payload, context)];
  if (!isNodeId(topic))
    throw new InputError('topic', `is ${describe(topic)}; it must be a node id such as ns=1;s=Temperature`);
  if (isDataValue(payload)) return [dataValue(topic, payload, context)];
  const { statusCode, sourceTimestamp, serverTimestamp } = message;
  const point = value(topic, payload, message['datatype'], statusCode, sourceTimestamp, serverTimestamp, context);
  // An array variable: each element is a tag.
  if (!Array.isArray(point.value)) return [point];
  return Array.from(point.value as unknown[], (one, i) => ({ ...point, tag: `${point.tag}[${i}]`, value: one }));
}

function many(ids: readonly string[], values: readonly unknown[], field: string, context: ParseContext): Served[] {
  if (ids.length !== values.length) {
    throw new InputError(field, `has ${values.length} values for ${ids.length} nodes; they must stand side by side`);
  }
  return Array.from(values, (one, i) =>
    isDataValue(one)
      ? dataValue(ids[i]!, one, context)
      : value(ids[i]!, one, undefined, undefined, undefined, undefined, context),
  );
}

/** node-red-contrib-iiot-opcua: the value stands deeper, and deeper still without "just value". */
function iiot(payload: Record<string, unknown>, context: ParseContext): Served[] {
  const inner = own(payload, 'value');
  if (Array.isArray(inner)) {
    const ids = nodeIds(own(payload, 'addressSpaceItems')) ?? nodeIds(own(payload, 'nodesToRead'));
    if (ids === undefined)
      throw new InputError('payload.addressSpaceItems', 'is missing; it must name the nodes of payload.value');
    return many(ids, inner, 'payload.value', context);
  }
  const id = nodeIdOf(payload)!;
  if (isDataValue(inner)) return [dataValue(id, inner, context)];
  const statusCode = own(payload, 'statusCode');
  return [
    value(
      id,
      inner,
      own(payload, 'dataType'),
      statusCode,
      own(payload, 'sourceTimestamp'),
      own(payload, 'serverTimestamp'),
      context,
    ),
  ];
}

function dataValue(id: string, data: Record<string, unknown>, context: ParseContext): Served {
  const { value: variant, statusCode, sourceTimestamp, serverTimestamp } = data;
  return value(id, variant, undefined, statusCode, sourceTimestamp, serverTimestamp, context);
}

/** node-red-contrib-opcua lets a node's datatype stand behind its id, and keeps it in the topic: ns=1;s=T;datatype=UInt64. */
const DATATYPE = /;datatype=([^;]+)(?:;.*)?$/i;

function value(
  id: string,
  raw: unknown,
  declared: unknown,
  statusCode: unknown,
  sourceTimestamp: unknown,
  serverTimestamp: unknown,
  context: ParseContext,
): Served {
  const variant = isVariant(raw) ? raw : undefined;
  const plain = variant === undefined ? raw : (variant.value ?? null);
  const named = DATATYPE.exec(id);
  const server = context.time(serverTimestamp);
  const dataType = variant === undefined ? (declared ?? named?.[1]) : variant.dataType;
  return {
    tag: named === null ? id : id.slice(0, named.index),
    value: integer64(plain, dataType),
    time: context.time(sourceTimestamp) ?? server,
    server,
    quality: qualityOf(statusCode),
  };
}

/** [high, low] words of an Int64 (8) or UInt64 (9). */
function integer64(raw: unknown, dataType: unknown): unknown {
  const name = typeof dataType === 'string' ? dataType.toLowerCase() : dataType;
  const signed = name === 'int64' || dataType === 8;
  const unsigned = name === 'uint64' || dataType === 9;
  if (!(signed || unsigned) || !(Array.isArray(raw) || ArrayBuffer.isView(raw))) return raw;
  const list = raw as unknown as readonly unknown[];
  if (list.length > 0 && Array.from(list, isPair).every(Boolean))
    return Array.from(list as readonly (readonly [number, number])[], ([high, low]) =>
      longToNumber(low, high, unsigned),
    );
  return isPair(list) ? longToNumber(list[1] as number, list[0] as number, unsigned) : raw;
}

function isPair(raw: unknown): boolean {
  if (!(Array.isArray(raw) || ArrayBuffer.isView(raw))) return false;
  const { length, 0: high, 1: low } = raw as unknown as readonly unknown[];
  return length === 2 && typeof high === 'number' && typeof low === 'number';
}

/**
 * The two high bits of a status code are its severity: good codes may carry information bits (1152 is good with overflow).
 * @returns undefined for good; a missing status code means good
 */
export function qualityOf(status: unknown): Quality | undefined {
  const code = codeOf(status);
  if (typeof code === 'string') return /^good/i.test(code) ? undefined : /^uncertain/i.test(code) ? 'uncertain' : 'bad';
  if (code === undefined) return undefined;
  const severity = code >>> 30;
  return severity === 0 ? undefined : severity === 1 ? 'uncertain' : 'bad';
}

function codeOf(status: unknown): number | string | undefined {
  if (typeof status === 'number' || typeof status === 'string') return status;
  if (typeof status !== 'object' || status === null) return undefined;
  // In memory it is a class instance with getters; as JSON a plain object.
  const { value, _value, Code, code, name, _name, Symbol: symbol } = status as Record<string, unknown>;
  for (const found of [value, _value, Code, code]) if (typeof found === 'number') return found;
  for (const found of [name, _name, symbol]) if (typeof found === 'string') return found;
  return undefined;
}

/** In memory Variants and DataValues are class instances. */
function isVariant(raw: unknown): raw is { dataType?: unknown; value?: unknown } {
  if (typeof raw !== 'object' || raw === null) return false;
  return (
    'dataType' in raw || ('value' in raw && Object.keys(raw).every((key) => key === 'value' || key === 'arrayType'))
  );
}

function isDataValue(raw: unknown): raw is Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
  const data = raw as Record<string, unknown>;
  return 'value' in data && ('statusCode' in data || 'sourceTimestamp' in data);
}

/** Values without a word about their nodes. */
function isListOfValues(raw: unknown): boolean {
  if (!Array.isArray(raw)) return false;
  const first: unknown = raw[0];
  return isDataValue(first) && isVariant(first['value']) && !Object.hasOwn(first, 'nodeId');
}

function isNodeId(id: unknown): id is string {
  return typeof id === 'string' && NODE_ID.test(id);
}

function nodeIdOf(payload: Record<string, unknown>): string | undefined {
  const id = own(payload, 'nodeId');
  if (isNodeId(id)) return id;
  // "Just value" answers of a read name their nodes beside the values.
  return Array.isArray(own(payload, 'value')) ? nodeIds(own(payload, 'addressSpaceItems'))?.[0] : undefined;
}

/** Node ids of a list, undefined when it is none. */
function nodeIds(list: unknown): string[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const ids: unknown[] = Array.from(list, (item) => (isPlainObject(item) ? own(item, 'nodeId') : item));
  return ids.every(isNodeId) ? (ids as string[]) : undefined;
}
