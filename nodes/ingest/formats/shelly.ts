import { describe, InputError, isPlainObject, own } from '../../../lib/record';
import type { Format } from '../reading';
import { emptyFlat, flatten } from './flatten';

/**
 * Shelly devices of the second generation and later: notifications { src, method: 'NotifyStatus', params }.
 * https://shelly-api-docs.shelly.cloud/gen2/General/Notifications
 */
export const shelly: Format = {
  name: 'shelly',
  title: 'Shelly',
  reads: {
    what: 'notifications of status',
    asset: 'src',
    tag: '`switch:0.apower`',
    time: 'ts',
    quality: '',
  },
  detect({ payload }) {
    if (!isPlainObject(payload) || typeof own(payload, 'src') !== 'string') return 0;
    const method = own(payload, 'method');
    return typeof method === 'string' && /^Notify\w*Status$/.test(method) && isPlainObject(own(payload, 'params'))
      ? 0.97
      : 0;
  },
  parse({ payload, topic }, context) {
    const params = isPlainObject(payload) ? own(payload, 'params') : undefined;
    if (!isPlainObject(payload) || !isPlainObject(params))
      throw new InputError('payload.params', `is ${describe(params)}; send a notification of status`);
    const source = own(payload, 'src');
    const flat = emptyFlat();
    for (const [key, part] of Object.entries(params)) {
      if (key === 'ts' || !isPlainObject(part)) continue;
      const { id: _number, ...status } = part;
      flatten(key, status, 0, flat, 'payload.params');
    }
    if (flat.tags.length === 0) return [];
    const asset = typeof source === 'string' && source !== '' ? source : context.assetOf(topic);
    return [{ asset, time: context.time(own(params, 'ts'), 's'), tags: flat.tags, values: flat.values }];
  },
};
