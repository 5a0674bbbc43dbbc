import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format } from '../reading';
import { emptyFlat, flatten } from './flatten';

type Row = Record<string, unknown>;

/** An uplink, as one of the network servers sends it. */
interface Uplink {
  readonly device: unknown;
  /** Where the decoded values stand, for errors. */
  readonly field: string;
  readonly decoded: unknown;
  readonly times: readonly unknown[];
}

/**
 * LoRaWAN uplinks of The Things Network (v2, v3) and ChirpStack (v3, v4): the values are those that the payload formatter of
 * the network server decoded.
 * https://www.thethingsindustries.com/docs/integrations/other-integrations/mqtt/ https://www.chirpstack.io/docs/chirpstack/integrations/events.html
 */
export const lorawan: Format = {
  name: 'lorawan',
  title: 'LoRaWAN uplink',
  reads: {
    what: 'The Things Network, ChirpStack: what their payload formatter decoded',
    asset: 'device',
    tag: 'key of the decoded payload',
    time: 'received_at, time',
    quality: '',
  },
  detect: ({ payload }) => (isPlainObject(payload) && uplinkOf(payload) !== undefined ? 0.97 : 0),
  parse({ payload, topic }, context) {
    const uplink = isPlainObject(payload) ? uplinkOf(payload) : undefined;
    if (uplink === undefined) throw new InputError('payload', `is ${describe(payload)}; send an uplink`);
    const { device, field, times } = uplink;
    const decoded = fromJson(uplink.decoded);
    if (!isPlainObject(decoded))
      throw new InputError(field, `is ${describe(decoded)}; add a payload formatter on the network server`);
    const flat = emptyFlat();
    for (const key of Object.keys(decoded)) flatten(key, decoded[key], 0, flat, field, context);
    if (flat.tags.length === 0) return [];
    const asset = typeof device === 'string' && device !== '' ? device : context.assetOf(topic);
    const time = times.map((one) => context.time(one)).find((one) => one !== undefined);
    return [{ asset, time, tags: flat.tags, values: flat.values, parents: flat.parents }];
  },
};

function uplinkOf(payload: Row): Uplink | undefined {
  const ids = own(payload, 'end_device_ids');
  const message = own(payload, 'uplink_message');
  if (isPlainObject(ids) && isPlainObject(message)) {
    return {
      device: own(ids, 'device_id') ?? own(ids, 'dev_eui'),
      field: 'payload.uplink_message.decoded_payload',
      decoded: own(message, 'decoded_payload') ?? normalized(own(message, 'normalized_payload')),
      times: [own(message, 'received_at'), own(payload, 'received_at')],
    };
  }
  // The storage integration answers with uplinks that are wrapped.
  const result = own(payload, 'result');
  if (isPlainObject(result) && isPlainObject(own(result, 'uplink_message'))) return uplinkOf(result);
  const info = own(payload, 'deviceInfo');
  if (isPlainObject(info) && ('object' in payload || 'fPort' in payload)) return chirpstack(payload, info);
  if (typeof own(payload, 'devEUI') === 'string' && ('object' in payload || 'objectJSON' in payload))
    return chirpstack(payload, payload);
  if (typeof own(payload, 'dev_id') === 'string' && 'payload_fields' in payload) {
    const metadata = own(payload, 'metadata');
    return {
      device: own(payload, 'dev_id'),
      field: 'payload.payload_fields',
      decoded: own(payload, 'payload_fields'),
      times: [isPlainObject(metadata) ? own(metadata, 'time') : undefined],
    };
  }
  return undefined;
}

function chirpstack(payload: Row, info: Row): Uplink {
  const gateways = own(payload, 'rxInfo');
  const first: unknown = Array.isArray(gateways) ? gateways[0] : undefined;
  return {
    device: own(info, 'deviceName') ?? own(info, 'devEui') ?? own(info, 'devEUI'),
    field: 'payload.object',
    decoded: own(payload, 'object') ?? own(payload, 'objectJSON'),
    times: [own(payload, 'time'), isPlainObject(first) ? (own(first, 'time') ?? own(first, 'nsTime')) : undefined],
  };
}

/** Values in the names and units that The Things Network gives all devices. */
function normalized(list: unknown): unknown {
  return Array.isArray(list) ? (list as unknown[]).findLast(isPlainObject) : list;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
