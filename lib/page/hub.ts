import type { TwinRecord } from '../record';
import type { AlarmLine, AssetLine, Fleet, StreamEvent } from './api';
import { assetLine } from './asset-line';
import { type Chain, chainsOf, membersFor } from './chains';
import type { HistorySink, Reports } from './history/history';
import { markOf } from './marks';
import type { Member, Seat } from './member';
import { Sight } from './sight';

/** What the hub asks of its surroundings. */
export interface HubContext {
  /** The clock on the wall, ms since the epoch. */
  now(): number;
  /** Runs something once what runs now is done. */
  soon(run: () => void): void;
  /** Ids of the members that records of a member reach. */
  behind(id: string): ReadonlySet<string>;
}

/** Who is told at once; lines are asked for, see linesSince. */
export type Listener = (event: Exclude<StreamEvent, { event: 'fleet' }>) => void;

/** An asset with the members of its chain that have seen it. */
export interface Shown {
  readonly sight: Sight;
  readonly judge: Member;
  readonly members: readonly Member[];
}

type What = 'settings' | 'models' | 'commands';
const CHANGES: Readonly<Partial<Record<Member['layer'], What>>> = {
  detector: 'models',
  threshold: 'settings',
  response: 'commands',
};

/** Assets that are asked in one turn what waits for a person. */
const MOST_ASKED = 20;

/** A line as it was told last. */
interface Told {
  json: string;
  /** The turn in which it was another one before. */
  turn: number;
}

/**
 * What all nodes of a Node-RED say of their assets, for the page. One for a process. Nodes join it and hand over records and events;
 * it copies what it shows. While no page is served it does nothing.
 */
export class Hub {
  /** Somebody serves a page from it. */
  served = false;
  /** Somebody looks at it, so that it is worth while to find out which lines have changed. */
  watched = false;
  /** Where the past is kept; undefined: nowhere. */
  history: HistorySink | undefined;
  readonly #context: HubContext;
  readonly #members = new Map<string, Member>();
  #chains: ReadonlyMap<string, Chain> = new Map();
  /** By judging node and asset. */
  readonly #sights = new Map<string, Map<string, Sight>>();
  readonly #byKey = new Map<string, { sight: Sight; node: string }>();
  readonly #told = new Map<string, Told>();
  readonly #listeners = new Set<Listener>();
  readonly #changed = new Map<string, { readonly member: Member; readonly asset: string; readonly what: What }>();
  #turn = 0;
  #flushes = false;

  constructor(context: HubContext) {
    this.#context = context;
  }

  /** A node starts. */
  join(member: Member): Seat {
    this.#members.set(member.id, member);
    return {
      see: (asset, record) => {
        if (this.served) this.#see(member.id, asset, record);
      },
      hear: (asset, event) => {
        if (this.served) this.#hear(member, asset, event);
      },
      leave: () => {
        if (this.#members.get(member.id) === member) this.#members.delete(member.id);
      },
    };
  }

  /** All nodes of a deploy stand: finds out anew which ones belong together. */
  rewire(): void {
    this.#chains = chainsOf([...this.#members.values()], this.#context.behind);
    for (const [node, sights] of this.#sights) {
      const chain = this.#chains.get(node);
      for (const sight of sights.values()) {
        sight.guard = chain?.judge.name ?? sight.guard;
        sight.stale = true;
        if (chain === undefined) this.#drop(node, sight);
      }
    }
    for (const node of this.#chains.keys()) if (!this.#sights.has(node)) this.#sights.set(node, new Map());
    this.history?.mark({
      key: '*',
      at: this.#context.now(),
      what: 'deploy',
      text: 'The flows were deployed or started.',
    });
  }

  /** Once a second: what is known of which asset is brought up to date. */
  turn(): void {
    this.#turn++;
    for (const [node, { judge }] of this.#chains) {
      const sights = this.#sights.get(node)!;
      const names = judge.assets();
      for (const asset of names) this.#sightOf(node, asset);
      if (sights.size > names.length) {
        for (const sight of sights.values()) if (!judge.has(sight.asset)) this.#drop(node, sight);
      }
    }
    this.#flush();
    this.#askForWhatWaits();
    this.history?.tick(this.#context.now());
    if (this.watched) this.#lines(this.#turn);
  }

  /** Finds out which lines are other ones than before. @param turn that they count as changed in */
  #lines(turn: number): void {
    const now = this.#context.now();
    for (const { sight, members } of this.all()) {
      const json = JSON.stringify(assetLine(sight, members, now, false));
      const told = this.#told.get(sight.key);
      if (told === undefined) this.#told.set(sight.key, { json, turn });
      else if (told.json !== json) Object.assign(told, { json, turn });
    }
  }

  /** Is told until the function that it gives is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Lines that have changed after a turn, as JSON, and the turn that they are of. */
  linesSince(turn: number): { readonly turn: number; readonly lines: readonly string[] } {
    const lines: string[] = [];
    for (const told of this.#told.values()) if (told.turn > turn) lines.push(told.json);
    return { turn: this.#turn, lines };
  }

  /** The turn of now: all lines up to here are in the fleet. */
  get turns(): number {
    return this.#turn;
  }

  fleet(): Fleet {
    this.turn();
    // Who asks for all of them first needs none of them again.
    if (!this.watched) this.#lines(0);
    const now = this.#context.now();
    const assets: AssetLine[] = [];
    for (const { sight, members } of this.all()) assets.push(assetLine(sight, members, now, true));
    return { now, past: this.history !== undefined, assets };
  }

  /** An asset by its key. */
  shown(key: string): Shown | undefined {
    const found = this.#byKey.get(key);
    const chain = found && this.#chains.get(found.node);
    if (found === undefined || chain === undefined) return undefined;
    return { sight: found.sight, judge: chain.judge, members: membersFor(chain, found.sight.asset) };
  }

  members(): Iterable<Member> {
    return this.#members.values();
  }

  /** What the limit of an asset and its alarm go by, for the history. */
  reports(key: string): Reports | undefined {
    const shown = this.shown(key);
    if (shown === undefined) return undefined;
    const { asset } = shown.sight;
    const of = (layer: Member['layer']) => shown.members.findLast((member) => member.layer === layer);
    const decision = of('decision')?.report(asset);
    const threshold = of('threshold')?.report(asset, { rarity: decision?.['clearBelow'] });
    return { ...(threshold && { threshold }), ...(decision && { decision }) };
  }

  *all(): Generator<Shown> {
    for (const [node, chain] of this.#chains) {
      for (const sight of this.#sights.get(node)!.values()) {
        yield { sight, judge: chain.judge, members: membersFor(chain, sight.asset) };
      }
    }
  }

  /** Alarms that are open, or over and not acknowledged. */
  alarms(): AlarmLine[] {
    this.#flush();
    return [...this.all()].flatMap(({ sight }) => (sight.alarm === undefined ? [] : [sight.alarm]));
  }

  #see(node: string, asset: string, record: TwinRecord): void {
    if (!this.#chains.has(node)) return;
    const sight = this.#sightOf(node, asset);
    sight.see(record, this.#context.now());
    this.history?.see(sight.key, record);
    if (sight.stale) this.#flushSoon();
  }

  #hear(member: Member, asset: string, event: Readonly<Record<string, unknown>>): void {
    const name = event['event'];
    if (name === 'status') return;
    const sight = this.#sights.get(member.id)?.get(asset);
    if (member.layer === 'decision' && sight !== undefined) {
      sight.said(event, this.#context.now());
      this.#flushSoon();
    }
    this.#mark(member, asset, event);
    const what = CHANGES[member.layer];
    if (what === undefined) return;
    this.#changed.set(`${member.id} ${what} ${asset}`, { member, asset, what });
    this.#flushSoon();
  }

  #mark(member: Member, asset: string, event: Readonly<Record<string, unknown>>): void {
    if (this.history === undefined) return;
    for (const { key, time } of this.#sightsBehind(member, asset)) {
      const mark = markOf(key, member, event, Number.isNaN(time) ? this.#context.now() : time);
      if (mark !== undefined) this.history.mark(mark);
    }
  }

  /** What the chains behind a member say of an asset. */
  *#sightsBehind(member: Member, asset: string): Generator<Sight> {
    for (const [node, chain] of this.#chains) {
      const sight = chain.members.includes(member) ? this.#sights.get(node)!.get(asset) : undefined;
      if (sight !== undefined) yield sight;
    }
  }

  #flushSoon(): void {
    if (this.#flushes) return;
    this.#flushes = true;
    this.#context.soon(() => {
      this.#flushes = false;
      this.#flush();
    });
  }

  #flush(): void {
    for (const [node, { judge }] of this.#chains) {
      if (judge.layer !== 'decision') continue;
      for (const sight of this.#sights.get(node)!.values()) if (sight.stale) this.#ask(judge, sight);
    }
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    for (const { member, asset, what } of changed) {
      for (const sight of this.#sightsBehind(member, asset)) {
        sight.waitsStale ||= what !== 'settings';
        this.#tell({ event: 'changed', data: { key: sight.key, what } });
      }
    }
  }

  /** A few in each turn: a detector may look at its disk for the answer. */
  #askForWhatWaits(): void {
    let asked = 0;
    for (const { sight, members } of this.all()) {
      if (!sight.waitsStale) continue;
      sight.heedWaiting(members);
      if (++asked === MOST_ASKED) return;
    }
  }

  /** One that was not opened since the start is asked later: the answer must not cost a look at the disk. */
  #ask(judge: Member, sight: Sight): void {
    if (judge.status(sight.asset) === undefined) return;
    const report = judge.report(sight.asset);
    if (report === undefined) return;
    for (const line of sight.heedReport(report)) {
      this.history?.alarm(line);
      this.#tell({ event: 'alarm', data: line });
    }
  }

  #tell(event: Parameters<Listener>[0]): void {
    for (const listener of this.#listeners) listener(event);
  }

  #sightOf(node: string, asset: string): Sight {
    const sights = this.#sights.get(node)!;
    let sight = sights.get(asset);
    if (sight === undefined) {
      const key = keyOf(node, asset);
      sight = new Sight(key, asset, this.#chains.get(node)!.judge.name);
      sights.set(asset, sight);
      this.#byKey.set(key, { sight, node });
    }
    return sight;
  }

  #drop(node: string, { key, asset }: Sight): void {
    this.#sights.get(node)?.delete(asset);
    this.#byKey.delete(key);
    this.#told.delete(key);
    this.#tell({ event: 'gone', data: { key } });
  }
}

/** Two nodes may judge assets of one name; a name may hold anything. */
function keyOf(node: string, asset: string): string {
  return `${node}~${encoded(asset)}`;
}

function encoded(asset: string): string {
  try {
    return encodeURIComponent(asset);
  } catch {
    // Half of a pair of code units is no text in Unicode; nothing else begins with %x.
    return `%x${Buffer.from(asset, 'utf16le').toString('hex')}`;
  }
}
