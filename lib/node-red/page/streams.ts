import { AlarmRing } from '../../page/alarm-ring';
import type { StreamEvent } from '../../page/api';
import type { Hub } from '../../page/hub';
import { type Request, type Response, refuse } from './http';

/** Pages at a time. */
const MOST = 50;
/** A page that hears nothing for longer says that it is cut off. */
const HEARTBEAT_MS = 5000;
/** Events that wait for a page that does not read; when there are more it loads everything again. */
const MOST_WAITING = 200;

/** Turns that a page may have been late with its stream after it had asked for the fleet. */
const BEFORE = 3;

/** One page. */
interface Client {
  readonly request: Request;
  readonly response: Response;
  /** The turn of the lines that it has. */
  turn: number;
  /** Told and not written yet. */
  waiting: string[];
  wrote: number;
  checked: number;
}

/**
 * The live streams: once a second each page gets the lines that have changed, and alarms at once. A page that does not read gets
 * the newest when it does, and costs next to no memory meanwhile.
 */
export class Streams {
  readonly #clients = new Set<Client>();
  readonly #ring: AlarmRing;

  /**
   * @param mayRead whether who opened a stream may still read
   * @param recheck how often that is asked again, ms: a token may run out, or a user be taken out, while a page is open
   * @param now the clock on the wall, ms
   */
  constructor(
    private readonly hub: Hub,
    private readonly mayRead: (request: Request) => Promise<boolean>,
    private readonly recheck: number,
    private readonly now: () => number,
  ) {
    this.#ring = new AlarmRing(now().toString(36));
    // For as long as the process lives: an alarm may come between two pages.
    hub.subscribe((event) => this.#hear(event));
  }

  open(request: Request, response: Response): unknown {
    if (this.#clients.size >= MOST) {
      return refuse(response, 503, `${MOST} pages are open already; close one that nobody looks at`);
    }
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    const now = this.now();
    const client: Client = {
      request,
      response,
      turn: this.hub.turns - BEFORE,
      waiting: [': live\n\n', ...this.#missed(request.headers['last-event-id'])],
      wrote: now,
      checked: now,
    };
    this.#clients.add(client);
    this.hub.watchers++;
    response.on('close', () => this.#end(client));
    response.on('error', () => this.#end(client));
    return this.#write(client, []);
  }

  /** Once a second, after the hub's own turn. */
  turn(): void {
    const now = this.now();
    for (const client of this.#clients) {
      if (now - client.checked >= this.recheck) void this.#check(client, now);
      if (client.response.writableNeedDrain) continue;
      const { turn, lines } = this.hub.linesSince(client.turn);
      client.turn = turn;
      const fleet = lines.length === 0 ? [] : [`event: fleet\ndata: {"now":${now},"assets":[${lines.join()}]}\n\n`];
      if (fleet.length === 0 && client.waiting.length === 0 && now - client.wrote >= HEARTBEAT_MS) fleet.push(':\n\n');
      this.#write(client, fleet);
    }
  }

  #hear(event: Exclude<StreamEvent, { event: 'fleet' }>): void {
    const text = event.event === 'alarm' ? told(event, this.#ring.add(event.data)) : told(event);
    for (const client of this.#clients) {
      client.waiting.push(text);
      if (client.waiting.length > MOST_WAITING) client.waiting = [RESYNC];
      if (!client.response.writableNeedDrain) this.#write(client, []);
    }
  }

  #missed(lastId: unknown): string[] {
    if (typeof lastId !== 'string' || lastId === '') return [];
    const missed = this.#ring.since(lastId);
    return missed?.map(({ id, line }) => told({ event: 'alarm', data: line }, id)) ?? [RESYNC];
  }

  #write(client: Client, after: readonly string[]): void {
    const text = [...client.waiting, ...after].join('');
    client.waiting = [];
    if (text === '') return;
    client.wrote = this.now();
    client.response.write(text);
  }

  async #check(client: Client, now: number): Promise<void> {
    client.checked = now;
    if (await this.mayRead(client.request)) return;
    client.response.end(told({ event: 'signed-out', data: {} }));
    this.#end(client);
  }

  #end(client: Client): void {
    if (this.#clients.delete(client)) this.hub.watchers--;
  }
}

const RESYNC = told({ event: 'resync', data: {} });

function told({ event, data }: StreamEvent, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
