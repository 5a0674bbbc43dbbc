import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format } from '../reading';
import { addNested, Collector } from './collect';

/**
 * EMQX Neuron: { timestamp, node, group, values, errors }, or a list of tags.
 * https://docs.emqx.com/en/neuron/latest/configuration/north-apps/mqtt/api.html
 */
export const neuron: Format = {
  name: 'neuron',
  title: 'EMQX Neuron',
  reads: {
    what: 'values, or a list of tags',
    asset: 'node',
    tag: 'tag',
    time: 'timestamp',
    quality: 'errors: bad',
  },
  detect({ payload }) {
    if (
      !isPlainObject(payload) ||
      typeof own(payload, 'node') !== 'string' ||
      typeof own(payload, 'group') !== 'string'
    )
      return 0;
    return isPlainObject(own(payload, 'values')) || Array.isArray(own(payload, 'tags')) ? 0.97 : 0;
  },
  parse({ payload, topic }, context) {
    if (!isPlainObject(payload))
      throw new InputError('payload', `is ${describe(payload)}; send { timestamp, node, group, values }`);
    const node = own(payload, 'node');
    const collector = new Collector(typeof node === 'string' ? node : context.assetOf(topic));
    const values = own(payload, 'values');
    if (isPlainObject(values)) addNested(collector, '', values, {}, '.');
    const errors = own(payload, 'errors');
    if (isPlainObject(errors)) for (const tag of Object.keys(errors)) collector.add(tag, null, { quality: 'bad' });
    const tags = own(payload, 'tags');
    if (Array.isArray(tags)) for (const tag of tags as unknown[]) listed(collector, tag);
    return collector.readings(context.time(own(payload, 'timestamp')));
  },
};

function listed(collector: Collector, tag: unknown): void {
  const name = isPlainObject(tag) ? own(tag, 'name') : undefined;
  if (!isPlainObject(tag) || typeof name !== 'string') return;
  const error = own(tag, 'error');
  const wrong = typeof error === 'number' && error !== 0;
  collector.add(name, wrong ? null : (own(tag, 'value') ?? null), { quality: wrong ? 'bad' : undefined });
}
