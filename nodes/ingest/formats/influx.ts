import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { bySeries, type Point } from './collect';
import { isLineProtocol, parseLines, type SeriesPoint } from './influx-lines';
import { seriesNames } from './telegraf';

type Row = Readonly<Record<string, unknown>>;

/**
 * InfluxDB: rows of Flux with _field and _value, answers of InfluxQL with columns, and lines of the line protocol.
 * https://docs.influxdata.com/influxdb/v2/reference/syntax/
 */
export const influx: Format = {
  name: 'influx',
  title: 'InfluxDB',
  reads: {
    what: 'rows of Flux, answers of InfluxQL, line protocol',
    asset: 'a tag such as device, else topic',
    tag: '`measurement.field`, other tags before the field',
    time: '`_time`, time',
    quality: '',
  },
  detect({ payload }) {
    if (typeof payload === 'string') return isLineProtocol(payload) ? 0.96 : 0;
    if (Array.isArray(payload)) return isPlainObject(payload[0]) && isFluxRow(payload[0]) ? 0.97 : 0;
    if (!isPlainObject(payload)) return 0;
    return isFluxRow(payload) ? 0.97 : seriesOf(payload) === undefined ? 0 : 0.96;
  },
  parse({ payload, topic }, context) {
    if (typeof payload === 'string') return pointsByAsset(parseLines(payload), topic, context);
    if (Array.isArray(payload)) return fluxRows(payload as unknown[], topic, context);
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send rows or lines`);
    if (isFluxRow(payload)) return fluxRows([payload], topic, context);
    const series = seriesOf(payload);
    if (series === undefined) throw new InputError('payload.results', 'holds no series; send an answer of a query');
    return pointsByAsset(series.flatMap(fromColumns), topic, context);
  },
};

function isFluxRow(row: Row): boolean {
  return (typeof own(row, '_field') === 'string' && Object.hasOwn(row, '_value')) || isPivotedRow(row);
}

/** After pivot() the fields are columns. */
function isPivotedRow(row: Row): boolean {
  return Object.hasOwn(row, '_time') && typeof own(row, '_measurement') === 'string' && !Object.hasOwn(row, '_value');
}

/** Columns of Flux that are no tags of the series. */
const OWN_COLUMNS = new Set(['', 'result', 'table']);

/** @throws InputError for a row that is none */
export function fluxRows(rows: readonly unknown[], topic: unknown, context: ParseContext): Reading[] {
  // Array.from, as flatMap would pass over the holes of a sparse list.
  const points = Array.from(rows).flatMap((row, i): SeriesPoint[] => {
    if (!isPlainObject(row) || !isFluxRow(row))
      throw new InputError(`payload[${i}]`, `is ${describe(row)}; send a row with _field and _value`);
    const others = Object.entries(row).filter(
      ([key, value]) => !key.startsWith('_') && !OWN_COLUMNS.has(key) && value !== '',
    );
    if (isPivotedRow(row)) return pivoted(row, others);
    const tags = Object.fromEntries(others);
    const { _measurement: measurement, _field: field, _value: value, _time: time } = row;
    return [{ measurement, tags, field: field as string, value: value ?? null, time }];
  });
  return pointsByAsset(points, topic, context);
}

/** Texts are tags of the series, all else are its fields. */
function pivoted({ _measurement: measurement, _time: time }: Row, others: readonly [string, unknown][]): SeriesPoint[] {
  const tags = Object.fromEntries(others.filter(([, value]) => typeof value === 'string'));
  return others
    .filter(([, value]) => typeof value !== 'string')
    .map(([field, value]) => ({ measurement, tags, field, value, time }));
}

function pointsByAsset(all: readonly SeriesPoint[], topic: unknown, context: ParseContext): Reading[] {
  const byAsset = new Map<string, Point[]>();
  for (const { measurement, tags, field, value, time } of all) {
    const { asset, prefix } = seriesNames(measurement, tags, topic, context);
    const points = byAsset.get(asset) ?? [];
    byAsset.set(asset, points);
    points.push({ tag: prefix + field, value, time: context.time(time) });
  }
  return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points));
}

/** { results: [{ series: [{ name, tags, columns, values }] }] } */
function seriesOf(payload: Row): Row[] | undefined {
  const results = own(payload, 'results');
  const lists: unknown[] = Array.isArray(results) ? results : [payload];
  const series = lists.flatMap((one) =>
    isPlainObject(one) && Array.isArray(own(one, 'series')) ? (one['series'] as unknown[]) : [],
  );
  const found = series.filter(
    (one): one is Record<string, unknown> =>
      isPlainObject(one) && Array.isArray(own(one, 'columns')) && Array.isArray(own(one, 'values')),
  );
  return found.length > 0 && found.length === series.length ? found : undefined;
}

function fromColumns({ name, tags, columns, values }: Row): SeriesPoint[] {
  const names = Array.from(columns as unknown[], (name) => (typeof name === 'string' ? name : ''));
  const timeAt = names.indexOf('time');
  return (values as unknown[]).flatMap((row) =>
    Array.isArray(row)
      ? names.flatMap((field, i) =>
          i === timeAt || field === '' || row[i] === null || row[i] === undefined
            ? []
            : [
                {
                  measurement: name,
                  tags: isPlainObject(tags) ? tags : {},
                  field,
                  value: row[i] as unknown,
                  time: row[timeAt] as unknown,
                },
              ],
        )
      : [],
  );
}
