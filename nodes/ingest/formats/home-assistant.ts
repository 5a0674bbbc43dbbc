import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, Message, ParseContext, Reading } from '../reading';
import { bySeries, Collector, type Point } from './collect';

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
    what: 'states, events, history, the nodes of the integration',
    asset: "the node's setting",
    tag: 'entity_id',
    time: 'last_updated',
    quality: 'unavailable, unknown: bad',
  },
  detect: (message) => (stateOf(message) === undefined && historyOf(message) === undefined ? 0 : 0.97),
  parse(message, context) {
    const history = historyOf(message);
    if (history !== undefined) return fromHistory(history, context);
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

/** The history: a list of states for each entity, of which only the first may say whose they are. */
function historyOf({ payload }: Message): readonly (readonly unknown[])[] | undefined {
  if (!Array.isArray(payload) || payload.length === 0) return undefined;
  const lists = payload as readonly unknown[];
  return lists.every((list): list is unknown[] => Array.isArray(list) && stateIn(list[0]) !== undefined)
    ? lists
    : undefined;
}

function fromHistory(lists: readonly (readonly unknown[])[], context: ParseContext): Reading[] {
  const points = lists.flatMap((list) => {
    const { entity_id: entity, attributes } = list[0] as Row;
    const unit = isPlainObject(attributes) ? own(attributes, 'unit_of_measurement') : undefined;
    return list.filter(isPlainObject).map((state): Point => {
      const raw = own(state, 'state') ?? null;
      return {
        tag: String(entity),
        value: raw === 'unknown' ? null : raw,
        unit: typeof unit === 'string' ? unit : undefined,
        time: context.time(own(state, 'last_changed')) ?? context.time(own(state, 'last_updated')),
      };
    });
  });
  return bySeries(context.assetOf(undefined), points);
}

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
