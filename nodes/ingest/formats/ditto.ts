import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { addNested, Collector } from './collect';

/**
 * Eclipse Ditto: protocol messages (events, responses) and things as JSON (REST, SSE).
 * https://eclipse.dev/ditto/protocol-specification.html
 */
const TOPIC = /^([^/]*)\/([^/]+)\/things\/(?:twin|live)\/(events|commands|messages|errors)(?:\/(\w+))?/;

export const ditto: Format = {
  name: 'ditto',
  title: 'Eclipse Ditto',
  reads: {
    what: 'events, responses, things',
    asset: '`namespace:name`',
    tag: '`feature/property`',
    time: 'timestamp',
    quality: 'deleted or null: bad',
  },
  detect({ payload }) {
    if (!isPlainObject(payload)) return 0;
    const topic = own(payload, 'topic');
    if (typeof topic === 'string' && typeof own(payload, 'path') === 'string' && TOPIC.test(topic)) return 0.98;
    return typeof own(payload, 'thingId') === 'string' && isPlainObject(own(payload, 'features')) ? 0.95 : 0;
  },
  parse({ payload }, context) {
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send a Ditto message`);
    const topic = own(payload, 'topic');
    return typeof topic === 'string' ? message(payload, topic, context) : thing(payload, context);
  },
};

function thing(payload: Record<string, unknown>, context: ParseContext): Reading[] {
  const asset = own(payload, 'thingId');
  if (typeof asset !== 'string')
    throw new InputError('payload.thingId', `is ${describe(asset)}; send the id of the thing`);
  const collector = new Collector(asset);
  features(collector, own(payload, 'features'), context, undefined);
  return collector.readings(context.time(own(payload, '_modified')), revisionOf(own(payload, '_revision')));
}

function message(payload: Record<string, unknown>, topic: string, context: ParseContext): Reading[] {
  const parts = TOPIC.exec(topic);
  if (parts === null)
    throw new InputError('payload.topic', `is ${describe(topic)}; send namespace/name/things/twin/events/...`);
  const [, namespace, name, kind, action] = parts;
  const asset = `${namespace}:${name}`;
  const path = String(own(payload, 'path') ?? '/')
    .split('/')
    .filter((part) => part !== '');
  const time = context.time(own(payload, 'timestamp'));
  if (kind === 'errors') {
    throw new InputError(
      'payload.value',
      `is an error of Ditto: ${describe(own(isPlainObject(payload['value']) ? payload['value'] : {}, 'message'))}`,
    );
  }
  if (action === 'deleted' && path.length === 0) return [{ asset, time, tags: [], values: [], kind: 'death' }];
  const collector = new Collector(asset);
  const value = action === 'deleted' ? null : own(payload, 'value');
  along(collector, path, value, own(payload, 'extra'), context);
  return collector.readings(time, revisionOf(own(payload, 'revision')));
}

function revisionOf(revision: unknown): { revision?: number } {
  return typeof revision === 'number' ? { revision } : {};
}

/** The deeper the path, the smaller what stands in value. */
function along(
  collector: Collector,
  path: readonly string[],
  value: unknown,
  extra: unknown,
  context: ParseContext,
): void {
  const [root, featureId, part, ...rest] = path;
  if (root === undefined)
    features(collector, isPlainObject(value) ? own(value, 'features') : undefined, context, extra);
  // Attributes and policies describe the thing; they are no measurement.
  if (root !== 'features') return;
  const tag = [featureId, ...rest].join('/');
  if (featureId === undefined) features(collector, value, context, extra);
  else if (part === undefined) feature(collector, featureId, value, context, extra);
  else if (part === 'desiredProperties' && context.wishes) wishes(collector, tag, value);
  else if (part === 'properties' && (value !== null || rest.length > 0)) {
    addNested(collector, tag, value, { unit: unitIn(extra, featureId) }, '/');
  }
}

function features(collector: Collector, map: unknown, context: ParseContext, extra: unknown): void {
  if (!isPlainObject(map)) return;
  for (const id of Object.keys(map)) feature(collector, id, map[id], context, extra);
}

function feature(collector: Collector, id: string, value: unknown, context: ParseContext, extra: unknown): void {
  if (!isPlainObject(value)) return;
  const properties = own(value, 'properties');
  if (isPlainObject(properties)) addNested(collector, id, properties, { unit: unitIn(extra, id) }, '/');
  if (context.wishes) wishes(collector, id, own(value, 'desiredProperties'));
}

function wishes(collector: Collector, tag: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const out = { add: (name: string, wish: unknown): void => collector.wish(name, wish) };
  addNested(out, tag, value, {}, '/');
}

/** Enrichment may bring a feature's unit along. */
function unitIn(extra: unknown, featureId: string): string | undefined {
  let at: unknown = extra;
  for (const step of ['features', featureId, 'properties', 'unit']) at = isPlainObject(at) ? own(at, step) : undefined;
  return typeof at === 'string' ? at : undefined;
}
