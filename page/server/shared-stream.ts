import type { StreamEvent } from '../../lib/page/api';
import { openStream, type StreamTarget } from './stream';
import { base } from './token';

/**
 * One connection for all tabs of a browser: it has only six to a host, and the seventh tab would not even load. The tab that holds
 * the lock connects and tells the others; when it is closed, the lock goes to the next. Where the browser has no locks (plain http from
 * another machine) each tab connects for itself and lets go when it is hidden for a while.
 */

const NAME = `twin-guard-stream ${base}`;
/** A tab that leads says that it is there. */
const BEAT_MS = 3000;
/** After so long without a word from it, what is shown is old. */
const SILENT_MS = 9000;
const HIDDEN_MS = 10_000;

type Told =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  | { readonly kind: 'alive' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'lost'; readonly status: number | undefined };

/** @returns begins anew, as somebody else */
export function shareStream(target: StreamTarget): () => void {
  return 'locks' in navigator ? withLeader(target) : alone(target);
}

function withLeader(target: StreamTarget): () => void {
  const channel = new BroadcastChannel(NAME);
  let restart: (() => void) | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let cutOff = true;
  const follow = ({ data: told }: MessageEvent<Told>): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      cutOff = true;
      target.lost(undefined);
    }, SILENT_MS);
    const back = cutOff && told.kind !== 'lost';
    cutOff = told.kind === 'lost';
    if (back && told.kind !== 'opened') target.opened();
    hand(told, target);
  };
  channel.onmessage = follow;
  void navigator.locks.request(
    NAME,
    () =>
      new Promise<void>(() => {
        clearTimeout(watchdog);
        channel.onmessage = null;
        let live = false;
        const tell = (told: Told): void => {
          if (told.kind !== 'alive') channel.postMessage(told);
          hand(told, target);
        };
        const begin = (): (() => void) =>
          openStream({
            opened: () => {
              live = true;
              tell({ kind: 'opened' });
            },
            event: (event) => tell({ kind: 'event', event }),
            alive: () => tell({ kind: 'alive' }),
            lost: (status) => {
              live = false;
              tell({ kind: 'lost', status });
            },
          });
        let end = begin();
        setInterval(() => live && channel.postMessage({ kind: 'alive' } satisfies Told), BEAT_MS);
        restart = () => {
          end();
          end = begin();
        };
      }),
  );
  return () => restart?.();
}

function hand(told: Told, target: StreamTarget): void {
  if (told.kind === 'event') target.event(told.event);
  else if (told.kind === 'opened') target.opened();
  else if (told.kind === 'alive') target.alive();
  else target.lost(told.status);
}

function alone(target: StreamTarget): () => void {
  let end: (() => void) | undefined = openStream(target);
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => {
        end?.();
        end = undefined;
      }, HIDDEN_MS);
    } else end ??= openStream(target);
  });
  return () => {
    end?.();
    end = openStream(target);
  };
}
