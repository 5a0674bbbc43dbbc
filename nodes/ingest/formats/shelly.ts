import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format } from '../reading';
import { emptyFlat, flatten } from './flatten';

/**
 * Shelly devices of the second generation and later: notifications { src, method: 'NotifyStatus', params }, and the answers
 * to Shelly.GetStatus { src, result }. Events (a button was pushed) hold nothing that is measured.
 * https://shelly-api-docs.shelly.cloud/gen2/General/Notifications
 */
export const shelly: Format = {
  name: 'shelly',
  title: 'Shelly',
  reads: {
    what: 'notifications and answers of status',
    asset: 'src',
    tag: '`switch:0.apower`',
    time: 'ts',
    quality: '',
  },
  detect({ payload }) {
    if (!isPlainObject(payload) || typeof own(payload, 'src') !== 'string') return 0;
    return statusOf(payload) === undefined ? 0 : 0.97;
  },
  parse({ payload, topic }, context) {
    const params = isPlainObject(payload) ? statusOf(payload) : undefined;
    if (!isPlainObject(payload) || !isPlainObject(params))
      throw new InputError('payload.params', `is ${describe(params)}; send a notification of status`);
    const source = own(payload, 'src');
    const flat = emptyFlat();
    for (const [key, part] of Object.entries(params)) {
      if (!isPlainObject(part)) continue;
      const { id: _number, ...status } = part;
      flatten(key, status, 0, flat, 'payload.params');
    }
    if (flat.tags.length === 0) return [];
    const asset = typeof source === 'string' && source !== '' ? source : context.assetOf(topic);
    return [{ asset, time: context.time(own(params, 'ts'), 's'), tags: flat.tags, values: flat.values }];
  },
};

function statusOf(payload: Record<string, unknown>): Record<string, unknown> | undefined {
  const params = own(payload, 'params');
  const method = own(payload, 'method');
  if (typeof method === 'string' && /^Notify\w*(?:Status|Event)$/.test(method) && isPlainObject(params)) return params;
  const result = own(payload, 'result');
  return isPlainObject(result) && Object.keys(result).some((key) => /^[a-z]\w*:\d+$/.test(key)) ? result : undefined;
}
