import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Quality } from '../../../lib/record/words';
import type { Format } from '../reading';
import { bySeries, type Point } from './collect';

/** Cognite Data Fusion: one list of data points per time series. https://docs.cognite.com/cdf/integration/guides/extraction/hosted_extractors/ */
export const cognite: Format = {
  name: 'cognite',
  title: 'Cognite',
  reads: {
    what: 'data points by series',
    asset: 'topic',
    tag: 'externalId',
    time: 'per value',
    quality: 'status',
  },
  detect: ({ payload }) => (isPlainObject(payload) && seriesOf(payload) !== undefined ? 0.97 : 0),
  parse({ payload, topic }, context) {
    const series = isPlainObject(payload) ? seriesOf(payload) : undefined;
    if (series === undefined)
      throw new InputError('payload', `is ${describe(payload)}; send { timeseriesData: [{ externalId, items }] }`);
    const points: Point[] = [];
    for (const one of series) {
      const id = own(one, 'externalId') ?? own(one, 'id');
      const items = own(one, 'items') ?? own(one, 'datapoints');
      if ((typeof id !== 'string' && typeof id !== 'number') || !Array.isArray(items)) continue;
      for (const item of items as unknown[]) {
        if (isPlainObject(item))
          points.push({
            tag: String(id),
            value: own(item, 'value') ?? null,
            time: context.time(own(item, 'timestamp')),
            quality: statusOf(item),
          });
      }
    }
    return bySeries(context.assetOf(topic), points);
  },
};

function seriesOf(payload: Record<string, unknown>): Record<string, unknown>[] | undefined {
  const list = own(payload, 'timeseriesData') ?? own(payload, 'items');
  if (!Array.isArray(list) || list.length === 0 || !Array.from(list, isPlainObject).every(Boolean)) return undefined;
  const series = list as Record<string, unknown>[];
  return series.every((one) => Array.isArray(own(one, 'items') ?? own(one, 'datapoints'))) ? series : undefined;
}

function statusOf(item: Record<string, unknown>): Quality | undefined {
  const status = own(item, 'status');
  const symbol = isPlainObject(status) ? own(status, 'symbol') : status;
  if (typeof symbol !== 'string' || /^good/i.test(symbol)) return undefined;
  return /^uncertain/i.test(symbol) ? 'uncertain' : 'bad';
}
