import { describe, InputError, isPlainObject, own } from '../../../lib/record';
import type { Format, Message } from '../reading';
import { Collector } from './collect';

type Row = Record<string, unknown>;

/**
 * Home Assistant: states as its API, its events and node-red-contrib-home-assistant-websocket give them. The entity is the
 * tag; unavailable and unknown are bad values of it.
 * https://developers.home-assistant.io/docs/api/websocket/
 */
export const homeAssistant: Format = {
  name: 'home-assistant',
  title: 'Home Assistant',
  reads: {
    what: 'states, events, the nodes of the integration',
    asset: "the node's setting",
    tag: 'entity_id',
    time: 'last_updated',
    quality: 'unavailable, unknown: bad',
  },
  detect: (message) => (stateOf(message) === undefined ? 0 : 0.97),
  parse(message, context) {
    const state = stateOf(message);
    const entity = state === undefined ? undefined : own(state, 'entity_id');
    if (state === undefined || typeof entity !== 'string')
      throw new InputError('payload', `is ${describe(message.payload)}; send { entity_id, state }`);
    const attributes = own(state, 'attributes');
    const unit = isPlainObject(attributes) ? own(attributes, 'unit_of_measurement') : undefined;
    const raw = own(state, 'state') ?? null;
    const collector = new Collector(context.assetOf(undefined));
    collector.add(entity, raw === 'unknown' ? null : raw, { unit: typeof unit === 'string' ? unit : undefined });
    return collector.readings(context.time(own(state, 'last_updated')) ?? context.time(own(state, 'last_changed')));
  },
};

function stateOf({ payload, data }: Message): Row | undefined {
  return stateIn(payload) ?? stateIn(data);
}

function stateIn(value: unknown): Row | undefined {
  if (!isPlainObject(value)) return undefined;
  if (typeof own(value, 'entity_id') === 'string' && Object.hasOwn(value, 'state')) return value;
  for (const key of ['new_state', 'data', 'event']) {
    const inside = own(value, key);
    if (isPlainObject(inside) && (key === 'new_state' || 'new_state' in inside || 'data' in inside)) {
      const found = stateIn(inside);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
