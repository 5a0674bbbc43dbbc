import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { addNested, bySeries, Collector, type Point } from './collect';

const MAX_DEVICES = 1000;
const GATEWAY = 'v1/gateway/telemetry';

/**
 * ThingsBoard: { ts, values }, a list of them, or by device name as gateways send it; and by key what its REST and
 * WebSocket interfaces answer: { temp: [{ ts, value }] }.
 * https://thingsboard.io/docs/reference/mqtt-api/ https://thingsboard.io/docs/user-guide/telemetry/
 */
export const thingsboard: Format = {
  name: 'thingsboard',
  title: 'ThingsBoard',
  reads: {
    what: 'telemetry, gateway, answers of REST and WebSocket',
    asset: 'topic, or device of a gateway',
    tag: 'key',
    time: 'ts',
    quality: '',
  },
  detect({ payload, topic }) {
    if (topic === GATEWAY && isPlainObject(payload)) return 0.97;
    if (Array.isArray(payload)) return isTelemetry(payload[0]) ? 0.97 : 0;
    if (!isPlainObject(payload)) return 0;
    if (isTelemetry(payload)) return 0.97;
    // By device; one that is no list of telemetry is enough to know.
    let devices = 0;
    for (const device in payload) {
      if (!isTelemetryList(payload[device])) {
        devices = 0;
        break;
      }
      if (++devices > MAX_DEVICES) return 0;
    }
    return devices > 0 ? 0.96 : seriesOf(payload) === undefined ? 0 : 0.96;
  },
  parse({ payload, topic }, context) {
    if (Array.isArray(payload))
      return payload.flatMap((one: unknown, i) => telemetry(one, context.assetOf(topic), `payload[${i}]`, context));
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send { ts, values }`);
    if (Object.hasOwn(payload, 'values')) return telemetry(payload, context.assetOf(topic), 'payload', context);
    const series = topic === GATEWAY ? undefined : seriesOf(payload);
    if (series !== undefined) return fromSeries(series, context.assetOf(topic), context);
    return Object.keys(payload).flatMap((device) => {
      const list = payload[device];
      if (!Array.isArray(list))
        throw new InputError(`payload.${device}`, `is ${describe(list)}; send a list of { ts, values }`);
      return list.flatMap((one: unknown, i) => telemetry(one, device, `payload.${device}[${i}]`, context));
    });
  },
};

function isTelemetry(one: unknown): boolean {
  return isPlainObject(one) && Object.hasOwn(one, 'ts') && isPlainObject(own(one, 'values'));
}

function isTelemetryList(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0 && isTelemetry(list[0]);
}

function telemetry(one: unknown, asset: string, field: string, context: ParseContext): Reading[] {
  const values = isPlainObject(one) ? (own(one, 'values') ?? (Object.hasOwn(one, 'ts') ? undefined : one)) : undefined;
  if (!isPlainObject(one) || !isPlainObject(values))
    throw new InputError(field, `is ${describe(one)}; send { ts, values }`);
  const collector = new Collector(asset);
  addNested(collector, '', values, {}, '.');
  return collector.readings(context.time(own(one, 'ts')));
}

/** By key a list of { ts, value }, or of pairs [ts, value]. Undefined when the payload is none. */
function seriesOf(payload: Record<string, unknown>): Record<string, readonly unknown[]> | undefined {
  const data = own(payload, 'data');
  const map = Object.hasOwn(payload, 'subscriptionId') && isPlainObject(data) ? data : payload;
  let keys = 0;
  for (const key in map) {
    const list = map[key];
    if (!Array.isArray(list) || list.length === 0 || !isPoint(list[0], map === data) || ++keys > 4000) return undefined;
  }
  return keys > 0 ? (map as Record<string, readonly unknown[]>) : undefined;
}

function isPoint(one: unknown, pairs: boolean): boolean {
  if (Array.isArray(one)) return pairs && one.length === 2 && typeof one[0] === 'number';
  return isPlainObject(one) && Object.hasOwn(one, 'ts') && Object.hasOwn(one, 'value');
}

function fromSeries(series: Record<string, readonly unknown[]>, asset: string, context: ParseContext): Reading[] {
  const points = Object.entries(series).flatMap(([tag, list]) =>
    list.map((one, i): Point => {
      if (Array.isArray(one)) return { tag, value: (one[1] ?? null) as unknown, time: context.time(one[0]) };
      if (!isPlainObject(one)) throw new InputError(`payload.${tag}[${i}]`, `is ${describe(one)}; send { ts, value }`);
      return { tag, value: own(one, 'value') ?? null, time: context.time(own(one, 'ts')) };
    }),
  );
  return bySeries(asset, points);
}
