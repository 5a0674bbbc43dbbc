import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format } from '../reading';
import { bySeries, type Point } from './collect';

/**
 * AWS IoT TwinMaker: property value histories as data connectors answer and entries as they are written.
 * https://docs.aws.amazon.com/iot-twinmaker/latest/apireference/API_PropertyValueHistory.html
 */
const UNION = ['doubleValue', 'integerValue', 'longValue', 'booleanValue', 'stringValue'];

export const awsTwinmaker: Format = {
  name: 'aws-twinmaker',
  title: 'AWS TwinMaker',
  reads: {
    what: 'property value histories and entries',
    asset: 'entityId',
    tag: '`component.property`',
    time: 'per value',
    quality: '',
  },
  detect: ({ payload }) => (isPlainObject(payload) && listOf(payload) !== undefined ? 0.97 : 0),
  parse({ payload, topic }, context) {
    const list = isPlainObject(payload) ? listOf(payload) : undefined;
    if (list === undefined)
      throw new InputError('payload.propertyValues', `is missing from ${describe(payload)}; send a list`);
    const byAsset = new Map<string, Point[]>();
    list.forEach((entry, i) => {
      const field = `payload.propertyValues[${i}]`;
      if (!isPlainObject(entry))
        throw new InputError(field, `is ${describe(entry)}; send { entityPropertyReference, values }`);
      const reference = own(entry, 'entityPropertyReference');
      const property = isPlainObject(reference) ? own(reference, 'propertyName') : undefined;
      if (!isPlainObject(reference) || typeof property !== 'string')
        throw new InputError(`${field}.entityPropertyReference`, 'names no property; send propertyName');
      const entity = own(reference, 'entityId');
      const component = own(reference, 'componentName');
      const asset = typeof entity === 'string' ? entity : context.assetOf(topic);
      const tag = typeof component === 'string' && component !== '' ? `${component}.${property}` : property;
      const values = own(entry, 'values') ?? own(entry, 'propertyValues');
      if (!Array.isArray(values))
        throw new InputError(`${field}.values`, `is ${describe(values)}; send a list of { time, value }`);
      const points = byAsset.get(asset) ?? [];
      byAsset.set(asset, points);
      for (const one of values as unknown[]) {
        if (!isPlainObject(one)) continue;
        points.push({
          tag,
          value: unwrapped(own(one, 'value')),
          time: context.time(own(one, 'time') ?? own(one, 'timestamp')),
        });
      }
    });
    return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points));
  },
};

function listOf(payload: Record<string, unknown>): unknown[] | undefined {
  const list = own(payload, 'propertyValues') ?? own(payload, 'entries');
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return isPlainObject(list[0]) && Object.hasOwn(list[0], 'entityPropertyReference') ? list : undefined;
}

function unwrapped(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  for (const name of UNION) if (Object.hasOwn(value, name)) return value[name];
  return null;
}
