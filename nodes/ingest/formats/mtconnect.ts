import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext } from '../reading';
import { type Point, together } from './collect';
import { nameOf } from './key-names';

type Row = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 12;

/**
 * Streams of an MTConnect agent as JSON, of both versions: what carries a dataItemId is a value of the device around it.
 * https://www.mtconnect.org
 */
export const mtconnect: Format = {
  name: 'mtconnect',
  title: 'MTConnect',
  reads: {
    what: 'streams of an agent as JSON, versions 1 and 2',
    asset: 'name of the device, else its uuid',
    tag: 'name of the data item, else its dataItemId',
    time: 'timestamp of the item',
    quality: 'UNAVAILABLE: bad',
  },
  detect: ({ payload }) => (isPlainObject(payload) && isPlainObject(own(payload, 'MTConnectStreams')) ? 0.97 : 0),
  parse({ payload, topic }, context) {
    const streams = isPlainObject(payload) ? own(payload, 'MTConnectStreams') : undefined;
    if (!isPlainObject(streams))
      throw new InputError('payload.MTConnectStreams', `is ${describe(streams)}; send the answer of current or sample`);
    const byAsset = new Map<string, Point[]>();
    visit(streams, context.assetOf(topic), 0, byAsset, context);
    return [...byAsset].flatMap(([asset, points]) => together(asset, points));
  },
};

function visit(value: unknown, asset: string, depth: number, found: Map<string, Point[]>, context: ParseContext): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const one of value as unknown[]) visit(one, asset, depth + 1, found, context);
    return;
  }
  const object = value as Row;
  const id = nameOf(own(object, 'dataItemId'));
  if (id !== undefined) {
    const said = ['value', 'Value', '#text', '_', '$'].map((key) => own(object, key)).find((one) => one !== undefined);
    // Conditions and tables hold no value.
    if (said === undefined || Object(said) === said) return;
    const points = found.get(asset) ?? [];
    found.set(asset, points);
    points.push({
      tag: nameOf(own(object, 'name')) ?? id,
      value: said,
      time: context.time(own(object, 'timestamp')),
      quality: said === 'UNAVAILABLE' ? 'bad' : undefined,
    });
    return;
  }
  for (const key in object) {
    if (!Object.hasOwn(object, key)) continue;
    if (key !== 'DeviceStream') visit(object[key], asset, depth + 1, found, context);
    else for (const device of [object[key]].flat()) visit(device, deviceOf(device) ?? asset, depth + 1, found, context);
  }
}

function deviceOf(device: unknown): string | undefined {
  if (!isPlainObject(device)) return undefined;
  return nameOf(own(device, 'name')) ?? nameOf(own(device, 'uuid'));
}
