import type { StreamEvent } from '../../lib/page/api';
import { headers } from './ask';
import { eventReader, type ServerEvent } from './events';
import { base } from './token';

/** The live connection. An EventSource cannot send the header that says who is asking, so this is a request that never ends. */

export interface StreamTarget {
  /** The connection stands: what happened before must be loaded. */
  opened(): void;
  event(event: StreamEvent): void;
  /** Something came, if only a sign of life. */
  alive(): void;
  lost(status: number | undefined): void;
}

/** Sent at least every 5 s; so long without anything means that the line is dead although nobody said so. */
const SILENT_MS = 9000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

/** Connects, and again whenever the connection is lost. @returns ends it */
export function openStream(target: StreamTarget): () => void {
  let ended = false;
  let wait = FIRST_WAIT_MS;
  let lastId: string | undefined;
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const heard = (): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => abort.abort(), SILENT_MS);
    target.alive();
  };
  const pass = ({ event, data, id }: ServerEvent): void => {
    lastId = id ?? lastId;
    try {
      target.event({ event, data: JSON.parse(data) } as StreamEvent);
    } catch (error) {
      // One event that cannot be read must not end the others.
      if (!(error instanceof SyntaxError)) throw error;
    }
  };
  const connect = async (): Promise<void> => {
    abort = new AbortController();
    let status: number | undefined;
    try {
      heard();
      const more = lastId === undefined ? {} : { 'last-event-id': lastId };
      const answer = await fetch(`${base}api/stream`, {
        headers: { ...headers(), ...more, accept: 'text/event-stream' },
        signal: abort.signal,
        cache: 'no-store',
      });
      status = answer.status;
      if (answer.ok && answer.body !== null) {
        wait = FIRST_WAIT_MS;
        target.opened();
        const read = eventReader((ms) => {
          wait = Math.min(LONGEST_WAIT_MS, ms);
        });
        const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        for (;;) {
          const { done, value } = await pieces.read();
          if (done || ended) break;
          heard();
          for (const event of read(value)) pass(event);
        }
      }
    } catch {
      // The server is gone, or silent: both are told below.
    }
    clearTimeout(watchdog);
    if (ended) return;
    target.lost(status);
    timer = setTimeout(() => void connect(), wait);
    wait = Math.min(LONGEST_WAIT_MS, 2 * wait);
  };
  void connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearTimeout(watchdog);
    abort.abort();
  };
}
