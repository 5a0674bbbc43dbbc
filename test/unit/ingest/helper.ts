import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest, type IngestEvent } from '../../../nodes/ingest/core';
import type { Message } from '../../../nodes/ingest/reading';

/** An ingest that notes its events; messages arrive a second apart unless told otherwise. */
export interface Bench {
  readonly ingest: Ingest;
  readonly events: IngestEvent[];
  send(payload: unknown, topic?: string, arrival?: number): TwinRecord[];
  one(payload: unknown, topic?: string, arrival?: number): TwinRecord;
  message(message: Message, arrival?: number): TwinRecord[];
}

export const START = Date.UTC(2026, 0, 1);

export function bench(settings: Record<string, unknown> = {}, saved?: (asset: string) => unknown): Bench {
  const events: IngestEvent[] = [];
  const ingest = createIngest(parseConfig(settings), {
    event: (event) => events.push(event),
    ...(saved === undefined ? {} : { restore: saved }),
  });
  let now = START;
  const message = (body: Message, arrival?: number): TwinRecord[] => {
    now = arrival ?? now + 1000;
    return ingest.accept(body, now);
  };
  return {
    ingest,
    events,
    message,
    send: (payload, topic, arrival) => message({ payload, ...(topic === undefined ? {} : { topic }) }, arrival),
    one(payload, topic, arrival) {
      const records = this.send(payload, topic, arrival);
      if (records.length !== 1) throw new Error(`expected one record, got ${records.length}`);
      return records[0]!;
    },
  };
}
