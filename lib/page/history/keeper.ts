import type { AlarmLine, History, Kpis, WhatIf } from '../api';
import { Answers } from './answers';
import { type EngineName, enginesHere } from './engine';
import { type Fresh, recoverFresh, writeFresh } from './fresh';
import type { Mark } from './history';
import { withEnd, writeAlarm } from './journal';
import type { Layout } from './layout';
import type { Question, ThreadStart, ToThread } from './messages';
import { asRules, Recorder } from './recorder';
import { dropOld, giveBack, makePlace, readSizes, type Sizes, writeSizes } from './retention';
import { LOG, openStore, type Store } from './store';

/** ms between two commits of what is fresh, until a key is settled again, and between tries to get the file. */
const COMMIT = 5000;
const SETTLE = 600_000;
const AGAIN = 60_000;
/** ms that settling may take of one tick: questions wait for it. More where memory is full. */
const SETTLING = 200;
const SETTLING_FULL = 700;
/** The same when all ends: what is not settled then lies on the disk as it came, and is settled after the next start. */
const CLOSING = 2000;
/** Bytes in memory from which on keys are settled sooner, and that there may be when the disk takes nothing. */
const FULL = 64e6;
const MOST = 96e6;
/** A history in memory is smaller, bytes. */
const IN_MEMORY = 50e6;
/** Marks and alarms that wait for the disk at most. */
const MOST_WAITING = 100_000;

export interface KeeperState {
  readonly bytes: number;
  readonly engine: string | undefined;
  readonly trouble: string | undefined;
}

/**
 * The history itself: takes messages in, keeps them in the store, answers questions. Everything is on the disk within COMMIT,
 * alarms at once; a process that is ended loses no more. It knows no thread; the clock comes with the ticks.
 */
export class Keeper {
  readonly #start: ThreadStart;
  readonly #tell: (sentence: string) => void;
  readonly #engines: readonly EngineName[];
  #store: Store;
  #recorder: Recorder;
  #sizes: Sizes;
  readonly #columns = new Map<number, Extract<ToThread, { kind: 'columns' }>>();
  readonly #layouts = new Map<number, Layout>();
  #fresh: Fresh[] = [];
  #freshBytes = 0;
  readonly #alarms = new Map<string, AlarmLine>();
  #marks: Mark[] = [];
  readonly #spans = new Map<string, Extract<ToThread, { kind: 'span' }>>();
  #rules: Extract<ToThread, { kind: 'rules' }>[] = [];
  #now: number;
  /** When it did so last, by the clock on the wall. */
  readonly #last: { committed: number; dropped: number; tried: number };
  /** Why nothing can be written, and since when. */
  #failing: string | undefined;

  /** @param engines the first of them is used */
  constructor(
    start: ThreadStart,
    now: number,
    tell: (sentence: string) => void,
    engines: readonly EngineName[] = enginesHere(),
  ) {
    this.#start = start;
    this.#tell = tell;
    this.#engines = engines;
    this.#now = now;
    this.#last = { committed: now, dropped: now, tried: now };
    this.#store = openStore(start.folder, start.takeOver, now, tell, engines);
    if (this.#store.trouble !== undefined) tell(this.#store.trouble);
    this.#recorder = new Recorder(this.#store.sql);
    this.#sizes = readSizes(this.#store.sql);
    recoverFresh(this.#store.sql, this.#recorder);
  }

  take(message: ToThread): void {
    switch (message.kind) {
      case 'columns':
        this.#columns.set(message.id, message);
        return;
      case 'rows':
        this.#recorder.rows(this.#layout(message.columns), message.rows, message.data);
        this.#keep(message);
        return;
      case 'cells':
        this.#recorder.cells(this.#layout(message.columns), message.at, message.ms, message.data);
        this.#keep(message);
        return;
      case 'alarm':
        if (this.#alarms.size < MOST_WAITING) this.#await(message.line);
        return;
      case 'mark':
        if (this.#marks.length < MOST_WAITING) this.#marks.push(message.mark);
        return;
      case 'span':
        if (this.#spans.size < MOST_WAITING) this.#spans.set(`${message.from} ${message.key}`, message);
        return;
      case 'rules':
        this.#recorder.near(message.key).rules = asRules(message.rules);
        if (this.#rules.length < MOST_WAITING) this.#rules.push(message);
        return;
      case 'tick':
        this.#tick(message.now);
        return;
      case 'ask':
      case 'close':
        return;
    }
  }

  #await(line: AlarmLine): void {
    this.#alarms.set(
      line.id,
      withEnd(line, () => this.#alarms.get(line.id)),
    );
  }

  /** @throws Error with a sentence */
  answer(question: Question): History | AlarmLine[] | string | Kpis | WhatIf {
    // Records and alarms are found where they wait for the disk, too; these are not.
    if (this.#marks.length + this.#spans.size + this.#rules.length > 0) this.#commit();
    const answers = new Answers(this.#store.sql, this.#recorder, this.#alarms, this.#now, this.state.trouble);
    return answers.to(question);
  }

  get state(): KeeperState {
    const { trouble, sql } = this.#store;
    return { bytes: this.#store.bytes(), engine: sql.engine, trouble: this.#failing ?? trouble };
  }

  /** Commits at once: what was sent is on the disk when it returns, unless the disk does not take it. */
  commit(): void {
    this.#commit();
  }

  close(now: number): void {
    this.#now = now;
    this.#commit();
    const until = performance.now() + CLOSING;
    for (const key of this.#recorder.keys) if (performance.now() > until || !this.#settle(key)) break;
    this.#store.close();
  }

  #tick(now: number): void {
    // A clock that was set back: nothing waits until the old time comes again.
    for (const name of ['committed', 'dropped', 'tried'] as const) this.#last[name] = Math.min(this.#last[name], now);
    this.#now = now;
    this.#store.touch(now);
    if (!this.#store.kept && now - this.#last.tried >= AGAIN) this.#tryFile();
    if (now - this.#last.committed >= COMMIT || this.#alarms.size > 0 || this.#freshBytes > FULL) this.#commit();
    if (this.#failing === undefined) this.#settleDue();
    this.#makePlace();
    if (this.#failing !== undefined && this.#recorder.held > MOST) this.#recorder.thin(MOST);
    if (this.#freshBytes > FULL) [this.#fresh, this.#freshBytes] = [[], 0];
  }

  #keep(message: Fresh): void {
    this.#fresh.push(message);
    this.#freshBytes += message.data.byteLength;
  }

  #layout(columns: number): Layout {
    let layout = this.#layouts.get(columns);
    if (layout === undefined) {
      const known = this.#columns.get(columns);
      if (known === undefined) throw new Error('columns were not told');
      layout = this.#recorder.layout(known.key, known.columns);
      this.#layouts.set(columns, layout);
    }
    return layout;
  }

  #commit(): void {
    this.#last.committed = this.#now;
    if (this.#fresh.length + this.#alarms.size + this.#marks.length + this.#spans.size + this.#rules.length === 0)
      return;
    if (this.#write(() => this.#writeFresh())) this.#forget();
  }

  /** Settles keys whose turn it is, one after the other, as long as a tick may take. */
  #settleDue(): void {
    const full = this.#recorder.held > FULL;
    const until = performance.now() + (full ? SETTLING_FULL : SETTLING);
    const before = full ? this.#now : this.#now - SETTLE;
    do {
      const key = this.#recorder.due(before, this.#now);
      if (key === undefined || !this.#settle(key, full)) break;
    } while (performance.now() < until && (!full || this.#recorder.held > FULL / 2));
  }

  /** What is in memory of a key goes where it stays. @returns whether it is on the disk */
  #settle(key: string, full = false): boolean {
    const { sql } = this.#store;
    const sizes = { ...this.#sizes };
    const done = this.#write(() => {
      this.#writeFresh();
      const added = this.#recorder.write(key);
      for (const name of ['raw', 'minutes', 'hours', 'near'] as const) sizes[name] += added[name];
      writeSizes(sql, sizes);
    });
    if (!done) return false;
    this.#recorder.written(key, this.#now, full);
    this.#sizes = sizes;
    this.#forget();
    return true;
  }

  /** All that waited is on the disk. */
  #forget(): void {
    if (this.#failing !== undefined) this.#tell('The history is written again.');
    this.#failing = undefined;
    this.#fresh = [];
    this.#freshBytes = 0;
    this.#alarms.clear();
    this.#marks = [];
    this.#spans.clear();
    this.#rules = [];
  }

  #writeFresh(): void {
    const { sql } = this.#store;
    for (const message of this.#fresh) writeFresh(sql, this.#recorder, this.#layout(message.columns), message);
    for (const line of this.#alarms.values()) writeAlarm(sql, line);
    for (const { key, at, what, text, by } of this.#marks) {
      sql.run('insert into mark(key, at, what, text, by) values (?, ?, ?, ?, ?)', key, at, what, text, by ?? null);
    }
    for (const { key, from, to, why } of this.#spans.values()) {
      sql.run('insert or replace into span(key, since, until, why) values (?, ?, ?, ?)', key, from, to, why);
    }
    for (const { key, at, rules } of this.#rules) {
      sql.run('insert into rules(key, at, d) values (?, ?, ?)', key, at, JSON.stringify(rules));
    }
  }

  /** @returns whether all of it is written */
  #write(work: () => void): boolean {
    const { sql } = this.#store;
    try {
      sql.exec('begin immediate');
      work();
      sql.exec('commit');
      this.#recorder.committed();
    } catch (error) {
      try {
        sql.exec('rollback');
      } catch {
        // The engine has rolled back by itself.
      }
      this.#recorder.undone();
      if (this.#failing === undefined) {
        const since = new Date(this.#now).toISOString().slice(0, 16).replace('T', ' ');
        this.#failing = `The history cannot be written since ${since} UTC (${(error as Error).message}); until it can, records are kept in memory, and coarser when there is no place.`;
        this.#tell(this.#failing);
      }
      return false;
    }
    return true;
  }

  #makePlace(): void {
    const { sql, kept } = this.#store;
    const most = kept
      ? this.#start.bytes - Math.min(LOG, this.#start.bytes / 4)
      : Math.min(IN_MEMORY, this.#start.bytes);
    if (this.#failing !== undefined && !isFull(this.#failing)) return;
    const before = { ...this.#sizes };
    let any = false;
    const done = this.#write(() => {
      any = makePlace(sql, this.#sizes, most, () => performance.now());
      if (this.#now - this.#last.dropped < SETTLE) return;
      dropOld(sql, most, this.#now);
      this.#last.dropped = this.#now;
    });
    if (!done) this.#sizes = before;
    else if (any && this.#store.bytes() > most) giveBack(sql);
  }

  /** The file may be had by now: what only memory has goes over, but for the records. */
  #tryFile(): void {
    this.#last.tried = this.#now;
    const store = openStore(this.#start.folder, false, this.#now, this.#tell, this.#engines);
    if (!store.kept) {
      store.close();
      return;
    }
    this.#commit();
    const old = this.#store.sql;
    for (const { d } of old.all('select d from alarm')) {
      const line = JSON.parse(d as string) as AlarmLine;
      this.#alarms.set(line.id, line);
    }
    for (const { key, at, what, text, by } of old.all('select key, at, what, text, by from mark')) {
      const mark = { key, at, what, text, ...(by !== null && { by }) };
      this.#marks.push(mark as unknown as Mark);
    }
    this.#store.close();
    this.#store = store;
    this.#recorder = new Recorder(store.sql);
    this.#layouts.clear();
    this.#sizes = readSizes(store.sql);
    recoverFresh(this.#store.sql, this.#recorder);
    this.#tell('The history is kept in its file again.');
  }
}

function isFull(text: string): boolean {
  return /full|ENOSPC|no space/i.test(text);
}
