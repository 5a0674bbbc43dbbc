import { describe, InputError, isPlainObject, isSafeName, own } from '../../../lib/input';
import type { Format } from '../reading';

/** Assets whose tags are remembered. */
const MAX_ASSETS = 5000;
/** A record has fewer parts than this beside its values. */
const MAX_PARTS = 16;

/** Our own record: { asset, time, values: { tag: number } }, as the simulator sends it. Remembers which tags it brings. */
export function createRecord(): Format {
  const tagsOf = new Map<unknown, readonly string[]>();
  /** What fits found: the same message is parsed next. */
  let fitted: { readonly from: object; readonly tags: readonly string[]; readonly values: unknown[] } | undefined;

  const remember = (asset: unknown, tags: readonly string[]): void => {
    if (tagsOf.size >= MAX_ASSETS) tagsOf.clear();
    tagsOf.set(asset, tags);
  };

  return {
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
    fits({ payload }) {
      fitted = undefined;
      if (!isPlainObject(payload)) return false;
      const from = own(payload, 'values');
      const tags = tagsOf.get(own(payload, 'asset'));
      if (tags === undefined || !isPlainObject(from) || !isShallow(payload)) return false;
      const values = flatValues(from, tags);
      if (values !== undefined) fitted = { from, tags, values };
      return values !== undefined;
    },
    parse({ payload, topic }, context) {
      const body = isPlainObject(payload) ? payload : {};
      const values = own(body, 'values');
      if (!isPlainObject(values))
        throw new InputError('payload.values', `is ${describe(values)}; send { tag: number }`);
      const asset = own(body, 'asset');
      if (asset !== undefined && !isSafeName(asset))
        throw new InputError('payload.asset', `is ${describe(asset)}; send a text of 1 to 256 characters`);
      const raw = own(body, 'time');
      // A record's time is in ms by definition, however small: a simulation may start at 0.
      const time = typeof raw === 'number' && Number.isFinite(raw) ? raw : context.time(raw);
      if (raw !== undefined && time === undefined)
        throw new InputError('payload.time', `is ${describe(raw)}; send milliseconds since 1970`);
      const known = fitted?.from === values ? fitted : undefined;
      fitted = undefined;
      const tags = known?.tags ?? Object.keys(values);
      if (known === undefined) context.remember(() => remember(asset, tags));
      const numbers = known?.values ?? Object.values(values);
      return [{ asset: asset ?? context.assetOf(topic), time, tags, values: numbers }];
    },
  };
}

/** Whether nothing but the values is nested. */
function isShallow(payload: Record<string, unknown>): boolean {
  let parts = 0;
  for (const key in payload) {
    if (++parts > MAX_PARTS) return false;
    const part = payload[key];
    if (typeof part === 'object' && part !== null && key !== 'values') return false;
  }
  return true;
}

/** The values, where they are those of the tags in their order and none of them is nested; undefined otherwise. */
function flatValues(from: Record<string, unknown>, tags: readonly string[]): unknown[] | undefined {
  const values: unknown[] = [];
  for (const key in from) {
    const value = from[key];
    if (tags[values.length] !== key || (typeof value === 'object' && value !== null)) return undefined;
    values.push(value);
  }
  return values.length === tags.length ? values : undefined;
}
