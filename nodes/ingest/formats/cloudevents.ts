import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format } from '../reading';
import { addNested, Collector } from './collect';

/**
 * Any CloudEvent, and the events of Azure Event Grid in its own schema: the subject, or else the source, is the asset; data holds the
 * values. Telemetry of IoT Hub names its device and wraps what that sent.
 * https://cloudevents.io, https://learn.microsoft.com/azure/event-grid/event-schema
 */
export const cloudevents: Format = {
  name: 'cloudevents',
  title: 'CloudEvents',
  reads: {
    what: 'any event; Azure Event Grid',
    asset: 'the device, else subject, else source',
    tag: 'key in data',
    time: 'time, eventTime',
    quality: '',
  },
  detect({ payload }) {
    if (!isPlainObject(payload)) return 0;
    if (isGridEvent(payload)) return 0.96;
    if (typeof own(payload, 'specversion') !== 'string') return 0;
    return typeof own(payload, 'type') === 'string' && typeof own(payload, 'source') === 'string' ? 0.85 : 0;
  },
  parse({ payload, topic }, context) {
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send a CloudEvent`);
    const named = [deviceOf(payload), own(payload, 'subject'), own(payload, 'source')].find(
      (name) => typeof name === 'string' && name !== '',
    );
    const collector = new Collector(typeof named === 'string' ? named : context.assetOf(topic));
    const data = dataOf(payload);
    addNested(collector, isPlainObject(data) ? '' : 'value', data, {}, '.');
    return collector.readings(context.time(own(payload, 'time') ?? own(payload, 'eventTime')));
  },
};

function isGridEvent(payload: Record<string, unknown>): boolean {
  const texts = ['eventType', 'eventTime', 'subject'].map((key) => own(payload, key));
  return texts.every((text) => typeof text === 'string') && isPlainObject(own(payload, 'data'));
}

const DEVICE = 'iothub-connection-device-id';

/** The properties that IoT Hub adds to telemetry. */
function systemOf(payload: Record<string, unknown>): Record<string, unknown> | undefined {
  const data = own(payload, 'data');
  const system = isPlainObject(data) ? own(data, 'systemProperties') : undefined;
  return isPlainObject(system) && typeof own(system, DEVICE) === 'string' ? system : undefined;
}

function deviceOf(payload: Record<string, unknown>): unknown {
  return systemOf(payload)?.[DEVICE];
}

function dataOf(payload: Record<string, unknown>): unknown {
  const encoded = own(payload, 'data_base64');
  const data = typeof encoded === 'string' ? fromBase64(encoded) : own(payload, 'data');
  if (systemOf(payload) === undefined || !isPlainObject(data)) return fromJson(data);
  const body = own(data, 'body');
  // A body that is not declared as JSON comes in base64.
  return fromJson(typeof body === 'string' && !/^\s*[[{]/.test(body) ? fromBase64(body) : body);
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

function fromJson(data: unknown): unknown {
  if (typeof data !== 'string' || !/^\s*[[{]/.test(data)) return data ?? null;
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw new InputError(
      'payload.data',
      `begins like JSON and is not (${(error as Error).message}); send complete JSON`,
    );
  }
}
