import { DEFAULT_ASSET, describe, InputError } from '../input';
import type { Kept } from '../store/state-store';
import { FleetError } from './fleet-error';
import { type Manifest, manifestOf } from './model-files';

/** What travels with a message that came through a fleet, as msg.fleet: plain data, as Node-RED copies messages. */
export interface Token {
  /** Of whom it is: the part of its subject that says where it belongs. All state of a key moves as one. */
  readonly key: string;
  /** Its place in the stream; absent on what came of no record (a training that ended, a reminder). */
  readonly position?: number;
  /** When the broker stored it, ms since the epoch; absent as the position is. */
  readonly time?: number;
  /** Tells which record it came of in this process, for who waits until all that came of it is done. */
  readonly run?: number;
  /** Which node made it, and on which output; absent on the record itself. */
  readonly node?: string;
  readonly port?: string;
  /** What it says (the name of an event), and as which message of those that say so there. */
  readonly kind?: string;
  readonly index?: number;
}

/** The token that a message has; whether it counts knows the chain. */
export function tokenOf(message: object): Token | undefined {
  const token = (message as { fleet?: unknown }).fleet as Token | undefined;
  return typeof token === 'object' && token !== null && typeof token.key === 'string' ? token : undefined;
}

/** Numbers the messages that one record makes: by output and by what they say, so that one more of another kind moves no number. */
export class Numbering {
  #counts = new Map<string, number>();

  next(port: string, payload: unknown): { readonly port: string; readonly kind: string; readonly index: number } {
    const { event } = (typeof payload === 'object' && payload !== null ? payload : {}) as { event?: unknown };
    const kind = typeof event === 'string' ? event : '';
    const name = `${port} ${kind}`;
    const index = this.#counts.get(name) ?? 0;
    this.#counts.set(name, index + 1);
    return { port, kind, index };
  }

  /** Another record. */
  begin(): void {
    if (this.#counts.size > 0) this.#counts = new Map();
  }
}

/** State by node and asset: all that a chain of nodes knows under one key, at one position. */
export interface Whole {
  readonly parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly models: Readonly<Record<string, Readonly<Record<string, Manifest>>>>;
}

/** What a node does for its place in the chain. */
export interface Part {
  /** All that it knows of an asset; undefined where that is nothing. What it has sent before has left. */
  snapshot(asset: string): unknown;
  /** Forgets an asset without saving it: another process goes on with it. */
  drop(asset: string): void;
  /** Folder of the models of an asset; undefined where it has none. */
  models?(asset: string): string | undefined;
}

/** How a node reaches the fleet: state per asset comes from there and goes there. */
export interface Seat {
  /** Undefined for an asset that is of no fleet. */
  keyOf(asset: string): string | undefined;
  /** An asset is heard under a key. @throws InputError where it belongs to another one */
  under(asset: string, key: string): void;
  /** What was kept of it; undefined for one that is new. */
  load(asset: string): Kept | undefined;
  /** Assets that were handed over and that the node has not been asked for yet, with their keys. @param key of this one only */
  waiting(key?: string): [asset: string, key: string][];
  /** Something has changed that no record brought: it is stored within moments. */
  changed(asset: string): void;
  /** The same; resolves when it is stored, or could not be. */
  keep(asset: string): Promise<void>;
  /** Its models are others now. */
  modelsChanged(asset: string): void;
  /** The clock that goes for it: that of the record that it is looking at, so that a record handled again finds the same time. */
  now(asset: string): number;
  /** It is not known any more. */
  forget(asset: string): void;
  leave(): void;
}

/** Who owns keys in this process. */
export interface Owner {
  changed(key: string): void;
  keep(key: string): Promise<void>;
  now(key: string): number;
  /** That of what is handled now, over all keys: behind the broker's while there is something to catch up. Undefined where nobody owns any. */
  clock(): number | undefined;
}

interface Place {
  readonly part: Part;
  /** Assets by key. */
  readonly assets: Map<string, Set<string>>;
  readonly keys: Map<string, string>;
}

const NOBODY: Owner = {
  changed() {},
  keep: () => Promise.resolve(),
  now: () => Number.NEGATIVE_INFINITY,
  clock: () => undefined,
};

/**
 * All nodes of a process that keep state by asset, seen as one. Between two records of a key all of them stand at the same
 * position, so that what is taken then can go on anywhere.
 */
export class Chain {
  readonly #places = new Map<string, Place>();
  /** What was loaded, by key: of nodes that have not seen the asset yet, or are not in this flow. */
  readonly #loaded = new Map<string, Whole>();
  /** Of whom something was kept and is not there any more, by key: how that is told. */
  readonly #lost = new Map<string, string>();
  readonly #manifests = new Map<string, Manifest | undefined>();
  /** Digests of model versions by folder; a version never changes. */
  readonly #digests = new Map<string, string>();
  owner: Owner = NOBODY;
  #claimed = false;

  /**
   * Whoever hands out the keys of this process is one alone: two would take away from each other what their nodes know.
   * @returns takes it back
   * @throws FleetError where there is one
   */
  claim(): () => void {
    if (this.#claimed) {
      throw new FleetError(
        'twin-fleet-in',
        'is in this Node-RED already; one is enough, wire all to it and remove this one',
      );
    }
    this.#claimed = true;
    return () => {
      this.#claimed = false;
    };
  }

  /** Whether somebody here takes records out of a fleet: assets may come at any time of which all is kept elsewhere. */
  get isOfFleet(): boolean {
    return this.#claimed;
  }

  /** Who owned keys does so no more. */
  release(owner: Owner): void {
    if (this.owner === owner) this.owner = NOBODY;
  }

  /** The token of a message; undefined where nobody here takes records out of a fleet, as msg.fleet is the user's own then. */
  tokenOf(message: object): Token | undefined {
    return this.owner === NOBODY ? undefined : tokenOf(message);
  }

  join(node: string, part: Part): Seat {
    const place: Place = { part, assets: new Map(), keys: new Map() };
    this.#places.set(node, place);
    const keyOf = (asset: string): string | undefined => place.keys.get(asset);
    return {
      keyOf,
      under: (asset, key) => under(place, asset, key),
      load: (asset) => this.#load(node, asset, keyOf(asset)!),
      waiting: (key) => this.#waiting(node, place, key),
      changed: (asset) => this.owner.changed(keyOf(asset)!),
      keep: (asset) => this.owner.keep(keyOf(asset)!),
      modelsChanged: (asset) => void this.#manifests.delete(`${node}\n${asset}`),
      now: (asset) => this.owner.now(keyOf(asset)!),
      forget: (asset) => this.#forget(node, place, asset),
      leave: () => {
        if (this.#places.get(node) === place) this.#places.delete(node);
      },
    };
  }

  /** Where the models of an asset of a node are kept; undefined where there is no such node. */
  modelFolder(node: string, asset: string): string | undefined {
    return this.#places.get(node)?.part.models?.(asset);
  }

  /**
   * Nodes of this process go on from here, once they see the key's next record.
   * @param lost there is nothing, and there was something: how that is told
   */
  hand(key: string, whole: Whole | undefined, lost?: string): void {
    if (whole === undefined) this.#loaded.delete(key);
    else this.#loaded.set(key, whole);
    if (lost === undefined) this.#lost.delete(key);
    else this.#lost.set(key, lost);
  }

  /** Everything that is known under the key. Only between two of its records. */
  take(key: string): Whole {
    const loaded = this.#loaded.get(key);
    const parts: Record<string, Record<string, unknown>> = copied(loaded?.parts);
    const models: Record<string, Record<string, Manifest>> = copied(loaded?.models);
    for (const [node, place] of this.#places) {
      for (const asset of place.assets.get(key) ?? []) {
        const state = place.part.snapshot(asset);
        if (state === undefined) continue;
        parts[node] ??= {};
        parts[node][asset] = state;
        const manifest = this.#manifestOf(node, place, asset);
        if (manifest === undefined) continue;
        models[node] ??= {};
        models[node][asset] = manifest;
      }
    }
    return { parts, models };
  }

  /** The clock by which silence is found: what waits in the broker is no silence. @param wall this machine's, ms since the epoch, where there is no fleet */
  clock(wall: number): number {
    return this.owner.clock() ?? wall;
  }

  /** Names of all assets of the key. */
  assets(key: string): string[] {
    const names = new Set(Object.values(this.#loaded.get(key)?.parts ?? {}).flatMap((byAsset) => Object.keys(byAsset)));
    for (const { assets } of this.#places.values()) for (const asset of assets.get(key) ?? []) names.add(asset);
    return [...names];
  }

  /** Another process goes on with the key. */
  drop(key: string): void {
    this.#loaded.delete(key);
    this.#lost.delete(key);
    for (const [node, place] of this.#places) {
      for (const asset of place.assets.get(key) ?? []) {
        place.keys.delete(asset);
        this.#manifests.delete(`${node}\n${asset}`);
        place.part.drop(asset);
      }
      place.assets.delete(key);
    }
  }

  #load(node: string, asset: string, key: string): Kept | undefined {
    const state = this.#loaded.get(key)?.parts[node]?.[asset];
    if (state !== undefined) return { state };
    const note = this.#lost.get(key);
    return note === undefined ? undefined : { state: undefined, lost: 'damaged', note };
  }

  #waiting(node: string, place: Place, only: string | undefined): [asset: string, key: string][] {
    const keys = only === undefined ? [...this.#loaded.keys()] : [only];
    return keys.flatMap((key) =>
      Object.keys(this.#loaded.get(key)?.parts[node] ?? {})
        .filter((asset) => !place.keys.has(asset))
        .map((asset): [string, string] => [asset, key]),
    );
  }

  #forget(node: string, place: Place, asset: string): void {
    const key = place.keys.get(asset);
    if (key === undefined) return;
    place.keys.delete(asset);
    place.assets.get(key)?.delete(asset);
    this.#manifests.delete(`${node}\n${asset}`);
    const loaded = this.#loaded.get(key);
    if (loaded?.parts[node]?.[asset] === undefined) return;
    const { [asset]: _gone, ...others } = loaded.parts[node];
    this.#loaded.set(key, { ...loaded, parts: { ...loaded.parts, [node]: others } });
  }

  #manifestOf(node: string, place: Place, asset: string): Manifest | undefined {
    const name = `${node}\n${asset}`;
    if (!this.#manifests.has(name)) {
      const folder = place.part.models?.(asset);
      this.#manifests.set(name, folder === undefined ? undefined : manifestOf(folder, this.#digests));
    }
    return this.#manifests.get(name);
  }
}

function under(place: Place, asset: string, key: string): void {
  const known = place.keys.get(asset);
  if (known === key) return;
  if (known !== undefined) {
    const [came, belongs] = [describe(key), describe(known)];
    if (asset === DEFAULT_ASSET)
      throw new InputError(
        'payload.asset',
        `is missing in records under ${came} and under ${belongs}; set it, or put twin-ingest behind twin-fleet-in, which takes it from the subject`,
      );
    throw new InputError(
      'payload.asset',
      `${describe(asset)} came under the subject of ${came} and belongs to ${belongs}; send each asset under one subject`,
    );
  }
  place.keys.set(asset, key);
  const assets = place.assets.get(key) ?? new Set();
  assets.add(asset);
  place.assets.set(key, assets);
}

function copied<T>(all: Readonly<Record<string, Readonly<Record<string, T>>>> = {}): Record<string, Record<string, T>> {
  return Object.fromEntries(Object.entries(all).map(([node, byAsset]) => [node, { ...byAsset }]));
}
