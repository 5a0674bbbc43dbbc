import type { Seat } from '../../lib/fleet/chain';
import type { StateStore } from '../../lib/store/state-store';
import { unsaved } from '../../lib/store/unsaved';

/** What the keeper asks of its surroundings. */
export interface KeeperContext {
  /** The present state; undefined when there is none any more. */
  snapshot(asset: string): unknown;
  /** A saved state was passed over. */
  note(asset: string, text: string): void;
  fail(error: Error): void;
}

/** Keeps what ingest has learned, one file per asset; what belongs to no asset is under ''. */
export interface Keeper {
  changed(asset: string): void;
  /** Assets that are new to this use belong to the key of a fleet, which keeps their state. @param key undefined: to no fleet */
  under<T>(key: string | undefined, use: () => T): T;
  /** Opens what a fleet has handed over and no record has come for yet: an order finds it. @param key of this one only */
  handed(key: string | undefined, open: (asset: string) => void): void;
  load(asset: string): unknown;
  forget(asset: string): void;
  /** Starts to save what has changed; one round at a time. */
  save(): void;
  /** Saves what has changed and waits for it. */
  close(): Promise<void>;
}

/**
 * @param store undefined: nothing is kept
 * @param seat for assets that come through a fleet, which keeps their state
 */
export function createKeeper(store: StateStore | undefined, context: KeeperContext, seat?: Seat): Keeper {
  let current: string | undefined;
  const dirty = new Set<string>();
  let round: Promise<void> | undefined;
  let failing = false;
  const saveAll = async (): Promise<void> => {
    let problem: unknown;
    for (const asset of [...dirty]) {
      dirty.delete(asset);
      try {
        const state = context.snapshot(asset);
        if (state !== undefined) await store?.save(asset, state);
      } catch (error) {
        // It is tried again, and keeps none of the others from being saved.
        dirty.add(asset);
        problem ??= error;
      }
    }
    if (problem !== undefined) throw problem;
  };
  const save = (): Promise<void> => {
    round ??= saveAll()
      .then(
        () => {
          failing = false;
        },
        (error: unknown) => {
          // Told once, not with every round.
          if (!failing) context.fail(unsaved('what was learned', error));
          failing = true;
        },
      )
      .finally(() => {
        round = undefined;
      });
    return round;
  };
  const under = <T>(key: string | undefined, use: () => T): T => {
    current = key;
    try {
      return use();
    } finally {
      current = undefined;
    }
  };
  return {
    changed(asset) {
      if (seat?.keyOf(asset) === undefined) dirty.add(asset);
    },
    under,
    handed(key, open) {
      for (const [asset, its] of seat?.waiting(key) ?? []) under(its, () => open(asset));
    },
    load(asset) {
      if (current !== undefined && asset !== '') seat?.under(asset, current);
      const found = seat?.keyOf(asset) !== undefined ? seat.load(asset) : store?.load(asset);
      if (found?.note !== undefined) context.note(asset, found.note);
      return found?.state;
    },
    forget(asset) {
      if (seat?.keyOf(asset) !== undefined) return seat.forget(asset);
      dirty.delete(asset);
      store?.remove(asset);
    },
    save() {
      if (dirty.size > 0) void save();
    },
    async close() {
      await round;
      await save();
    },
  };
}
