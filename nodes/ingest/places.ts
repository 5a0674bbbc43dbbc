import { describe, InputError, isSafeName } from '../../lib/input';
import { matches } from '../../lib/text/pattern';
import type { IngestContext } from './api';
import type { Asset } from './asset';
import type { IngestConfig } from './config';
import { type Holder, leastKnown } from './least-known';
import type { Reorder } from './reorder';
import type { Silence } from './silence';

/** One asset, with what ingest keeps beside it. */
export class Entry implements Holder {
  /** Told as settled: its place is kept over a restart. */
  kept = false;
  /** Something has come since it was saved, and when that was, ms; -Infinity before the first time. */
  #heard = false;
  #saved = -Infinity;

  constructor(
    readonly asset: Asset,
    readonly silence: Silence,
    readonly reorder: Reorder | undefined,
  ) {}

  get settled(): boolean {
    return !this.asset.learning;
  }

  get messages(): number {
    // One that has just come is no worse than the others that came once.
    return Math.max(1, this.asset.messages);
  }

  get heard(): number {
    return this.silence.last;
  }

  /** Something has come. */
  note(): void {
    this.#heard = true;
  }

  /** Whether it is to be saved: something has come, and the last time is so long ago. It counts as saved from then on. */
  due(now: number, after: number): boolean {
    if (!this.#heard || Math.abs(now - this.#saved) < after) return false;
    this.#heard = false;
    this.#saved = now;
    return true;
  }
}

/** At most one event about names that made room in this time, ms. */
const TELL_EVERY_MS = 60_000;
/** What is lost when a process is killed, ms; with many assets more, so that they are saved one after the other. */
const SAVE_EVERY_MS = 60_000;
const SAVE_ONE_MS = 50;
/** Assets of earlier runs have so long to come back, ms; then they are looked after, so many at once. */
const GRACE_MS = 60_000;
const MOST_AT_ONCE = 20;

/**
 * The assets of one node. Their number is bounded, and forged names do not push real twins out: an asset that has settled has
 * its place, also after a restart and before its first message, and names that never settled make room.
 */
export class Places {
  readonly entries = new Map<string, Entry>();
  /** Assets of earlier runs that have not been heard yet. */
  readonly awaited = new Set<string>();
  readonly #most: number;
  readonly #allowed: readonly string[];

  #dropped = 0;
  #toldDropped = -Infinity;
  /** When the clock on the wall was first looked at. */
  #began: number | undefined;

  constructor(
    { assets, maxAssets }: IngestConfig,
    private readonly context: IngestContext,
  ) {
    this.#most = maxAssets;
    this.#allowed = assets
      .split(/[,\n]/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }

  /** Keeps the places of assets that settled in earlier runs. */
  await(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    for (const name of saved.slice(0, this.#most))
      if (isSafeName(name) && this.#isAllowed(name)) this.awaited.add(name);
  }

  /** Names of the assets that have settled. */
  settled(): string[] {
    const here = [...this.entries].filter(([name, { settled }]) => settled && this.context.elsewhere?.(name) !== true);
    return [...this.awaited, ...here.map(([name]) => name)];
  }

  /** @param coming other new assets of the same message @throws InputError when there is no place for this name */
  check(name: string, coming: number): void {
    if (!isSafeName(name))
      throw new InputError(
        'asset',
        `${describe(name)} is not allowed as the name of an asset; send a text of 1 to 256 characters`,
      );
    if (!this.#isAllowed(name)) {
      throw new InputError(
        'asset',
        `${describe(name)} is not on the list of assets; add it in the node's settings or check the source`,
      );
    }
    if (this.awaited.has(name)) return;
    const free = this.#most - this.entries.size - this.awaited.size - coming;
    if (free > 0 || free + this.#unsettled() > 0) return;
    const count = this.entries.size + this.awaited.size + coming + 1;
    throw new InputError(
      'asset',
      `${describe(name)} would be asset ${count}, the limit is ${this.#most}; raise it or check the source`,
    );
  }

  /** Gives an asset its place, where needed that of a name that has not settled. */
  open(name: string, entry: Entry, now: number): void {
    const own = this.awaited.delete(name);
    const full = !own && this.entries.size + this.awaited.size >= this.#most;
    const gone = full ? leastKnown(this.entries) : undefined;
    if (gone !== undefined) this.entries.delete(gone);
    this.entries.set(name, entry);
    const text = `${name} is ${entry.asset.messages > 0 ? 'back' : 'new'}`;
    this.context.event?.({ event: 'asset', asset: name, time: now, text });
    if (gone !== undefined) this.#drop(gone, name, now);
  }

  #drop(gone: string, name: string, now: number): void {
    this.context.forget?.(gone);
    this.#dropped++;
    if (Math.abs(now - this.#toldDropped) < TELL_EVERY_MS) return;
    this.#toldDropped = now;
    const text = `${gone} made room for ${name}: the list of assets is full, and its tags were not learned yet`;
    this.context.event?.({ event: 'asset-dropped', asset: gone, time: now, text, count: this.#dropped });
    this.#dropped = 0;
  }

  /** Assets of earlier runs that do not come back are looked after as well; a few at once, as each is read from disk. */
  miss(now: number, make: (name: string, since: number) => Entry): void {
    this.#began ??= now;
    if (this.awaited.size === 0 || now - this.#began < GRACE_MS) return;
    for (const name of [...this.awaited].slice(0, MOST_AT_ONCE)) this.open(name, make(name, this.#began), now);
  }

  /** Asks to save what was heard: where a source was when the node stops is where it goes on. @param all also what was saved lately */
  save(now: number, all: boolean): void {
    const after = all ? 0 : Math.max(SAVE_EVERY_MS, SAVE_ONE_MS * this.entries.size);
    for (const [name, entry] of this.entries) if (entry.due(now, after)) this.context.save?.(name);
  }

  /** @param asset undefined: all of them */
  forget(asset: string | undefined): void {
    if (asset !== undefined) this.entries.delete(asset);
    else {
      this.entries.clear();
      this.awaited.clear();
    }
  }

  #unsettled(): number {
    let count = 0;
    for (const entry of this.entries.values()) if (!entry.settled) count++;
    return count;
  }

  #isAllowed(name: string): boolean {
    return this.#allowed.length === 0 || this.#allowed.some((pattern) => matches(pattern, name));
  }
}
