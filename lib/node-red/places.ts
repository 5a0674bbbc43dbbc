import { InputError, isSafeName } from '../input';
import type { Known } from '../store/state-store';

/** What Places asks of its surroundings. */
export interface PlacesContext {
  /** Whether an open asset has found its feet. */
  settled(asset: string): boolean;
  /** An asset loses its place: everything of it is forgotten. */
  release(asset: string): void;
  /** The clock on the wall, ms. */
  now(): number;
}

/** A name that has been silent for so long, and had not finished learning, makes room for another one, ms. */
const PASSED_BY = 10 * 60_000;

/**
 * Which assets a node has room for. Those on disk have their places before any message comes, so that forged names cannot
 * lock out real twins after a start. A new name takes a free place; when there is none, one that never finished learning
 * goes first: at once for an asset that is on disk, and for a new one if it has been silent for ten minutes. Otherwise the
 * new one is refused. (twin-ingest lets the name with the fewest messages go at once: it loses no more than a few tags.)
 */
export class Places {
  /** Known assets, and when each was heard last; -Infinity: not since the start. */
  readonly #heard = new Map<string, number>();
  /** On disk when the node started, and what they were then. */
  readonly #kept: Map<string, boolean>;

  constructor(
    private readonly limit: number,
    kept: readonly Known[],
    private readonly context: PlacesContext,
  ) {
    this.#kept = new Map(kept.filter(({ key }) => isSafeName(key)).map(({ key, settled }) => [key, settled]));
    for (const asset of this.#kept.keys()) this.#heard.set(asset, Number.NEGATIVE_INFINITY);
  }

  names(): string[] {
    return [...this.#heard.keys()];
  }

  /** Whether the asset was on disk when the node started. */
  isKept(asset: string): boolean {
    return this.#kept.has(asset);
  }

  /** A message of the asset has come. */
  heard(asset: string): void {
    if (this.#heard.has(asset)) this.#heard.set(asset, this.context.now());
  }

  /**
   * Gives the asset a place.
   * @throws InputError when there is none
   */
  take(asset: string): void {
    if (!this.#heard.has(asset)) {
      while (this.#heard.size >= this.limit) this.#makeRoom(asset);
    }
    this.#heard.set(asset, this.context.now());
  }

  leave(asset: string): void {
    this.#heard.delete(asset);
    this.#kept.delete(asset);
  }

  #makeRoom(asset: string): void {
    const before = this.context.now() - PASSED_BY;
    let victim: string | undefined;
    let silent = before;
    for (const [name, at] of this.#heard) {
      if (at > silent || this.#isSettled(name, at)) continue;
      victim = name;
      silent = at;
    }
    if (victim === undefined) {
      throw new InputError(
        'payload.asset',
        `${JSON.stringify(asset)} would be asset ${this.#heard.size + 1}, the limit is ${this.limit}; raise twinGuard.maxAssets in settings.js or check the source`,
      );
    }
    this.leave(victim);
    this.context.release(victim);
  }

  #isSettled(asset: string, heard: number): boolean {
    // One that was not opened since the start is what it was when it was saved.
    return heard === Number.NEGATIVE_INFINITY ? this.#kept.get(asset) === true : this.context.settled(asset);
  }
}
