import { describe, InputError, isPlainObject, own } from '../../../lib/record';
import type { Format } from '../reading';
import { addNested, Collector } from './collect';

/** Any CloudEvent: the subject, or else the source, is the asset; data holds the values. https://cloudevents.io */
export const cloudevents: Format = {
  name: 'cloudevents',
  title: 'CloudEvents',
  reads: {
    what: 'any event',
    asset: 'subject, else source',
    tag: 'key in data',
    time: 'time',
    quality: '',
  },
  detect({ payload }) {
    if (!isPlainObject(payload) || typeof own(payload, 'specversion') !== 'string') return 0;
    return typeof own(payload, 'type') === 'string' && typeof own(payload, 'source') === 'string' ? 0.85 : 0;
  },
  parse({ payload, topic }, context) {
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send a CloudEvent`);
    const subject = own(payload, 'subject');
    const source = own(payload, 'source');
    const named = [subject, source].find((name) => typeof name === 'string' && name !== '');
    const collector = new Collector(typeof named === 'string' ? named : context.assetOf(topic));
    addNested(collector, isPlainObject(dataOf(payload)) ? '' : 'value', dataOf(payload), {}, '.');
    return collector.readings(context.time(own(payload, 'time')));
  },
};

function dataOf(payload: Record<string, unknown>): unknown {
  const encoded = own(payload, 'data_base64');
  const data = typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('utf8') : own(payload, 'data');
  if (typeof data !== 'string' || !/^\s*[[{]/.test(data)) return data ?? null;
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw new InputError(
      'payload.data',
      `begins like JSON and is not (${(error as Error).message}); send complete JSON`,
    );
  }
}
