import type { Parsed } from '../config/fields';
import type { WIRE_FIELDS } from '../config/wire-fields';
import { InputError } from '../input';
import { type Order, type OrderName, parseOrder } from '../layer/orders';
import { asRecord, isOurs } from '../record/read';
import type { TwinRecord } from '../record/record';
import type { FlowMessage } from './on-input';

type WireSettings = Parsed<typeof WIRE_FIELDS>;

/** What stands between a node's wire and its layers: who may order, and which records are believed. */
export interface Gate {
  /**
   * The order of a message; undefined when it is none, or when this node follows none: the message is data then, and
   * leaves without it.
   * @throws InputError when the order is wrong, or does not say who gives it where that is required
   */
  order(message: FlowMessage, known: readonly OrderName[]): Order | undefined;
  /** @throws InputError when the order does not say who gives it and that is required */
  requireName(order: Order): void;
  /**
   * The record of a message; undefined for one that this node only passes on.
   * @throws InputError
   */
  record(payload: unknown, time: number): TwinRecord | undefined;
  /** Records that are not believed came within the last minute. */
  readonly refusing: boolean;
}

interface Surroundings {
  tell(asset: string, event: Record<string, unknown>): void;
  fail(error: Error): void;
  /** The clock on the wall, ms. */
  now(): number;
}

/** What happens with every message is told once in this time, ms. */
const AGAIN = 60_000;
/** Assets of which it is remembered what was told; when there are more, all is told anew, at most once in the time above. */
const MOST_TOLD = 1000;

/**
 * @param settings of the node; what they lack is as in WIRE_FIELDS
 * @param onlyOurs see LayerNode
 */
export function createGate(settings: Partial<WireSettings>, onlyOurs: boolean, around: Surroundings): Gate {
  const { trust = false, orders = true, orderBy = false } = settings;
  const told = new Set<string>();
  /** What was dropped of the record that is read; one for all records, as hardly any lacks a part. */
  const dropped: string[] = [];
  const reading = { trust, dropped };
  let ignored = 0;
  let toldIgnored = Number.NEGATIVE_INFINITY;
  let refused = Number.NEGATIVE_INFINITY;
  let forgot = Number.NEGATIVE_INFINITY;

  const ignore = (message: FlowMessage): void => {
    delete message.control;
    ignored++;
    if (around.now() - toldIgnored < AGAIN) return;
    toldIgnored = around.now();
    const text = 'this node follows no orders over its wire; see its setting Orders';
    around.tell('', { event: 'order-ignored', count: ignored, text });
    ignored = 0;
  };
  const once = (asset: string, event: string, parts: readonly string[], text: string): boolean => {
    const key = `${event}\n${asset}`;
    if (told.has(key)) return false;
    if (told.size >= MOST_TOLD) {
      // Names that are made up must not use up what is told of a real one.
      if (around.now() - forgot < AGAIN) return false;
      forgot = around.now();
      told.clear();
    }
    told.add(key);
    around.tell(asset, { event, ...(parts.length > 0 && { parts }), text });
    return true;
  };

  const requireName = (order: Order): void => {
    if (orderBy && order.by === undefined && order.do !== 'status') {
      throw new InputError('control.by', 'is missing; this node follows only orders that say who gives them');
    }
  };

  return {
    order(message, known) {
      if (message.control === undefined) return undefined;
      if (!orders) {
        if (message.payload === undefined) {
          throw new InputError(
            'control',
            'is not followed: orders over the wire are switched off; see the setting Orders',
          );
        }
        ignore(message);
        return undefined;
      }
      const order = parseOrder(message.control, known);
      requireName(order);
      return order;
    },
    requireName,
    record(payload, time) {
      dropped.length = 0;
      const record = asRecord(payload, time, reading);
      if (dropped.length > 0) {
        const text = `no Twin Guard node made this record: ${dropped.join(', ')} were dropped; see the setting Trust`;
        once(record.asset, 'parts-dropped', [...dropped], text);
      }
      if (!onlyOurs || trust || isOurs(record)) return record;
      refused = around.now();
      const text =
        'records that no Twin Guard node made are passed on and nothing is done about them; see the setting Trust';
      if (once(record.asset, 'foreign-record', [], text)) around.fail(new InputError('payload', text));
      return undefined;
    },
    get refusing() {
      return around.now() - refused < AGAIN;
    },
  };
}
