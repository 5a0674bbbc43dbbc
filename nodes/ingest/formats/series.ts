import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { bySeries, type Point } from './collect';
import { firstKey, NAME_KEYS, nameOf } from './key-names';
import { saysNothing } from './named';
import { readTime } from './named-search';
import { offsetColumns, readOffsetColumns } from './offset-columns';
import { oneValue, readOneValue } from './one-value';
import { seriesNames } from './telegraf';

type Row = Readonly<Record<string, unknown>>;

/** Samples of one name: pairs of a time and a value. */
interface Series {
  readonly row: Row;
  readonly pairs?: Pairs;
  /** Instead of pairs: { time, value, quality }. */
  readonly values?: readonly Row[];
}

interface Pairs {
  readonly list: readonly (readonly unknown[])[];
  /** Position of the time in a pair. */
  readonly timeAt: 0 | 1;
}

const MAX_DEPTH = 5;

/**
 * Named series of pairs of a time and a value, as Prometheus, Grafana, KairosDB and Predix answer: { metric: { __name__ },
 * values: [[1767225601, '61.5']] }, { target, datapoints: [[61.5, 1767225601000]] }.
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export const series: Format = {
  name: 'series',
  title: 'series of pairs',
  reads: {
    what: 'Prometheus, Grafana, KairosDB, Predix: pairs of time and value by name; PPMP: lists of values beside one of offsets',
    asset: 'instance, or a label such as device',
    tag: '`__name__`, target, name',
    time: 'per value',
    quality: '',
  },
  detect({ payload }) {
    if (typeof payload !== 'object' || payload === null) return 0;
    return seriesIn(payload, 0) !== undefined || offsetColumns(payload).length > 0 ? 0.8 : 0;
  },
  parse({ payload, topic }, context) {
    const columns = offsetColumns(payload);
    if (columns.length > 0) return readOffsetColumns(columns, topic, context);
    const all = seriesIn(payload, 0);
    if (all === undefined) throw new InputError('payload', `is ${describe(payload)}; send series of [time, value]`);
    const byAsset = new Map<string, Point[]>();
    for (const { row, pairs, values } of all) {
      const { asset, tag } = namesOf(row, topic, context);
      const points = byAsset.get(asset) ?? [];
      byAsset.set(asset, points);
      for (const pair of pairs?.list ?? [])
        points.push({ tag, value: pair[1 - pairs!.timeAt] ?? null, time: context.time(pair[pairs!.timeAt]) });
      for (const value of values ?? []) {
        const one = oneValue(value, (raw, format) => context.time(raw, format));
        if (one !== undefined) points.push({ tag, ...readOneValue(value, one, context) });
      }
    }
    return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points)) satisfies Reading[];
  },
};

/** The first list whose elements are all named series. */
function seriesIn(value: unknown, depth: number): Series[] | undefined {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    const found: Series[] = [];
    for (const row of value as unknown[]) {
      const one = isPlainObject(row) ? seriesOf(row) : undefined;
      if (one === undefined) return undefined;
      found.push(one);
    }
    return found;
  }
  const named = byKey(value as Row);
  if (named !== undefined) return named;
  for (const key in value) {
    const found = seriesIn((value as Row)[key], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** { temp: [{ t, v, q }, ...], flow: [...] } */
function byKey(object: Row): Series[] | undefined {
  const found: Series[] = [];
  for (const key in object) {
    const list = object[key];
    if (!Array.isArray(list) || list.length === 0 || saysNothing(key)) return undefined;
    const values = Array.from(list as unknown[], (one) => (isPlainObject(one) ? oneValue(one, readTime) : undefined));
    if (!values.every((one) => one?.time !== undefined)) return undefined;
    found.push({ row: { name: key }, values: list as Row[] });
  }
  return found.length > 0 ? found : undefined;
}

function seriesOf(row: Row): Series | undefined {
  if (labelsOf(row) === undefined && nameIn(row) === undefined) return undefined;
  for (const key in row) {
    const held = row[key];
    if (!Array.isArray(held)) continue;
    const pairs = Array.isArray(held[0]) ? (held as unknown[]) : [held];
    if (!pairs.every((pair): pair is unknown[] => Array.isArray(pair))) continue;
    const timeAt = timePosition(pairs[0]!);
    if (timeAt !== undefined && pairs.every((pair) => timePosition(pair) === timeAt))
      return { row, pairs: { list: pairs, timeAt } };
  }
  return undefined;
}

const EARLIEST = 946_684_800_000;
const LATEST = 4_102_444_800_000;

/** One of two or three is a time of this century, and only one; a third says how good the value is. */
function timePosition(pair: readonly unknown[]): 0 | 1 | undefined {
  if (pair.length < 2 || pair.length > 3) return undefined;
  const [first, second] = [isTime(pair[0]), isTime(pair[1])];
  return first === second ? undefined : first ? 0 : 1;
}

function isTime(value: unknown): boolean {
  if (typeof value !== 'number' && typeof value !== 'string') return false;
  const time = readTime(value);
  return time !== undefined && time >= EARLIEST && time < LATEST;
}

function labelsOf(row: Row): Record<string, unknown> | undefined {
  const labels = own(row, 'metric') ?? own(row, 'labels') ?? own(row, 'tags') ?? own(row, 'attributes');
  return isPlainObject(labels) ? labels : undefined;
}

function nameIn(row: Row): string | undefined {
  const key = firstKey(Object.keys(row), ['target', ...NAME_KEYS], (one) => nameOf(row[one]) !== undefined);
  return key === undefined ? undefined : nameOf(row[key]);
}

/** What is scraped is the instance; the job says only who scraped it. */
function namesOf(row: Row, topic: unknown, context: ParseContext): { asset: string; tag: string } {
  const { __name__: name, instance, job: _job, ...labels } = labelsOf(row) ?? {};
  const of = seriesNames(
    nameOf(name) ?? nameIn(row),
    { ...labels, ...(instance === undefined ? {} : { host: instance }) },
    topic,
    context,
  );
  return { asset: of.asset, tag: of.prefix.replace(/\.$/, '') || 'value' };
}
