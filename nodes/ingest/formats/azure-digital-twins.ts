import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { addNested, Collector } from './collect';

/**
 * Azure Digital Twins: CloudEvents about twins and their telemetry, their bare data, and twins as JSON.
 * https://learn.microsoft.com/azure/digital-twins/concepts-event-notifications
 */
export const azureDigitalTwins: Format = {
  name: 'azure-digital-twins',
  title: 'Azure Digital Twins',
  reads: {
    what: 'events, telemetry, twins',
    asset: 'subject, `$dtId`',
    tag: 'property, `component/property`',
    time: 'time, lastUpdateTime',
    quality: 'removed: bad',
  },
  detect({ payload }) {
    if (!isPlainObject(payload)) return 0;
    const type = own(payload, 'type');
    if (typeof type === 'string' && Object.hasOwn(payload, 'data')) {
      if (type.startsWith('Microsoft.DigitalTwins.') || type === 'microsoft.iot.telemetry') return 0.98;
    }
    if (typeof own(payload, '$dtId') === 'string') return 0.97;
    return Array.isArray(own(payload, 'patch')) && typeof own(payload, 'modelId') === 'string' ? 0.95 : 0;
  },
  parse({ payload, topic }, context) {
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send an event or a twin`);
    const type = own(payload, 'type');
    if (typeof own(payload, '$dtId') === 'string') return twin(payload, undefined, undefined, context);
    if (typeof type !== 'string') return patched(payload, context.assetOf(topic), undefined, 'payload');
    return event(payload, type, context);
  },
};

function event(payload: Record<string, unknown>, type: string, context: ParseContext): Reading[] {
  const time = context.time(own(payload, 'time'));
  const data = own(payload, 'data');
  const subject = own(payload, 'subject');
  const named = typeof subject === 'string' && subject !== '' ? subject : undefined;
  if (!isPlainObject(data)) throw new InputError('payload.data', `is ${describe(data)}; send the event's data`);
  if (type === 'microsoft.iot.telemetry') {
    const collector = new Collector(named ?? lastPart(own(payload, 'source')) ?? context.assetOf(undefined));
    addNested(collector, '', data, {}, '/');
    return collector.readings(time);
  }
  if (named === undefined) throw new InputError('payload.subject', `is ${describe(subject)}; it must name the twin`);
  // The subject may name a component of the twin behind the twin.
  const asset = named.split('/')[0]!;
  if (type.endsWith('.Twin.Update')) return patched(data, asset, time, 'payload.data');
  if (type.endsWith('.Twin.Delete')) return [{ asset, time, tags: [], values: [], kind: 'death' }];
  return type.endsWith('.Twin.Create') ? twin(data, asset, time, context) : [];
}

function lastPart(source: unknown): string | undefined {
  return typeof source === 'string' ? source.split('/').findLast((part) => part !== '') : undefined;
}

/** JSON Patch; $ marks what describes the twin. */
function patched(data: Record<string, unknown>, asset: string, time: number | undefined, field: string): Reading[] {
  const patch = own(data, 'patch');
  if (!Array.isArray(patch))
    throw new InputError(`${field}.patch`, `is ${describe(patch)}; send a list of { op, path, value }`);
  const collector = new Collector(asset);
  patch.forEach((step: unknown, i) => {
    const path = isPlainObject(step) ? own(step, 'path') : undefined;
    if (!isPlainObject(step) || typeof path !== 'string')
      throw new InputError(`${field}.patch[${i}].path`, `is ${describe(path)}; send a path such as /Temperature`);
    if (path.includes('$')) return;
    const removed = own(step, 'op') === 'remove';
    addNested(collector, path.replace(/^\//, ''), removed ? null : own(step, 'value'), {}, '/');
  });
  return collector.readings(time);
}

function twin(
  data: Record<string, unknown>,
  named: string | undefined,
  time: number | undefined,
  context: ParseContext,
): Reading[] {
  const collector = new Collector(named ?? (own(data, '$dtId') as string));
  const metadata = own(data, '$metadata');
  for (const key of Object.keys(data)) {
    if (key.startsWith('$')) continue;
    const about = isPlainObject(metadata) ? own(metadata, key) : undefined;
    const at = isPlainObject(about) ? (own(about, 'sourceTime') ?? own(about, 'lastUpdateTime')) : undefined;
    const value = data[key];
    addNested(collector, key, isPlainObject(value) ? withoutMarks(value) : value, { time: context.time(at) }, '/');
  }
  return collector.readings(time);
}

function withoutMarks(component: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(component).filter(([key]) => !key.startsWith('$')));
}
