import type { Broker } from './broker';
import { outputsOf } from './names';

/** Servers that lead one after the other may differ in their clocks by so much, ms. */
export const CLOCKS_DIFFER = 60_000;
const ANSWER_MS = 5000;

/** Whether what has left at this time, ms since the epoch, may be forgotten by the broker: it knows ids for its window only. */
export function mayBeForgotten({ clock, window }: Broker, time: number): boolean {
  return clock.now() - time > window / 2;
}

/**
 * Ids of all that has left of a key since a time: what the broker itself does not recognise any more when it comes again.
 * @param time ms since the epoch, by the broker's clock
 */
export async function leftSince({ js, names }: Broker, key: string, time: number): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const consumer = await js.consumers.get(names.outputs, {
    filter_subjects: [outputsOf(names, key)],
    deliver_policy: 'by_start_time',
    opt_start_time: new Date(Math.max(0, time - CLOCKS_DIFFER)).toISOString(),
    headers_only: true,
  } as never);
  try {
    // As it was when the consumer was made, just now.
    let pending = (await consumer.info(true)).num_pending;
    if (pending === 0) return ids;
    const messages = await consumer.consume();
    // A broker that falls silent in between ends it, too.
    const silence = setTimeout(() => messages.stop(), ANSWER_MS);
    for await (const { headers, info } of messages) {
      silence.refresh();
      pending = info.pending;
      const id = headers?.get('Nats-Msg-Id');
      if (id !== undefined && id !== '') ids.add(id);
      if (pending === 0) break;
    }
    clearTimeout(silence);
    messages.stop();
    if (pending > 0) throw new Error('the broker does not say what has left');
    return ids;
  } finally {
    // Otherwise it stays for minutes, one for each key.
    void consumer.delete().catch(() => {});
  }
}
