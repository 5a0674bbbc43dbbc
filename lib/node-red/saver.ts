import type { StateStore } from '../store/state-store';
import { unsaved } from '../store/unsaved';
import { nextTurn } from '../turns';

/** What a Saver asks of its surroundings. */
export interface SaverContext {
  snapshot(asset: string): unknown;
  /** See Known in lib/store/state-store.ts. */
  settled(asset: string): boolean;
  /** Told once when saving begins to fail, not with every try. */
  fail(error: Error): void;
  touch(): void;
}

const DELAY_MS = 5000;
/** Files written side by side when everything is saved at the end. */
const SIDE_BY_SIDE = 8;
/** All is written so often at the end, at most. */
const ROUNDS = 10;
/** No asset can have it as a name. */
const PROBE_KEY = '__proto__';

/** Saves the state of a node's assets: at once, within seconds, and everything that has changed at the end. */
export class Saver {
  readonly #store: StateStore | undefined;
  readonly #context: SaverContext;
  /** To be saved within seconds. */
  readonly #dirty = new Set<string>();
  /** Has seen a record since it was saved: saved at the end, so that a deploy loses nothing. */
  readonly #changed = new Set<string>();
  /** What is saved without blocking, by asset. */
  readonly #beside = new Map<string, Promise<void>>();
  /** Assets whose last save failed, and why. */
  readonly #failing = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  /** @param store undefined: nothing is kept */
  constructor(store: StateStore | undefined, context: SaverContext) {
    this.#store = store;
    this.#context = context;
  }

  /** Why saving fails at present; undefined when it does not. */
  get problem(): string | undefined {
    return this.#failing.values().next().value;
  }

  /** Finds out whether the folder can be written before anything depends on it; tried again until it can. */
  probe(): void {
    try {
      this.#store?.saveNow(PROBE_KEY, null);
      this.#store?.remove(PROBE_KEY);
      this.#well(PROBE_KEY);
    } catch (error) {
      this.#failed(PROBE_KEY, error);
      this.#schedule();
    }
  }

  /** The asset's live state has changed. Cheap enough for every record. */
  changed(asset: string): void {
    if (this.#store !== undefined) this.#changed.add(asset);
  }

  /** @returns false when it was to be on disk now and is not */
  save(asset: string, urgency: 'now' | 'soon'): boolean {
    const store = this.#store;
    if (store === undefined) return true;
    if (urgency === 'soon') {
      this.#dirty.add(asset);
      this.#schedule();
      return true;
    }
    const state = this.#context.snapshot(asset);
    // Asked for while the layer is being made: it is saved with its first change.
    if (state === undefined) return this.#failing.size === 0;
    try {
      store.saveNow(asset, state, this.#context.settled(asset));
      this.#dirty.delete(asset);
      this.#changed.delete(asset);
      this.#well(asset);
      return true;
    } catch (error) {
      this.#dirty.add(asset);
      this.#failed(asset, error);
      this.#schedule();
      return false;
    }
  }

  /**
   * Saves without blocking, in a turn of its own, as a large state takes as long as what asks for it: right after what is being saved of the
   * asset. Resolves when that is done, well or not.
   */
  beside(asset: string): Promise<void> {
    if (this.#store === undefined) return Promise.resolve();
    this.#dirty.add(asset);
    const before = this.#beside.get(asset) ?? Promise.resolve();
    const mine = before.then(nextTurn).then(() => (this.#dirty.has(asset) ? this.#write(asset) : undefined));
    this.#beside.set(asset, mine);
    return mine.then(() => {
      if (this.#beside.get(asset) === mine) this.#beside.delete(asset);
      if (this.#dirty.has(asset)) this.#schedule();
    });
  }

  forget(asset: string): void {
    this.#dirty.delete(asset);
    this.#changed.delete(asset);
    this.#failing.delete(asset);
  }

  /** Saves everything that has changed. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#round;
    // What ends while others are written (a training) is to be on disk, too; what cannot be written is not tried for ever.
    for (let round = 0; round < ROUNDS && this.#dirty.size + this.#changed.size + this.#beside.size > 0; round++) {
      await Promise.all(this.#beside.values());
      const open = [...new Set([...this.#dirty, ...this.#changed])];
      const work = async (): Promise<void> => {
        for (let asset = open.pop(); asset !== undefined; asset = open.pop()) await this.#write(asset);
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
      if (this.#failing.size > 0) break;
    }
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#round = this.#round.then(() => this.#saveDirty());
    }, DELAY_MS).unref();
  }

  /** One that cannot be saved keeps none of the others from it, and is tried again. */
  async #saveDirty(): Promise<void> {
    if (this.#failing.has(PROBE_KEY)) this.probe();
    for (const asset of [...this.#dirty]) await this.#write(asset);
    if (this.#dirty.size > 0) this.#schedule();
  }

  async #write(asset: string): Promise<void> {
    this.#dirty.delete(asset);
    this.#changed.delete(asset);
    try {
      const state = this.#context.snapshot(asset);
      if (state === undefined) return;
      await this.#store?.save(asset, state, this.#context.settled(asset));
      this.#well(asset);
    } catch (error) {
      this.#dirty.add(asset);
      this.#failed(asset, error);
    }
  }

  /** It is on disk: the folder can be written, whatever the probe has found. */
  #well(asset: string): void {
    this.#failing.delete(asset);
    this.#failing.delete(PROBE_KEY);
  }

  #failed(asset: string, error: unknown): void {
    const first = this.#failing.size === 0;
    this.#failing.set(asset, (error as Error).message);
    this.#context.touch();
    if (first) this.#context.fail(unsaved('what was learned', error));
  }
}
