import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { Collector } from './collect';

/**
 * AWS IoT device shadow: /update/documents, /update/accepted, /get/accepted. Times are epoch seconds, one per property.
 * https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-document.html
 */
const TOPIC = /^\$aws\/things\/([^/]+)\/shadow(?:\/name\/([^/]+))?\/(.+)$/;
const MAX_DEPTH = 8;

export const awsShadow: Format = {
  name: 'aws-shadow',
  title: 'AWS device shadow',
  reads: {
    what: 'documents, accepted',
    asset: 'thing `[/shadow]`',
    tag: 'path with dots',
    time: 'per property, seconds',
    quality: 'null: bad; an object where a number was, or a text: bad',
  },
  detect({ topic, payload }) {
    if (!isPlainObject(payload)) return 0;
    if (typeof topic === 'string' && TOPIC.test(topic)) return 0.98;
    const document = documentOf(payload);
    const state = document === undefined ? undefined : own(document, 'state');
    return isPlainObject(state) && (isPlainObject(own(state, 'reported')) || isPlainObject(own(state, 'desired')))
      ? 0.96
      : 0;
  },
  parse({ topic, payload }, context) {
    const parts = typeof topic === 'string' ? TOPIC.exec(topic) : null;
    const asset =
      parts === null ? context.assetOf(topic) : parts[2] === undefined ? parts[1]! : `${parts[1]}/${parts[2]}`;
    // A delta is the difference between wish and state; what the thing measures is in the documents.
    if (parts !== null && /\/(delta|rejected)$/.test(parts[3]!)) return [];
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send a shadow document`);
    const document = documentOf(payload);
    const state = document === undefined ? undefined : own(document, 'state');
    if (document === undefined || !isPlainObject(state))
      throw new InputError('payload.state', `is ${describe(state)}; send { state: { reported } }`);
    return shadow(asset, document, state, payload, context);
  },
};

function documentOf(payload: Record<string, unknown>): Record<string, unknown> | undefined {
  const current = own(payload, 'current');
  if (isPlainObject(current)) return current;
  return Object.hasOwn(payload, 'state') ? payload : undefined;
}

function shadow(
  asset: string,
  document: Record<string, unknown>,
  state: Record<string, unknown>,
  payload: Record<string, unknown>,
  context: ParseContext,
): Reading[] {
  const collector = new Collector(asset);
  const metadata = own(document, 'metadata');
  const part = (name: string): [unknown, unknown] => [
    own(state, name),
    isPlainObject(metadata) ? own(metadata, name) : undefined,
  ];
  const read = (times: unknown): number | undefined => {
    const seconds = isPlainObject(times) ? own(times, 'timestamp') : undefined;
    return typeof seconds === 'number' ? context.time(seconds, 's') : undefined;
  };
  walk('', ...part('reported'), 0, (tag, value, times) =>
    collector.add(tag, value, { time: read(times), quality: value === null ? 'bad' : undefined }),
  );
  if (context.wishes)
    walk('', ...part('desired'), 0, (tag, value, times) => collector.wish(tag, value, { time: read(times) }));
  const seconds = own(payload, 'timestamp');
  const version = own(document, 'version');
  const time = typeof seconds === 'number' ? context.time(seconds, 's') : undefined;
  return collector.readings(time, typeof version === 'number' ? { revision: version } : {});
}

/** State and metadata have the same shape; where the state has a value, the metadata has its time. */
function walk(
  path: string,
  value: unknown,
  times: unknown,
  depth: number,
  add: (tag: string, value: unknown, times: unknown) => void,
): void {
  if (!isPlainObject(value) && !Array.isArray(value)) {
    if (path !== '' && value !== undefined) add(path, value, times);
    return;
  }
  if (depth >= MAX_DEPTH) return;
  for (const key of Object.keys(value)) {
    walk(
      path === '' ? key : `${path}.${key}`,
      (value as Record<string, unknown>)[key],
      isPlainObject(times) || Array.isArray(times) ? own(times as Record<string, unknown>, key) : undefined,
      depth + 1,
      add,
    );
  }
}
