import {
  type AlarmLine,
  type AssetLine,
  type Fleet,
  isAside,
  type Right,
  type Rights,
  type StreamEvent,
} from '../../lib/page/api';
import { redraw } from '../dom/redraw';
import { get, Refused } from '../server/ask';
import { shareStream } from '../server/shared-stream';
import { adminIsAt, forget, isOwn } from '../server/token';
import { stale } from './resource';

/** What the page knows. Views read it; only this file changes it. */

export interface Store {
  /** Undefined until the server has answered for the first time. */
  rights: Rights | undefined;
  readonly fleet: Map<string, AssetLine>;
  /** Open, or over and not acknowledged. */
  readonly alarms: Map<string, AlarmLine>;
  /** The first snapshot is here. */
  loaded: boolean;
  live: boolean;
  /** When something was heard last, by this computer's clock. */
  heard: number;
  /** A history is kept. */
  past: boolean;
  /** The server's clock minus this computer's, ms. */
  ahead: number;
  /** What stands in the way of the first snapshot. */
  problem: string | undefined;
  /** The session ended while the page was open. */
  signedOut: boolean;
  /** Raised since the page was opened: told once to who cannot see it. */
  news: AlarmLine | undefined;
}

export const store: Store = {
  rights: undefined,
  fleet: new Map(),
  alarms: new Map(),
  loaded: false,
  live: false,
  heard: Date.now(),
  ahead: 0,
  past: true,
  problem: undefined,
  signedOut: false,
  news: undefined,
};

/** The server's clock. */
export function now(): number {
  return Date.now() + store.ahead;
}

/** The clock of an asset's records: what its charts and alarms go by. */
export function sourceNow(line: AssetLine | undefined): number {
  if (line?.time === undefined || line.seen === undefined) return now();
  return line.time;
}

export function may(right: Right): boolean {
  const { rights, live } = store;
  return live && rights?.may[right] === true && (right === 'read' || rights.onlyReads === undefined);
}

export function needsSignIn(): boolean {
  const { rights, signedOut } = store;
  return rights !== undefined && rights.signIn !== 'off' && (signedOut || !rights.may.read);
}

/** Alarms that a person has not seen yet. */
export function isUnseen({ state }: AlarmLine): boolean {
  return state.endsWith('unacknowledged');
}

/** Over, and kept until somebody unlatches it. */
export function isLatched({ state }: AlarmLine): boolean {
  return state.startsWith('latched');
}

/** Alarms that nobody is to be bothered with. */
export function isPutAside({ state }: AlarmLine): boolean {
  return isAside(state);
}

/** Alarms that stand in the list of the open ones. */
export function isOpen(alarm: AlarmLine): boolean {
  return isUnseen(alarm) || isLatched(alarm) || (alarm.until === undefined && alarm.state !== 'normal');
}

let restart: (() => void) | undefined;

export function begin(): void {
  addEventListener('storage', ({ key }) => {
    if (key?.startsWith('twin-guard-token') || key?.startsWith('auth-tokens')) void identify();
  });
  setInterval(redraw, 1000);
  void identify();
}

/** Asks who is signed in, and (re)connects as that person. */
export async function identify(): Promise<void> {
  try {
    let rights = await get<Rights>('api/rights');
    // Whose token is to be sent depends on where one signs in.
    if (rights.admin !== undefined && adminIsAt(rights.admin)) rights = await get<Rights>('api/rights');
    // A token of ours that gives nothing has run out; the editor's may still be good.
    if (!rights.may.read && isOwn()) {
      forget();
      rights = await get<Rights>('api/rights');
    }
    store.rights = rights;
    store.signedOut = false;
    store.problem = undefined;
  } catch (error) {
    store.problem = (error as Error).message;
    setTimeout(() => void identify(), 3000);
  }
  redraw();
  if (store.rights?.may.read !== true) return;
  if (restart === undefined) restart = shareStream({ opened, event, alive, lost });
  else restart();
}

function alive(): void {
  store.heard = Date.now();
}

/** What is told while everything is on its way: it may be newer. One list for each that is on its way. */
const meanwhile = new Set<StreamEvent[]>();

async function opened(): Promise<void> {
  const later: StreamEvent[] = [];
  meanwhile.add(later);
  try {
    const [fleet, alarms] = await Promise.all([get<Fleet>('api/fleet'), get<readonly AlarmLine[]>('api/alarms')]);
    store.fleet.clear();
    store.alarms.clear();
    take(fleet);
    for (const alarm of alarms) if (isOpen(alarm)) store.alarms.set(alarm.id, alarm);
    store.loaded = true;
    store.live = true;
    store.problem = undefined;
    stale('');
    later.forEach(apply);
  } catch (error) {
    if (error instanceof Refused && error.status === 401) store.signedOut = true;
    store.problem = (error as Error).message;
  } finally {
    meanwhile.delete(later);
  }
  redraw();
}

function lost(status: number | undefined): void {
  store.live = false;
  if (status === 401) {
    store.signedOut = true;
    void identify();
  } else if (status !== undefined && status >= 400) store.problem = String(status);
  redraw();
}

function take({ now: at, assets, past }: Fleet): void {
  store.ahead = at - Date.now();
  if (past !== undefined) store.past = past;
  for (const line of assets) {
    // Its sentence follows what the plant does, and is told with the asset alone.
    if (line.alarm !== undefined && store.alarms.has(line.alarm.id)) store.alarms.set(line.alarm.id, line.alarm);
    const spark = line.spark ?? store.fleet.get(line.key)?.spark;
    store.fleet.set(line.key, spark === undefined ? line : { ...line, spark });
  }
}

function event(told: StreamEvent): void {
  for (const later of meanwhile) later.push(told);
  apply(told);
  if (told.event === 'resync') void opened();
  redraw();
}

function apply(told: StreamEvent): void {
  if (told.event === 'fleet') {
    take(told.data);
    for (const { key } of told.data.assets) stale(`api/asset?key=${encodeURIComponent(key)}`, 1500);
  } else if (told.event === 'gone') {
    store.fleet.delete(told.data.key);
    for (const alarm of [...store.alarms.values()]) if (alarm.key === told.data.key) store.alarms.delete(alarm.id);
  } else if (told.event === 'alarm') takeAlarm(told.data);
  else if (told.event === 'changed') {
    stale(`api/asset?key=${encodeURIComponent(told.data.key)}`);
    stale('api/audit');
    if (told.data.what !== 'commands') stale('api/whatif');
  } else if (told.event === 'signed-out') {
    store.signedOut = true;
    store.live = false;
  }
}

function takeAlarm(alarm: AlarmLine): void {
  const isNew = !store.alarms.has(alarm.id);
  if (isOpen(alarm)) store.alarms.set(alarm.id, alarm);
  else store.alarms.delete(alarm.id);
  if (isNew && alarm.state === 'unacknowledged') store.news = alarm;
  stale('api/alarms?', 2000);
  stale('api/kpis', 10_000);
  stale(`api/asset?key=${encodeURIComponent(alarm.key)}`);
}
