import { describe, InputError, isPlainObject, own } from '../../../lib/record';
import type { Format, ParseContext, Reading } from '../reading';
import { addNested, Collector } from './collect';

const MAX_DEVICES = 1000;

/**
 * ThingsBoard: { ts, values }, a list of them, or by device name as gateways send it.
 * https://thingsboard.io/docs/reference/mqtt-api/
 */
export const thingsboard: Format = {
  name: 'thingsboard',
  title: 'ThingsBoard',
  detect({ payload }) {
    if (Array.isArray(payload)) return isTelemetry(payload[0]) ? 0.97 : 0;
    if (!isPlainObject(payload)) return 0;
    if (isTelemetry(payload)) return 0.97;
    // By device; one that is no list of telemetry is enough to know.
    let devices = 0;
    for (const device in payload) if (!isTelemetryList(payload[device]) || ++devices > MAX_DEVICES) return 0;
    return devices > 0 ? 0.96 : 0;
  },
  parse({ payload, topic }, context) {
    if (Array.isArray(payload))
      return payload.flatMap((one: unknown, i) => telemetry(one, context.assetOf(topic), `payload[${i}]`, context));
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send { ts, values }`);
    if (Object.hasOwn(payload, 'values')) return telemetry(payload, context.assetOf(topic), 'payload', context);
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
  const values = isPlainObject(one) ? own(one, 'values') : undefined;
  if (!isPlainObject(one) || !isPlainObject(values))
    throw new InputError(field, `is ${describe(one)}; send { ts, values }`);
  const collector = new Collector(asset);
  addNested(collector, '', values, {}, '.');
  return collector.readings(context.time(own(one, 'ts')));
}
