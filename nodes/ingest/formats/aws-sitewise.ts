import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Quality } from '../../../lib/record/words';
import type { Format, ParseContext } from '../reading';
import { bySeries, type Point } from './collect';

type Row = Record<string, unknown>;

/**
 * AWS IoT SiteWise: property value updates over MQTT, and entries as they are written in batches. A value says its time in
 * seconds and nanoseconds.
 * https://docs.aws.amazon.com/iot-sitewise/latest/userguide/interact-with-other-services.html
 */
export const awsSitewise: Format = {
  name: 'aws-sitewise',
  title: 'AWS SiteWise',
  reads: {
    what: 'updates over MQTT, entries',
    asset: 'assetId, or the alias without its end',
    tag: 'end of the alias, propertyId',
    time: 'timeInSeconds, offsetInNanos',
    quality: 'BAD, UNCERTAIN',
  },
  detect: ({ payload }) => (isPlainObject(payload) && entriesOf(payload) !== undefined ? 0.97 : 0),
  parse({ payload, topic }, context) {
    const entries = isPlainObject(payload) ? entriesOf(payload) : undefined;
    if (entries === undefined)
      throw new InputError('payload', `is ${describe(payload)}; send a property value update or { entries }`);
    const byAsset = new Map<string, Point[]>();
    for (const entry of entries) {
      const { asset, tag } = names(entry, topic, context);
      const points = byAsset.get(asset) ?? [];
      byAsset.set(asset, points);
      for (const value of valuesOf(entry)!) points.push(point(tag, value, context));
    }
    return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points));
  },
};

function entriesOf(payload: Row): Row[] | undefined {
  const inside = own(payload, 'payload');
  const one = isPlainObject(inside) ? inside : payload;
  const list = own(one, 'entries');
  const entries: unknown[] = Array.isArray(list) ? list : [one];
  const found = entries.filter((entry): entry is Row => isPlainObject(entry) && valuesOf(entry) !== undefined);
  return found.length > 0 && found.length === entries.length ? found : undefined;
}

/** A list of values, each with a time in seconds. */
function valuesOf(entry: Row): Row[] | undefined {
  const list = own(entry, 'propertyValues') ?? own(entry, 'values') ?? own(entry, 'assetPropertyValueHistory');
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const values = list.filter((value): value is Row => isPlainObject(value) && isPlainObject(own(value, 'timestamp')));
  return values.length === list.length && Object.hasOwn(values[0]!['timestamp'] as Row, 'timeInSeconds')
    ? values
    : undefined;
}

/** An alias is a path: its end is the tag. */
function names(entry: Row, topic: unknown, context: ParseContext): { asset: string; tag: string } {
  const [asset, property, alias, id] = ['assetId', 'propertyId', 'propertyAlias', 'entryId'].map((key) => {
    const name = own(entry, key);
    return typeof name === 'string' && name !== '' ? name : undefined;
  });
  if (alias !== undefined) {
    const cut = alias.lastIndexOf('/');
    const path = alias.slice(0, Math.max(0, cut)).replace(/^\//, '');
    return { asset: asset ?? (path || context.assetOf(topic)), tag: alias.slice(cut + 1) || alias };
  }
  return { asset: asset ?? context.assetOf(topic), tag: property ?? id ?? 'value' };
}

function point(tag: string, value: Row, context: ParseContext): Point {
  const inside = own(value, 'value');
  const union = isPlainObject(inside) ? (Object.values(inside).find((one) => one !== null) ?? null) : (inside ?? null);
  return { tag, value: union, time: context.time(own(value, 'timestamp')), quality: qualityOf(own(value, 'quality')) };
}

function qualityOf(quality: unknown): Quality | undefined {
  if (quality === 'BAD') return 'bad';
  return quality === 'UNCERTAIN' ? 'uncertain' : undefined;
}
