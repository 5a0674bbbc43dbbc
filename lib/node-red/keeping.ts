import { join } from 'node:path';
import type { Seat } from '../fleet/chain';
import { assetFolder } from '../store/asset-folder';
import { createMemoryModels, createModelStore, type ModelStore } from '../store/models';
import type { Kept, StateStore } from '../store/state-store';
import type { Saver } from './saver';
import { steadyNow } from './steady-clock';

/** Where the state of an asset comes from and goes. */
export interface Keeping {
  /** Undefined when nothing was ever kept. */
  load(asset: string): Kept | undefined;
  /** Whether anything is kept of it. */
  has(asset: string): boolean;
  /** A record has changed its live state. Cheap enough for every record. */
  changed(asset: string): void;
  /** See LayerContext. */
  save(asset: string, urgency: 'now' | 'soon'): boolean;
  saveBeside(asset: string): Promise<void>;
  models(asset: string): ModelStore;
  /** See LayerContext. */
  now(asset: string): number;
  /** It is not known any more: what was kept of it goes, too. */
  forget(asset: string): void;
}

/** Files in the user folder. @param folder undefined: nothing is kept */
export function localKeeping(folder: string | undefined, store: StateStore | undefined, saver: Saver): Keeping {
  return {
    load: (asset) => store?.load(asset),
    has: (asset) => store?.has(asset) === true,
    changed: (asset) => saver.changed(asset),
    save: (asset, urgency) => saver.save(asset, urgency),
    saveBeside: (asset) => saver.beside(asset),
    models: (asset) => (folder === undefined ? createMemoryModels() : createModelStore(modelFolder(folder, asset))),
    now: steadyNow,
    forget(asset) {
      saver.forget(asset);
      store?.remove(asset);
    },
  };
}

/**
 * A fleet keeps the state of the whole chain at one position (lib/fleet/chain.ts). What a record brings is stored with its position, and
 * comes again by itself if the process dies before; only what no record brought has to be told.
 * @param folder where models lie on this machine; the fleet brings them there
 */
export function fleetKeeping(folder: string | undefined, seat: Seat): Keeping {
  return {
    load: (asset) => seat.load(asset),
    has: (asset) => seat.load(asset) !== undefined,
    changed() {},
    save(asset) {
      seat.changed(asset);
      return true;
    },
    saveBeside: (asset) => seat.keep(asset),
    models: (asset) =>
      folder === undefined
        ? createMemoryModels()
        : watched(createModelStore(modelFolder(folder, asset)), () => seat.modelsChanged(asset)),
    now: (asset) => seat.now(asset),
    forget: (asset) => seat.forget(asset),
  };
}

export function modelFolder(folder: string, asset: string): string {
  return join(folder, 'models', assetFolder(asset));
}

/** Tells that a model was stored, or another one made current. */
function watched(store: ModelStore, tell: () => void): ModelStore {
  return {
    ...store,
    async put(files, needed) {
      const version = await store.put(files, needed);
      tell();
      return version;
    },
    activate(version) {
      store.activate(version);
      tell();
    },
    within: (name) => watched(store.within(name), tell),
  };
}
