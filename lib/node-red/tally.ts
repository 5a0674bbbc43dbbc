import type { Layer, LayerStatus, Lost } from '../layer/layer';

/** What a node shows of all its assets. */
export interface Summary {
  /** Of the only asset. */
  readonly only: LayerStatus | undefined;
  /** How many assets are in which state. */
  readonly counts: Map<LayerStatus['state'], number>;
  /** Why what was learned cannot be saved; undefined when it can. */
  readonly unsaved: string | undefined;
  /** The first asset whose saved state cannot be used, and why. */
  readonly lost: { readonly asset: string; readonly text: string } | undefined;
}

/** An asset as it is counted. */
export interface Counted {
  readonly layer: Layer;
  /** Its state was there and cannot be used; until somebody lets it begin anew. */
  lost: Lost | undefined;
}

/** Assets that are looked at for one summary, at most: with ten thousand of them the node's text must hold up no record. */
const MOST_LOOKED_AT = 1000;

/** Counts assets by their state, of which only those are looked at that may have changed. */
export class Tally {
  readonly #states = new Map<string, LayerStatus['state']>();
  readonly #counts = new Map<LayerStatus['state'], number>();
  readonly #lost = new Map<string, string>();
  /** Assets that may be in another state than was counted, oldest first. */
  readonly #changed = new Set<string>();

  /** The asset may be in another state now, or gone. Cheap enough for every record. */
  changed(asset: string): void {
    this.#changed.add(asset);
  }

  summary(entries: ReadonlyMap<string, Counted>, unsaved: string | undefined): Summary {
    let left = MOST_LOOKED_AT;
    for (const asset of this.#changed) {
      if (left-- === 0) break;
      this.#changed.delete(asset);
      this.#look(asset, entries.get(asset));
    }
    const [one] = entries.size === 1 ? entries.values() : [];
    const [first] = this.#lost;
    return {
      only: one?.layer.status(),
      counts: new Map(this.#counts),
      unsaved,
      lost: first && { asset: first[0], text: first[1] },
    };
  }

  #look(asset: string, entry: Counted | undefined): void {
    const before = this.#states.get(asset);
    const state = entry?.layer.status().state;
    if (before !== undefined) this.#count(before, -1);
    if (state === undefined) this.#states.delete(asset);
    else {
      this.#states.set(asset, state);
      this.#count(state, 1);
    }
    if (entry?.lost === undefined) this.#lost.delete(asset);
    else this.#lost.set(asset, entry.lost.text);
  }

  #count(state: LayerStatus['state'], by: number): void {
    const count = (this.#counts.get(state) ?? 0) + by;
    if (count === 0) this.#counts.delete(state);
    else this.#counts.set(state, count);
  }
}
