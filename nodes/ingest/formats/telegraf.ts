import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext } from '../reading';
import { addNested, bySeries, type Point } from './collect';
import { assetIn, identityOf } from './identity';

type Row = Record<string, unknown>;

/**
 * Telegraf's JSON: { name, tags, fields, timestamp }, alone or as { metrics: [...] }; points for InfluxDB's clients are alike.
 * https://docs.influxdata.com/telegraf/v1/data_formats/output/json/
 */
export const telegraf: Format = {
  name: 'telegraf',
  title: 'Telegraf',
  reads: {
    what: 'JSON, alone or in batches',
    asset: 'a tag such as device, then host',
    tag: '`name.field`, other tags before the field',
    time: 'timestamp',
    quality: '',
  },
  detect: ({ payload }) => (metricsOf(payload) === undefined ? 0 : 0.96),
  parse({ payload, topic }, context) {
    const metrics = metricsOf(payload);
    if (metrics === undefined)
      throw new InputError('payload', `is ${describe(payload)}; send { name, tags, fields, timestamp }`);
    const byAsset = new Map<string, Point[]>();
    for (const metric of metrics) {
      const { asset, prefix } = seriesNames(nameIn(metric), own(metric, 'tags'), topic, context);
      const points = byAsset.get(asset) ?? [];
      byAsset.set(asset, points);
      const time = context.time(own(metric, 'timestamp'));
      const add = (tag: string, value: unknown): unknown => points.push({ tag: prefix + tag, value, time });
      addNested({ add }, '', own(metric, 'fields'), {}, '.');
    }
    return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points));
  },
};

function metricsOf(payload: unknown): Row[] | undefined {
  const list = isPlainObject(payload) ? (own(payload, 'metrics') ?? [payload]) : payload;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const metrics = list.filter((one): one is Row => isPlainObject(one) && isPlainObject(own(one, 'fields')));
  return metrics.length === list.length && typeof nameIn(metrics[0]!) === 'string' ? metrics : undefined;
}

/** Points for InfluxDB's clients say measurement. */
function nameIn(metric: Row): unknown {
  return own(metric, 'name') ?? own(metric, 'measurement');
}

/** Tags that say how a value was fetched or written, not of what it is. */
const ABOUT = /^(host|url|source|type|unit|units|quality|datatype|data_type|agent|topic|server)$/i;

/**
 * Series of InfluxDB and Telegraf: what their tags say tells apart what is measured. A tag that names a device is the asset;
 * what the others say stands before the field, after the measurement.
 */
export function seriesNames(
  measurement: unknown,
  tags: unknown,
  topic: unknown,
  context: ParseContext,
): { asset: string; prefix: string } {
  const all = isPlainObject(tags) ? tags : {};
  const { host, hostname, ...rest } = all;
  const identity = identityOf(rest, []) ?? identityOf(all, []);
  const asset = identity === undefined ? undefined : assetIn(all, identity);
  const others = Object.keys(rest)
    .filter((key) => identity?.keys.includes(key) !== true && !ABOUT.test(key))
    .sort()
    .map((key) => rest[key])
    .filter((value) => typeof value === 'string' || typeof value === 'number');
  const names = [...(typeof measurement === 'string' && measurement !== '' ? [measurement] : []), ...others];
  return { asset: asset ?? context.assetOf(topic), prefix: names.map((name) => `${name}.`).join('') };
}
