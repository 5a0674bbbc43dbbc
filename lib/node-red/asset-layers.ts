import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Layer, LayerContext, LayerStatus } from '../layer';
import type { Order, OrderName } from '../orders';
import { InputError } from '../record';
import { createMemoryModels, createModelStore } from '../store/models';
import { createStateStore, type StateStore } from '../store/state-store';
import { unsaved } from '../store/unsaved';

export interface AssetLayersOptions {
  /** Undefined: nothing is kept on disk. */
  folder: string | undefined;
  maxAssets: number;
  /** See LayerContext. */
  packages: readonly string[];
  /** Orders to all assets that also hold for assets that appear later. */
  standing: readonly OrderName[];
  create(context: LayerContext, snapshot: unknown): Layer;
  /** A message body for a named output. */
  emit(output: string, asset: string, payload: Record<string, unknown>): void;
  touch(): void;
  fail(error: Error): void;
}

/**
 * One layer per asset: made on the asset's first message, restored before it answers, saved when it says so. Bounded: an
 * asset beyond the limit is refused, so that forged names cannot push out real twins.
 */
export interface AssetLayers {
  has(asset: string): boolean;
  /** Runs `use` on an asset's layer. An asset that was opened for it and refused it is let go: bad input leaves no trace. */
  with<T>(asset: string, use: (layer: Layer) => T): T;
  names(): string[];
  /** Keeps an order to all assets, if it is one that also holds for those to come. */
  remember(order: Order): void;
  /** How many assets are in which state, and the status of the only one. */
  summary(): { only: LayerStatus | undefined; counts: Map<LayerStatus['state'], number> };
  close(): Promise<void>;
}

const SAVE_DELAY_MS = 5000;
/** Under this key stands what holds for the whole node; no asset can have it as a name. */
const NODE_KEY = '';

/** @see AssetLayers */
export function createAssetLayers(options: AssetLayersOptions): AssetLayers {
  const layers = new Map<string, Layer>();
  const dirty = new Set<string>();
  const store = options.folder === undefined ? undefined : createStateStore(join(options.folder, 'state'));
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();
  let standing = store?.load(NODE_KEY)?.state as Order | undefined;

  const saveDirty = async (): Promise<void> => {
    timer = undefined;
    for (const asset of [...dirty]) {
      dirty.delete(asset);
      await store?.save(asset, layers.get(asset)?.snapshot());
    }
  };
  const schedule = (): void => {
    if (timer !== undefined || store === undefined) return;
    timer = setTimeout(() => {
      saving = saving.then(saveDirty).catch((error: unknown) => options.fail(unsaved('what was learned', error)));
    }, SAVE_DELAY_MS).unref();
  };
  const save = (asset: string, urgency: 'now' | 'soon'): void => {
    const layer = layers.get(asset);
    if (store === undefined || layer === undefined) return;
    if (urgency === 'soon') {
      dirty.add(asset);
      schedule();
      return;
    }
    try {
      store.saveNow(asset, layer.snapshot());
      dirty.delete(asset);
    } catch (error) {
      options.fail(unsaved('what was learned', error));
    }
  };

  const open = (asset: string): Layer => {
    if (layers.size >= options.maxAssets) {
      throw new InputError(
        'payload.asset',
        `${JSON.stringify(asset)} would be asset ${layers.size + 1}, the limit is ${options.maxAssets}; raise twinGuard.maxAssets in settings.js or check the source`,
      );
    }
    const context: LayerContext = {
      asset,
      emit: (output, payload) => options.emit(output, asset, payload),
      save: (urgency) => save(asset, urgency),
      models:
        options.folder === undefined
          ? createMemoryModels()
          : createModelStore(join(options.folder, 'models', folderName(asset))),
      packages: options.packages,
      touch: options.touch,
      fail: options.fail,
    };
    const snapshot = restored(store, asset, options);
    const layer = options.create(context, snapshot);
    layers.set(asset, layer);
    if (snapshot === undefined && standing !== undefined) layer.order(standing, undefined);
    return layer;
  };

  const tryNew = <T>(asset: string, use: (layer: Layer) => T): T => {
    const layer = open(asset);
    try {
      return use(layer);
    } catch (error) {
      layer.close?.();
      layers.delete(asset);
      dirty.delete(asset);
      throw error;
    }
  };

  return {
    with(asset, use) {
      const layer = layers.get(asset);
      return layer === undefined ? tryNew(asset, use) : use(layer);
    },
    has: (asset) => layers.has(asset),
    names: () => [...layers.keys()],
    remember(order) {
      if (!options.standing.includes(order.do)) return;
      standing = order;
      store?.saveNow(NODE_KEY, order);
    },
    summary() {
      const counts = new Map<LayerStatus['state'], number>();
      let only: LayerStatus | undefined;
      for (const layer of layers.values()) {
        const status = layer.status();
        counts.set(status.state, (counts.get(status.state) ?? 0) + 1);
        only = layers.size === 1 ? status : undefined;
      }
      return { only, counts };
    },
    async close() {
      clearTimeout(timer);
      await saving;
      // Saved first: what a layer lets go when it closes is no part of its state any more.
      for (const asset of [...dirty]) save(asset, 'now');
      for (const layer of layers.values()) layer.close?.();
    },
  };
}

function restored(store: StateStore | undefined, asset: string, options: AssetLayersOptions): unknown {
  const found = store?.load(asset);
  if (found?.note !== undefined) options.emit('event', asset, { event: 'state-damaged', text: found.note });
  return found?.state;
}

function folderName(asset: string): string {
  return createHash('sha256').update(asset).digest('hex').slice(0, 32);
}
