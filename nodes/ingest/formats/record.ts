import { describe, InputError, isPlainObject, isSafeName, own } from '../../../lib/record';
import type { Format } from '../reading';

/** Our own record: { asset, time, values: { tag: number } }, as the simulator sends it. */
export const record: Format = {
  name: 'record',
  title: 'record',
  reads: {
    what: 'the record of this pack, as the simulator sends it',
    asset: '`asset`',
    tag: 'key in `values`',
    time: '`time`, ms',
    quality: '',
  },
  detect({ payload }) {
    if (!isPlainObject(payload) || !isPlainObject(own(payload, 'values'))) return 0;
    return typeof own(payload, 'asset') === 'string' ? 0.95 : 0;
  },
  parse({ payload, topic }, context) {
    const body = isPlainObject(payload) ? payload : {};
    const values = own(body, 'values');
    if (!isPlainObject(values)) throw new InputError('payload.values', `is ${describe(values)}; send { tag: number }`);
    const asset = own(body, 'asset');
    if (asset !== undefined && !isSafeName(asset))
      throw new InputError('payload.asset', `is ${describe(asset)}; send a text of 1 to 256 characters`);
    const raw = own(body, 'time');
    // A record's time is in ms by definition, however small: a simulation may start at 0.
    const time = typeof raw === 'number' && Number.isFinite(raw) ? raw : context.time(raw);
    if (raw !== undefined && time === undefined)
      throw new InputError('payload.time', `is ${describe(raw)}; send milliseconds since 1970`);
    return [{ asset: asset ?? context.assetOf(topic), time, tags: Object.keys(values), values: Object.values(values) }];
  },
};
