import { Numbering, type Seat, type Token, tokenOf } from '../fleet/chain';
import { markOurs } from '../record/read';
import type { TwinRecord } from '../record/record';
import type { FlowMessage, Send } from './on-input';

/** How a node sends records on its first output and events on its second, with their place in a fleet where they have one. */
export interface RecordsOut {
  /** All that came of a message: the records go first, then what was said about them. */
  answer(records: readonly TwinRecord[], events: readonly Said[], message: FlowMessage, send: Send): void;
  /** What came of no message. */
  tell(records: readonly TwinRecord[], events: readonly Said[], send: Send): void;
}

interface Said {
  readonly asset: string;
}

export function createRecordsOut(node: string, seat: Pick<Seat, 'keyOf'>): RecordsOut {
  const late = (asset: string, port: string): { fleet?: Token } => {
    const key = seat.keyOf(asset);
    return key === undefined ? {} : { fleet: { key, node, port } };
  };
  return {
    answer(records, events, message, send) {
      // An order to all is of no key, and has a number only.
      const fleet = tokenOf(message);
      records.forEach((record, i) => {
        markOurs(record);
        const one = i === 0 ? message : { ...message };
        one.payload = record;
        send(one);
      });
      const numbering = new Numbering();
      for (const event of events) {
        const stamp =
          fleet === undefined
            ? late(event.asset, 'event')
            : { fleet: { ...fleet, node, ...numbering.next('event', event) } };
        send([null, { topic: event.asset, payload: event, ...stamp } as unknown as FlowMessage]);
      }
    },
    tell(records, events, send) {
      for (const record of records) {
        markOurs(record);
        send({ topic: record.asset, payload: record, ...late(record.asset, 'record') } as unknown as FlowMessage);
      }
      for (const event of events)
        send([null, { topic: event.asset, payload: event, ...late(event.asset, 'event') } as unknown as FlowMessage]);
    },
  };
}
