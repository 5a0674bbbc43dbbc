import { MessageWriter } from '../../../lib/encoding/protobuf-writer';
import type { Datatype } from './twins';
import { NoSuchTwin, type TwinMessage, typed, type Write } from './write';

/** Numbers of the datatypes, Sparkplug 3.0 table 6.4.16. */
const TYPE: Readonly<Record<Datatype, number>> = {
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
};
/** Fields of the payload and of a metric in sparkplug_b.proto. */
const PAYLOAD = { timestamp: 1, metrics: 2 };
const METRIC = { name: 1, timestamp: 3, datatype: 4, int: 10, long: 11, float: 12, double: 13, boolean: 14 };

/** Sparkplug B 3.0, NCMD and DCMD: the bytes, for an MQTT node. The asset is group/node or group/node/device. */
export function writeSparkplug(write: Write): TwinMessage {
  const parts = write.asset.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part === '' || /[#+]/.test(part)))
    throw new NoSuchTwin(
      `${JSON.stringify(write.asset)} is no node of Sparkplug; it needs the form group/node or group/node/device`,
    );
  const [group, node, device] = parts;
  const topic = device === undefined ? `${group}/NCMD/${node}` : `${group}/DCMD/${node}/${device}`;
  const metric = new MessageWriter()
    .text(METRIC.name, write.tag)
    .integer(METRIC.timestamp, write.time)
    .integer(METRIC.datatype, TYPE[write.datatype]);
  const payload = new MessageWriter()
    .integer(PAYLOAD.timestamp, write.time)
    .message(PAYLOAD.metrics, put(metric, write));
  return { topic: `spBv1.0/${topic}`, payload: Buffer.from(payload.finish()) };
}

function put(metric: MessageWriter, write: Write): MessageWriter {
  const value = Number(typed(write));
  switch (write.datatype) {
    case 'Boolean':
      return metric.integer(METRIC.boolean, value);
    case 'Float':
      return metric.float(METRIC.float, value);
    case 'Double':
      return metric.double(METRIC.double, value);
    // UInt32 as well: decoders in use look for it there, though 32 bits would hold it.
    case 'UInt32':
    case 'Int64':
    case 'UInt64':
      return metric.integer(METRIC.long, value);
    default:
      // 32 bits without a sign: the datatype says how to read them.
      return metric.integer(METRIC.int, value >>> 0);
  }
}
