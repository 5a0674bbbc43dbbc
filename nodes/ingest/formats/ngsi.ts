import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { addNested, Collector } from './collect';
import { isQuantumLeap, quantumLeap, temporalReadings } from './ngsi-temporal';

/**
 * FIWARE: NGSI-LD (normalized, concise, simplified) and NGSIv2 (normalized, keyValues, values), as notifications or bare
 * entities. https://www.etsi.org/deliver/etsi_gs/CIM/001_099/009/
 */
const NO_ATTRIBUTES = new Set(['id', 'type', '@context', 'scope', 'createdAt', 'modifiedAt', 'deletedAt']);
/** Attributes that say when, in NGSIv2. */
const TIME_ATTRIBUTES = ['TimeInstant', 'dateObserved', 'timestamp'];

export const ngsi: Format = {
  name: 'ngsi',
  title: 'NGSI',
  reads: {
    what: 'NGSI-LD, NGSIv2; temporal forms, QuantumLeap',
    asset: 'entity id',
    tag: 'attribute',
    time: 'observedAt, TimeInstant, notifiedAt',
    quality: 'null: bad; an object where a number was, or a text: bad',
  },
  detect({ payload }) {
    if (!isPlainObject(payload)) return 0;
    if (typeof own(payload, 'subscriptionId') === 'string' && Array.isArray(own(payload, 'data'))) return 0.97;
    return isEntity(payload) || isQuantumLeap(payload) ? 0.95 : 0;
  },
  parse({ payload, topic }, context) {
    if (!isPlainObject(payload))
      throw new InputError('payload', `is ${describe(payload)}; send a notification or an entity`);
    if (isQuantumLeap(payload)) return quantumLeap(payload, context);
    const data = own(payload, 'data');
    if (!Array.isArray(data)) return entity(payload, 'payload', undefined, context);
    const notified = context.time(own(payload, 'notifiedAt'));
    return data.flatMap((one: unknown, i) => {
      const field = `payload.data[${i}]`;
      if (Array.isArray(one)) return nameless(one, topic, context);
      if (!isPlainObject(one)) throw new InputError(field, `is ${describe(one)}; send an entity`);
      return entity(one, field, notified, context);
    });
  },
};

function isEntity(payload: Record<string, unknown>): boolean {
  const id = own(payload, 'id');
  if (typeof id !== 'string' || typeof own(payload, 'type') !== 'string') return false;
  if (id.startsWith('urn:ngsi-ld:')) return own(payload, 'type') !== 'Notification';
  return Object.values(payload).some((raw) => {
    const attribute: unknown = Array.isArray(raw) ? raw[0] : raw;
    return isPlainObject(attribute) && Object.hasOwn(attribute, 'value') && typeof own(attribute, 'type') === 'string';
  });
}

/** NGSIv2 "values": no names at all; they stand in the order of the tag table. */
function nameless(values: readonly unknown[], topic: unknown, context: ParseContext): Reading[] {
  const tags = context.tagNames;
  if (tags.length < values.length) {
    throw new InputError(
      'payload.data',
      `holds values without names; list the ${values.length} tags in the tag table in their order`,
    );
  }
  return [{ asset: context.assetOf(topic), time: undefined, tags: tags.slice(0, values.length), values }];
}

function entity(
  one: Record<string, unknown>,
  field: string,
  notified: number | undefined,
  context: ParseContext,
): Reading[] {
  const asset = own(one, 'id');
  if (typeof asset !== 'string')
    throw new InputError(`${field}.id`, `is ${describe(asset)}; send the id of the entity`);
  const history = temporalReadings(one, asset, NO_ATTRIBUTES, context);
  if (history !== undefined) return history;
  const collector = new Collector(asset);
  let time: number | undefined;
  let timed = false;
  for (const name of Object.keys(one)) {
    if (NO_ATTRIBUTES.has(name)) continue;
    if (TIME_ATTRIBUTES.includes(name)) time = context.time(unwrapped(one[name]));
    else if (attribute(collector, name, one[name], context)) timed = true;
  }
  // The attributes' own times say more than the time of the notification.
  return collector.readings(time ?? (timed ? undefined : notified));
}

/** @returns whether it has a time of its own */
function attribute(collector: Collector, name: string, raw: unknown, context: ParseContext): boolean {
  if (Array.isArray(raw) && raw.some((one) => isPlainObject(one) && Object.hasOwn(one, 'datasetId'))) {
    return raw.map((one) => attribute(collector, instanceName(name, one), one, context)).includes(true);
  }
  if (!isPlainObject(raw) || isNull(raw)) {
    addNested(collector, name, isNull(raw) ? null : raw, {}, '.');
    return false;
  }
  const type = own(raw, 'type');
  if (!Object.hasOwn(raw, 'value')) {
    // Relationships and texts in languages are no measurement; an object without value is a simplified one.
    if (typeof type !== 'string' && !Object.hasOwn(raw, 'languageMap') && !Object.hasOwn(raw, 'object'))
      addNested(collector, name, raw, {}, '.');
    return false;
  }
  if (type === 'GeoProperty' || type === 'geo:json' || type === 'geo:point') return false;
  const metadata = own(raw, 'metadata');
  const meta = (key: string): unknown =>
    unwrapped(own(raw, key) ?? (isPlainObject(metadata) ? own(metadata, key) : undefined));
  const time = context.time(meta('observedAt') ?? meta('TimeInstant') ?? meta('timestamp'));
  const unit = meta('unitCode');
  const value = own(raw, 'value');
  addNested(
    collector,
    name,
    isNull(value) ? null : value,
    { time, unit: typeof unit === 'string' ? unit : undefined },
    '.',
  );
  return time !== undefined;
}

function instanceName(name: string, one: unknown): string {
  const dataset = isPlainObject(one) ? own(one, 'datasetId') : undefined;
  return typeof dataset === 'string' ? `${name}/${dataset}` : name;
}

function unwrapped(raw: unknown): unknown {
  return isPlainObject(raw) && Object.hasOwn(raw, 'value') ? own(raw, 'value') : raw;
}

/** JSON-LD cannot carry null; it sends this in its place. */
function isNull(raw: unknown): boolean {
  if (raw === null || raw === 'urn:ngsi-ld:null') return true;
  return isPlainObject(raw) && own(raw, '@type') === 'Intangible' && own(raw, '@value') === null;
}
