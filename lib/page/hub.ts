import type { TwinRecord } from '../record/record';
import type { AlarmLine, AssetLine, Fleet, StreamEvent } from './api';
import { assetLine } from './asset-line';
import { chainsOf } from './chains';
import type { FileLearning } from './file-learning/file-learning';
import type { HistorySink, Reports } from './history/history';
import { markOf } from './marks';
import type { Member, Seat } from './member';
import { closed, type Sight } from './sight';
import { nodeOf, type Shown, Sights } from './sights';
import { ToldLines } from './told-lines';

/** What the hub asks of its surroundings. */
export interface HubContext {
  /** The clock on the wall, ms since the epoch. */
  now(): number;
  /** Runs something once what runs now is done. */
  soon(run: () => void): void;
  /** Ids of the members that records of a member reach. */
  behind(id: string): ReadonlySet<string>;
  /** A node failed when it was asked: the page lacks that answer, and nothing else does. */
  fail(error: Error): void;
}

/** Who is told at once; lines are asked for, see linesSince. */
export type Listener = (event: Exclude<StreamEvent, { event: 'fleet' }>) => void;

type What = 'settings' | 'models' | 'commands';
const CHANGES: Readonly<Partial<Record<Member['layer'], What>>> = {
  detector: 'models',
  threshold: 'settings',
  response: 'commands',
};

/** Assets that are asked in one turn what waits for a person. */
const MOST_ASKED = 20;

/**
 * What all nodes of a Node-RED say of their assets, for the page. One for a process. Nodes join it and hand over records and events;
 * it copies what it shows. While no page is served it does nothing.
 */
export class Hub {
  /** Somebody serves a page from it. */
  served = false;
  /** Pages that are open: while there are none it is not worth while to find out which lines have changed. */
  watchers = 0;
  /** Where the past is kept; undefined: nowhere. */
  history: HistorySink | undefined;
  /** Learns from recordings on the server; undefined: that is not wanted. */
  fileLearning: FileLearning | undefined;
  readonly #context: HubContext;
  readonly #members = new Map<string, Member>();
  readonly #sights = new Sights((sight) => this.#gone(sight));
  readonly #told = new ToldLines();
  readonly #listeners = new Set<Listener>();
  readonly #changed = new Map<string, { readonly member: Member; readonly asset: string; readonly what: What }>();
  #turn = 0;
  /** The clock on the wall, as of the last turn. */
  #clock = Number.NEGATIVE_INFINITY;
  #flushes = false;
  /** What failed last. */
  #failed: string | undefined;

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
    this.#sights.rewire(chainsOf([...this.#members.values()], this.#context.behind));
    this.#sights.meet();
    this.#closeLost();
    this.history?.mark({
      key: '*',
      at: this.#context.now(),
      what: 'deploy',
      text: 'The flows were deployed or started.',
    });
  }

  /** Once a second: what is known of which asset is brought up to date. */
  turn(): void {
    this.#safely(() => this.#bringUpToDate(this.#context.now()));
  }

  #bringUpToDate(now: number): void {
    this.#turn++;
    this.#sights.meet();
    // Where the clock was set back a silent source would not be told until the old time comes again.
    if (now < this.#clock) for (const { sight } of this.#sights.all()) sight.seen = Math.min(sight.seen, now);
    this.#clock = now;
    this.#flush();
    this.#askForWhatWaits();
    this.history?.tick(now);
    if (this.watchers > 0) this.#lines(this.#turn);
  }

  /** Finds out which lines are other ones than before. @param turn that they count as changed in */
  #lines(turn: number): void {
    const now = this.#context.now();
    for (const { sight, members } of this.all()) {
      this.#told.tell(sight.key, JSON.stringify(assetLine(sight, members, now, false)), turn);
    }
  }

  /** Is told until the function that it gives is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Lines that have changed after a turn, as JSON, and the turn that they are of. */
  linesSince(turn: number): { readonly turn: number; readonly lines: readonly string[] } {
    return { turn: this.#turn, lines: this.#told.since(turn) };
  }

  /** The turn of now: all lines up to here are in the fleet. */
  get turns(): number {
    return this.#turn;
  }

  fleet(): Fleet {
    this.turn();
    // Who asks for all of them first needs none of them again.
    if (this.watchers === 0) this.#lines(0);
    const now = this.#context.now();
    const assets: AssetLine[] = [];
    for (const { sight, members } of this.all()) assets.push(assetLine(sight, members, now, true));
    return { now, past: this.history !== undefined, assets };
  }

  /** An asset by its key. */
  shown(key: string): Shown | undefined {
    return this.#sights.shown(key);
  }

  /** The key of an asset of a node, and the node; undefined where the page shows neither. */
  memberOf(node: string, asset: string): { readonly key: string; readonly member: Member } | undefined {
    const member = this.#members.get(node);
    const key = member && this.#sights.keyOf(node, asset);
    return key === undefined ? undefined : { key, member: member! };
  }

  /** A node that runs. */
  member(id: string): Member | undefined {
    return this.#members.get(id);
  }

  members(): Iterable<Member> {
    return this.#members.values();
  }

  /** What an asset learns from, or how far it is, has changed. */
  learns(key: string): void {
    this.#tell({ event: 'changed', data: { key, what: 'models' } });
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

  all(): Iterable<Shown> {
    return this.#sights.all();
  }

  /** Alarms that are open, or over and not acknowledged. */
  alarms(): AlarmLine[] {
    this.#flush();
    return [...this.all()].flatMap(({ sight }) => sight.alarms);
  }

  #see(node: string, asset: string, record: TwinRecord): void {
    const sight = this.#sights.open(node, asset);
    if (sight === undefined) return;
    sight.see(record, this.#context.now());
    this.history?.see(sight.key, record);
    if (sight.stale) this.#flushSoon();
  }

  #hear(member: Member, asset: string, event: Readonly<Record<string, unknown>>): void {
    const name = event['event'];
    if (name === 'status') return;
    const sight = this.#sights.of(member.id, asset);
    if (member.layer === 'decision' && sight !== undefined) {
      sight.stale = true;
      if (name === 'set') this.history?.changed(sight.key);
      this.#flushSoon();
    }
    if (name === 'compared') for (const one of this.#sights.behind(member.id, asset)) one.compared = event;
    this.#mark(member, asset, event);
    const what = CHANGES[member.layer];
    if (what === undefined) return;
    this.#changed.set(`${member.id} ${what} ${asset}`, { member, asset, what });
    this.#flushSoon();
  }

  #mark(member: Member, asset: string, event: Readonly<Record<string, unknown>>): void {
    if (this.history === undefined) return;
    for (const { key, time } of this.#sights.behind(member.id, asset)) {
      const mark = markOf(key, event, Number.isNaN(time) ? this.#context.now() : time);
      if (mark !== undefined) this.history.mark(mark);
    }
  }

  #flushSoon(): void {
    if (this.#flushes) return;
    this.#flushes = true;
    this.#context.soon(() => {
      this.#flushes = false;
      this.#safely(() => this.#flush());
    });
  }

  /** No message waits for what is done here, so nobody else would catch it: the process would end, and the guard with it. */
  #safely(run: () => void): void {
    try {
      run();
    } catch (error) {
      const { message } = error as Error;
      // What fails once a second is told once.
      if (message !== this.#failed) this.#context.fail(error as Error);
      this.#failed = message;
    }
  }

  #flush(): void {
    for (const { judge, sight } of this.#sights.stale()) this.#safely(() => this.#ask(judge, sight));
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    for (const { member, asset, what } of changed) {
      for (const sight of this.#sights.behind(member.id, asset)) {
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
      this.#safely(() => sight.heedWaiting(members));
      if (++asked === MOST_ASKED) return;
    }
  }

  /** One that was not opened since the start is asked later: the answer must not cost a look at the disk. */
  #ask(judge: Member, sight: Sight): void {
    if (judge.status(sight.asset) === undefined) return;
    // Where it fails it is asked again when something has changed.
    sight.stale = false;
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

  /** Its alarms would stand in the history for ever. */
  #gone(sight: Sight): void {
    for (const line of sight.leave()) this.history?.alarm(line);
    this.#told.forget(sight.key);
    this.fileLearning?.forget(sight.key);
    this.#tell({ event: 'gone', data: { key: sight.key } });
  }

  /** Of an asset that nobody has any more, as its node was deleted while nothing ran, nothing would ever be told again. */
  #closeLost(): void {
    const { history } = this;
    const now = this.#context.now();
    history
      ?.alarms({})
      .then((lines) => {
        for (const line of lines) if (this.#isLost(line.key)) history.alarm(closed(line, now));
      })
      .catch((error: Error) => this.#context.fail(error));
  }

  #isLost(key: string): boolean {
    if (this.#sights.shown(key) !== undefined) return false;
    return this.#members.get(nodeOf(key))?.awaitsAssets?.() !== true;
  }
}
