import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, Message, ParseContext, Reading } from '../reading';
import { longToNumber } from '../values';
import { Collector, classicQuality } from './collect';
import { Births, type Definition, type EdgeSnapshot } from './sparkplug-births';
import { decodePayload, emptyMetric, type Metric, type SparkplugPayload, TYPES } from './sparkplug-payload';

/**
 * Sparkplug B 3.0: bytes as they come from the broker, or decoded by node-red-contrib-mqtt-sparkplug-plus. What a DATA
 * message leaves out (names, datatypes) was said by the BIRTH before it.
 * https://sparkplug.eclipse.org/specification/
 */
const TOPIC = /^spBv1\.0\/([^/]+)\/(NBIRTH|DBIRTH|NDATA|DDATA|NDEATH|DDEATH|NCMD|DCMD)\/([^/]+)(?:\/([^/]+))?$/;
/** Control metrics say nothing about the process. */
const CONTROL = /^(bdSeq$|Node Control\/|Device Control\/)/;

export function createSparkplug(): Format {
  const births = new Births();
  return {
    name: 'sparkplug',
    title: 'Sparkplug B',
    reads: {
      what: 'bytes, or decoded; without its topic it asks for it',
      asset: '`group/node[/device]`',
      tag: 'metric name, by alias from the BIRTH',
      time: 'metric, then payload',
      quality: 'property Quality; DEATH: offline',
    },
    detect: ({ topic, payload }) =>
      typeof topic === 'string' && topic.startsWith('spBv1.0/') ? 0.99 : isSparkplug(payload) ? 0.96 : 0,
    parse: (message, context) => parse(message, births, context),
    snapshot: () => births.snapshot(),
    restore: (snapshot) => births.restore((snapshot ?? {}) as Record<string, EdgeSnapshot>),
  };
}

function parse(message: Message, births: Births, context: ParseContext): Reading[] {
  const { topic } = message;
  const parts = typeof topic === 'string' ? TOPIC.exec(topic) : null;
  if (parts === null) {
    if (typeof topic === 'string' && topic.startsWith('spBv1.0/STATE')) return [];
    throw new InputError(
      'topic',
      `is ${describe(topic)}; Sparkplug needs the topic spBv1.0/group/DDATA/node/device to know the asset and the kind of message`,
    );
  }
  const [, group, type, node, device] = parts as unknown as [string, string, string, string, string | undefined];
  // Commands go to the plant; they are no measurement.
  if (type === 'NCMD' || type === 'DCMD') return [];
  const edge = `${group}/${node}`;
  const asset = device === undefined ? edge : `${edge}/${device}`;
  const payload = read(message.payload);
  if (type === 'NDEATH' || type === 'DDEATH') return deaths(births, edge, asset, type === 'NDEATH', payload);
  const lost = sequence(births, edge, type, payload.seq, context);
  if (type === 'NBIRTH' || type === 'DBIRTH') born(births, edge, device, type, payload, context);
  const birth = type.endsWith('BIRTH');
  return readings(asset, payload, { birth, lost }, context, (metric) =>
    birth ? undefined : births.find(edge, device, metric.name, metric.alias),
  );
}

/** A payload that lost its topic on the way: metrics with aliases or datatypes of Sparkplug, or bytes that hold metrics. */
function isSparkplug(payload: unknown): boolean {
  if (payload instanceof Uint8Array) return payload.length < MAX_GUESSED && holdsMetrics(payload);
  if (!isPlainObject(payload) || !Array.isArray(payload['metrics']) || payload['metrics'].length === 0) return false;
  const counted = integer(own(payload, 'seq')) !== undefined;
  return payload['metrics'].every((metric: unknown) => {
    if (!isPlainObject(metric) || isPlainObject(own(metric, 'fields'))) return false;
    const type = own(metric, 'type') ?? own(metric, 'dataType') ?? own(metric, 'datatype');
    const typed = typeof type === 'number' || (typeof type === 'string' && TYPES.includes(type));
    const named = typeof own(metric, 'name') === 'string' || own(metric, 'alias') !== undefined;
    return named && (counted || typed || own(metric, 'alias') !== undefined);
  });
}

const MAX_GUESSED = 1_000_000;

function holdsMetrics(bytes: Uint8Array): boolean {
  try {
    const { metrics, timestamp } = decodePayload(bytes);
    return timestamp !== undefined && metrics.some(({ name, alias }) => name !== undefined || alias !== undefined);
  } catch {
    return false;
  }
}

function sequence(births: Births, edge: string, type: string, seq: number | undefined, context: ParseContext): number {
  if (seq === undefined) return 0;
  const last = births.seq(edge);
  context.later(() => births.setSeq(edge, seq), false);
  if (last === undefined || type === 'NBIRTH') return 0;
  const missing = (seq - last - 1 + 512) % 256;
  // Far ahead is really behind: an old message that was overtaken.
  return missing > 128 ? 0 : missing;
}

function born(
  births: Births,
  edge: string,
  device: string | undefined,
  type: string,
  payload: SparkplugPayload,
  context: ParseContext,
): void {
  const definitions = payload.metrics
    .filter((metric) => metric.name !== undefined)
    .map(({ name, alias, type: datatype, unit }) => ({ name: name!, alias, type: datatype, unit }));
  const bdSeq = payload.metrics.find(({ name }) => name === 'bdSeq');
  const session = bdSeq === undefined ? undefined : (numberOf(bdSeq, bdSeq.type) as number);
  context.later(() => births.set(edge, device, definitions, type === 'NBIRTH', session), true);
}

/** A node's death is that of its devices as well. A will of an earlier session (bdSeq) says nothing about this one. */
function deaths(births: Births, edge: string, asset: string, whole: boolean, payload: SparkplugPayload): Reading[] {
  const bdSeq = payload.metrics.find(({ name }) => name === 'bdSeq');
  if (whole && bdSeq !== undefined && births.isOldSession(edge, numberOf(bdSeq, bdSeq.type) as number)) return [];
  const assets = whole ? [asset, ...births.devices(edge).map((device) => `${edge}/${device}`)] : [asset];
  return assets.map((name) => ({ asset: name, time: undefined, tags: [], values: [], kind: 'death' }));
}

function readings(
  asset: string,
  payload: SparkplugPayload,
  { birth, lost }: { birth: boolean; lost: number },
  context: ParseContext,
  find: (metric: Metric) => Definition | undefined,
): Reading[] {
  const time = context.time(payload.timestamp);
  const live = new Collector(asset);
  const historical = new Map<number | undefined, Collector>();
  const collectorAt = (at: number | undefined): Collector => {
    const known = historical.get(at) ?? new Collector(asset);
    historical.set(at, known);
    return known;
  };
  const add = (metric: Metric, prefix: string): void => {
    const known = find(metric);
    const name = metric.name ?? known?.name;
    const type = metric.type ?? known?.type;
    if (name === undefined)
      note(context, asset, 'alias', 'sends metrics whose BIRTH was not seen; ask it for a rebirth');
    if (name === undefined || CONTROL.test(name) || (type !== undefined && NO_NUMBER.has(type))) return;
    const path = prefix + name;
    if (metric.members !== undefined) {
      for (const member of metric.members) add(member, `${path}/`);
      return;
    }
    if (metric.lossy) note(context, asset, 'lossy', LOSSY);
    const at = metric.timestamp === undefined ? undefined : context.time(metric.timestamp);
    const quality = metric.lossy ? 'bad' : classicQuality(metric.quality);
    const extra = { time: at, quality, unit: metric.unit ?? known?.unit };
    (metric.historical ? collectorAt(at) : live).add(path, numberOf(metric, type), extra);
  };
  for (const metric of payload.metrics) add(metric, '');
  const past = [...historical].map(([at, collector]) => collector.reading(at ?? time, { historical: true }));
  if (live.size === 0 && !birth && lost === 0) return past;
  return [...past, live.reading(time, { ...(birth ? { kind: 'birth' } : {}), ...(lost > 0 ? { lost } : {}) })];
}

const NO_NUMBER = new Set(['DataSet', 'Bytes', 'File', 'UUID']);
const LOSSY =
  'sends metrics without datatype, and the decoder in front of this node lost their values; wire the raw buffer instead';

function note(context: ParseContext, asset: string, what: string, text: string): void {
  context.note(`sparkplug ${what} ${asset}`, `${asset} ${text}`);
}

/** Bits of the signed integers. */
const SIGNED = new Map([
  ['Int8', 8],
  ['Int16', 16],
  ['Int32', 32],
  ['Int64', 64],
]);

/** A general decoder gives what is on the wire; what is beyond its type was negative. */
function signed(value: unknown, bits: number | undefined): unknown {
  if (bits === undefined) return value;
  if (typeof value === 'string' && WHOLE.test(value)) return Number(BigInt.asIntN(bits, BigInt(value)));
  if (typeof value === 'bigint') return Number(BigInt.asIntN(bits, value));
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 2 ** (bits - 1)) return value;
  return Number(BigInt.asIntN(bits, BigInt(value)));
}

const WHOLE = /^-?\d{1,20}$/;

/** Integers carry no sign on the wire: the datatype tells. */
function numberOf({ value, raw }: Metric, type: string | undefined): unknown {
  if (typeof value === 'number' && type === 'UInt32') return value >>> 0;
  if (!isPlainObject(value)) return signed(value, SIGNED.get(type ?? ''));
  const low = own(value, 'low');
  const high = own(value, 'high');
  if (typeof low !== 'number' || typeof high !== 'number') return value;
  switch (type) {
    case 'Int8':
      return (low << 24) >> 24;
    case 'Int16':
      return (low << 16) >> 16;
    case 'Int32':
      return low | 0;
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
      return low >>> 0;
    case 'UInt64':
    case 'DateTime':
      return longToNumber(low, high, true);
    case 'Boolean':
      return low !== 0;
    case undefined:
      // Without a datatype from anywhere a small negative number is likelier than one just below 2^32.
      return raw && high === 0 ? low | 0 : longToNumber(low, high, false);
    default:
      return longToNumber(low, high, false);
  }
}

function read(payload: unknown): SparkplugPayload {
  if (payload instanceof Uint8Array) {
    try {
      return decodePayload(payload);
    } catch (error) {
      throw new InputError(
        'payload',
        `is no Sparkplug payload (${(error as Error).message}); check that topic and payload belong together`,
      );
    }
  }
  if (!isPlainObject(payload))
    throw new InputError('payload', `is ${describe(payload)}; send the buffer, or an object with metrics`);
  const metrics = own(payload, 'metrics') ?? [];
  if (!Array.isArray(metrics))
    throw new InputError('payload.metrics', `is ${describe(metrics)}; send a list of metrics`);
  const seq = integer(own(payload, 'seq'));
  return { timestamp: own(payload, 'timestamp'), seq, metrics: Array.from(metrics, decoded) };
}

/** Fields of the message on the wire, as general decoders of Protocol Buffers name them. */
const FIELDS = ['intValue', 'longValue', 'floatValue', 'doubleValue', 'booleanValue', 'stringValue'].flatMap((name) => [
  name,
  name.replace('Value', '_value'),
]);

/** A metric as the JavaScript decoder gives it; the specification's own JSON writes dataType for type. */
function decoded(raw: unknown, i: number): Metric {
  if (!isPlainObject(raw))
    throw new InputError(`payload.metrics[${i}]`, `is ${describe(raw)}; send { name, type, value }`);
  const metric = emptyMetric();
  const name = own(raw, 'name');
  const type = own(raw, 'type') ?? own(raw, 'dataType') ?? own(raw, 'datatype');
  if (typeof name === 'string' && name !== '') metric.name = name;
  metric.alias = integer(own(raw, 'alias'));
  metric.timestamp = own(raw, 'timestamp');
  metric.type = typeof type === 'number' ? TYPES[type] : typeof type === 'string' ? type : undefined;
  metric.historical = own(raw, 'isHistorical') === true;
  metric.value = own(raw, 'value') ?? FIELDS.map((field) => own(raw, field)).find((one) => one !== undefined) ?? null;
  // The JavaScript decoder gives null for what has no datatype, as the specification asks of DATA messages.
  metric.lossy = metric.value === null && metric.type === undefined;
  const inside = isPlainObject(metric.value) ? own(metric.value, 'metrics') : undefined;
  if (Array.isArray(inside)) metric.members = Array.from(inside, decoded);
  const properties = own(raw, 'properties');
  if (isPlainObject(properties)) {
    metric.quality = propertyValue(own(properties, 'Quality'));
    const unit = propertyValue(own(properties, 'engUnit'));
    if (typeof unit === 'string') metric.unit = unit;
  }
  return metric;
}

function propertyValue(property: unknown): unknown {
  return isPlainObject(property) ? own(property, 'value') : undefined;
}

function integer(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (!isPlainObject(value)) return undefined;
  const { low, high } = value;
  return typeof low === 'number' && typeof high === 'number' ? longToNumber(low, high, true) : undefined;
}
