import { ProtoReader } from './protobuf';

/** A metric, decoded from bytes or taken over from another decoder. Numbers of 64 bits keep their words. */
export interface Metric {
  name: string | undefined;
  alias: number | undefined;
  timestamp: unknown;
  /** Datatype name, for example 'Int32'; undefined when the message does not say. */
  type: string | undefined;
  historical: boolean;
  /** The decoded value; { low, high } for 64-bit integers; null when it is null or was lost. */
  value: unknown;
  /** Sparkplug's quality property. */
  quality: unknown;
  unit: string | undefined;
  /** Metrics inside of a template. */
  members: Metric[] | undefined;
  /** The value was an integer field whose sign only the datatype tells. */
  raw: boolean;
  /** Another decoder lost the value. */
  lossy: boolean;
}

/** A payload, still with aliases in the place of names. */
export interface SparkplugPayload {
  timestamp: unknown;
  seq: number | undefined;
  metrics: Metric[];
}

/** Datatypes by number, Sparkplug 3.0 table 6.4.16. */
export const TYPES: readonly (string | undefined)[] = [
  undefined,
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float',
  'Double',
  'Boolean',
  'String',
  'DateTime',
  'Text',
  'UUID',
  'DataSet',
  'Bytes',
  'File',
  'Template',
];
const MAX_METRICS = 10_000;

/** A metric of which nothing is known yet. */
export function emptyMetric(): Metric {
  return {
    name: undefined,
    alias: undefined,
    timestamp: undefined,
    type: undefined,
    historical: false,
    value: null,
    quality: undefined,
    unit: undefined,
    members: undefined,
    raw: false,
    lossy: false,
  };
}

/** @throws RangeError when the bytes are no Sparkplug payload */
export function decodePayload(bytes: Uint8Array): SparkplugPayload {
  const reader = new ProtoReader(bytes);
  const payload: SparkplugPayload = { timestamp: undefined, seq: undefined, metrics: [] };
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 8) payload.timestamp = reader.varint();
    else if (tag === 18) payload.metrics.push(metric(reader.message(), 0));
    else if (tag === 24) payload.seq = reader.varint();
    else reader.skip(tag & 7);
    if (payload.metrics.length > MAX_METRICS) throw new RangeError(`it holds more than ${MAX_METRICS} metrics`);
  }
  return payload;
}

function metric(reader: ProtoReader, depth: number): Metric {
  const out = emptyMetric();
  while (reader.more) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        out.name = reader.text();
        break;
      case 16:
        out.alias = reader.varint();
        break;
      case 24:
        out.timestamp = reader.varint();
        break;
      case 32:
        out.type = TYPES[reader.varint()];
        break;
      case 40:
        out.historical = reader.varint() !== 0;
        break;
      case 74:
        properties(reader.message(), out);
        break;
      case 80:
      case 88:
        reader.varint();
        out.value = { low: reader.low, high: reader.high };
        out.raw = true;
        break;
      case 101:
        out.value = reader.float();
        break;
      case 105:
        out.value = reader.double();
        break;
      case 112:
        out.value = reader.varint() !== 0;
        break;
      case 122:
        out.value = reader.text();
        break;
      case 146:
        if (depth < 4) out.members = members(reader.message(), depth + 1);
        else reader.skip(2);
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return out;
}

function members(reader: ProtoReader, depth: number): Metric[] {
  const out: Metric[] = [];
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 18) out.push(metric(reader.message(), depth));
    else reader.skip(tag & 7);
  }
  return out;
}

/** Keys and values stand in two lists of equal length. */
function properties(reader: ProtoReader, out: Metric): void {
  const keys: string[] = [];
  const values: unknown[] = [];
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 10) keys.push(reader.text());
    else if (tag === 18) values.push(property(reader.message()));
    else reader.skip(tag & 7);
  }
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === 'Quality') out.quality = values[i];
    else if (keys[i] === 'engUnit' && typeof values[i] === 'string') out.unit = values[i] as string;
  }
}

function property(reader: ProtoReader): unknown {
  let value: unknown;
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 24 || tag === 32) value = reader.varint();
    else if (tag === 37) value = reader.float();
    else if (tag === 41) value = reader.double();
    else if (tag === 56) value = reader.varint() !== 0;
    else if (tag === 66) value = reader.text();
    else reader.skip(tag & 7);
  }
  return value;
}
