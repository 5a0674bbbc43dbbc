import { join } from 'node:path';
import type { Seat } from '../fleet/chain';
import type { Layer, LayerContext, LayerStatus } from '../layer/layer';
import { type Order, type OrderName, parseOrder } from '../layer/orders';
import type { Rehearsal } from '../page/member';
import { createStateStore } from '../store/state-store';
import { UnsavedError, unsaved } from '../store/unsaved';
import { fleetKeeping, type Keeping, localKeeping } from './keeping';
import { Places } from './places';
import { rehearsalOf } from './rehearsal';
import { Saver } from './saver';
import { steadyNow } from './steady-clock';
import { type Counted, type Summary, Tally } from './tally';

export interface AssetLayersOptions {
  /** Undefined: nothing is kept on disk. */
  folder: string | undefined;
  maxAssets: number;
  /** See LayerContext. */
  packages: readonly string[];
  language?: string | undefined;
  /** Orders to all assets that also hold for assets that appear later. */
  standing: readonly OrderName[];
  /** For assets that come through a fleet; absent where there is none, as in benches. */
  seat?: Seat;
  create(context: LayerContext, snapshot: unknown): Layer;
  /** A message body for a named output. */
  emit(output: string, asset: string, payload: Record<string, unknown>): void;
  touch(): void;
  fail(error: Error): void;
}

/**
 * One layer per asset: made on the asset's first message or order, restored before it answers, saved when it says so.
 * Bounded, see Places.
 */
export interface AssetLayers {
  /** Whether the asset is known: seen since the start, or on disk. */
  has(asset: string): boolean;
  /**
   * Runs `use` on an asset's layer. An asset that was opened for it and refused it is let go: bad input leaves no trace.
   * @param key under which it came through a fleet, which then keeps its state
   */
  with<T>(asset: string, use: (layer: Layer) => T, key?: string): T;
  /** Restores what a fleet has handed over and no record has come for yet: an order finds it. @param key of this one only */
  restore(key?: string): void;
  /**
   * Follows an order to one asset.
   * @throws UnsavedError when it was followed and could not be saved
   */
  follow(asset: string, order: Order, payload: unknown): Record<string, unknown>;
  /** See Layer.before. */
  before(asset: string, order: Order): Record<string, unknown> | undefined;
  /** All known assets. */
  names(): string[];
  /** Undefined for an asset that is not open: nothing is restored for it. */
  status(asset: string): LayerStatus | undefined;
  /** The answer to the order status, with further members of it; an asset that is on disk is opened for it. */
  report(asset: string, options?: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined;
  /** A copy of the asset's layer, see Rehearsal; undefined for an asset that is not known. */
  rehearse(asset: string): Rehearsal | undefined;
  /** Keeps an order to all assets, if it is one that also holds for those to come. */
  remember(order: Order): void;
  /** Restores what is on disk, a little at a time, for layers that have something to say before the next message. */
  restoreAll(): Promise<void>;
  /** All that is known of an open asset, whose messages have all arrived. */
  snapshot(asset: string): unknown;
  /** Forgets an asset without saving it: another process goes on with it. */
  drop(asset: string): void;
  /** Lets time pass for the layers that wait for something. */
  tick(): void;
  /** How many assets are in which state, the status of the only one, and what the whole node suffers from. */
  summary(): Summary;
  close(): Promise<void>;
}

/** Under this key stands what holds for the whole node; no asset can have it as a name. */
const NODE_KEY = '';
/** Orders by which a person says that an asset may learn anew. */
const BEGINS_ANEW: readonly OrderName[] = ['reset', 'train', 'import', 'refit', 'calibrate'];

/** One asset's layer. */
interface Entry extends Counted {
  /** What was to be saved at once since the last order began could not be. */
  unsaved: boolean;
}

/** @see AssetLayers */
export function createAssetLayers(options: AssetLayersOptions): AssetLayers {
  const entries = new Map<string, Entry>();
  const tally = new Tally();
  const store = options.folder === undefined ? undefined : createStateStore(join(options.folder, 'state'));
  /** The clock on the wall as of the last tick: who was heard when is asked for in minutes, and with every record. */
  let second = steadyNow();
  const places = new Places(options.maxAssets, store?.known() ?? [], {
    settled: (asset) => isSettled(entries.get(asset)?.layer),
    release: (asset) => release(asset),
    now: () => second,
  });
  const saver = new Saver(store, {
    snapshot: (asset) => entries.get(asset)?.layer.snapshot(),
    settled: (asset) => isSettled(entries.get(asset)?.layer),
    fail: options.fail,
    touch: options.touch,
  });
  const local = localKeeping(options.folder, store, saver);
  const fleet = options.seat && fleetKeeping(options.folder, options.seat);
  const keepingOf = (asset: string): Keeping =>
    fleet !== undefined && options.seat?.keyOf(asset) !== undefined ? fleet : local;
  const shared = new Map<string, unknown>();
  let standing = readStanding();
  /** Known assets that a standing order has not reached yet, as they are not restored. */
  let owed: ReadonlySet<string> = new Set();
  let closed = false;
  /** What failed when time passed last: what does so each second is told once. */
  let failing: ReadonlySet<string> = new Set();
  saver.probe();

  function readStanding(): Order | undefined {
    const kept = store?.load(NODE_KEY);
    if (kept?.note !== undefined) options.emit('event', '', { event: 'state-damaged', text: kept.note });
    const order = kept?.state as Order | undefined | null;
    return options.standing.includes(order?.do as OrderName) ? (order as Order) : undefined;
  }

  /** Its name was only passing by. What it had begun to learn goes with it. */
  function release(asset: string): void {
    entries.get(asset)?.layer.close?.();
    entries.delete(asset);
    tally.changed(asset);
    keepingOf(asset).forget(asset);
  }

  const open = (asset: string): Entry => {
    places.take(asset);
    const keeping = keepingOf(asset);
    const kept = keeping.load(asset);
    const lost = kept?.lost && { reason: kept.lost, text: kept.note! };
    let recovered = false;
    const context: LayerContext = {
      asset,
      emit: (output, payload) => options.emit(output, asset, payload),
      save(urgency) {
        const saved = keeping.save(asset, urgency);
        const entry = entries.get(asset);
        if (entry !== undefined && !saved) entry.unsaved = true;
        return saved;
      },
      saveBeside: () => keeping.saveBeside(asset),
      ...(lost && { lost }),
      recovered() {
        recovered = true;
        const entry = entries.get(asset);
        if (entry !== undefined) entry.lost = undefined;
        tally.changed(asset);
      },
      now: () => keeping.now(asset),
      models: keeping.models(asset),
      shared,
      packages: options.packages,
      language: options.language,
      touch() {
        tally.changed(asset);
        options.touch();
      },
      fail: options.fail,
    };
    if (kept?.note !== undefined) options.emit('event', asset, { event: 'state-damaged', text: kept.note });
    if (lost !== undefined) {
      options.fail(
        new UnsavedError(`what was kept of ${asset} cannot be used: ${lost.text}; order reset to let it begin anew`),
      );
    }
    const layer = options.create(context, kept?.state);
    const entry: Entry = { layer, lost: recovered ? undefined : lost, unsaved: false };
    entries.set(asset, entry);
    tally.changed(asset);
    // What was ordered to all also holds for who comes later, and for who was not restored yet when the order came.
    if (standing !== undefined && (kept?.state === undefined || owed.has(asset))) {
      layer.order(standing, undefined);
      keeping.save(asset, 'soon');
    }
    return entry;
  };

  const tryNew = <T>(asset: string, use: (entry: Entry) => T): T => {
    const wasKnown = places.isKept(asset) || keepingOf(asset).has(asset);
    const entry = open(asset);
    try {
      return use(entry);
    } catch (error) {
      // One that is on disk stays open: it is known, whatever this message was.
      if (!wasKnown) {
        entry.layer.close?.();
        entries.delete(asset);
        tally.changed(asset);
        keepingOf(asset).forget(asset);
        places.leave(asset);
      }
      throw error;
    }
  };
  const withEntry = <T>(asset: string, use: (entry: Entry) => T): T => {
    const entry = entries.get(asset);
    return entry === undefined ? tryNew(asset, use) : use(entry);
  };

  const drop = (asset: string): void => {
    entries.get(asset)?.layer.close?.();
    entries.delete(asset);
    places.leave(asset);
    tally.changed(asset);
  };
  /** The asset is the fleet's from now on: what a layer has from this disk, and what it would write there, is not what the fleet knows. */
  const adopt = (asset: string, key: string): void => {
    if (options.seat === undefined || options.seat.keyOf(asset) === key) return;
    options.seat.under(asset, key);
    saver.forget(asset);
    drop(asset);
  };

  return {
    with(asset, use, key) {
      if (key !== undefined) adopt(asset, key);
      places.heard(asset);
      const entry = entries.get(asset);
      const result = entry === undefined ? tryNew(asset, ({ layer }) => use(layer)) : use(entry.layer);
      keepingOf(asset).changed(asset);
      tally.changed(asset);
      return result;
    },
    restore(key) {
      for (const [asset, its] of options.seat?.waiting(key) ?? []) {
        adopt(asset, its);
        withEntry(asset, () => undefined);
      }
    },
    follow(asset, order, payload) {
      return withEntry(asset, (entry) => {
        entry.unsaved = false;
        tally.changed(asset);
        if (entry.lost?.reason === 'newer' && order.do === 'reset') store?.putAside(asset);
        const answer = entry.layer.order(order, payload);
        if (BEGINS_ANEW.includes(order.do)) entry.lost = undefined;
        if (!entry.unsaved) return answer;
        throw new UnsavedError(
          `${order.do} of ${asset} holds now but is lost with the next start, as it could not be saved: ${saver.problem}`,
        );
      });
    },
    has: (asset) => entries.has(asset) || places.isKept(asset),
    before: (asset, order) => withEntry(asset, ({ layer }) => layer.before?.(order)),
    names: () => places.names(),
    status: (asset) => entries.get(asset)?.layer.status(),
    report(asset, options) {
      if (!entries.has(asset) && !places.isKept(asset)) return undefined;
      return withEntry(asset, ({ layer }) =>
        layer.order(parseOrder({ ...options, do: 'status' }, ['status']), undefined),
      );
    },
    rehearse(asset) {
      if (!entries.has(asset) && !places.isKept(asset)) return undefined;
      return withEntry(asset, ({ layer }) => rehearsalOf(asset, options.create, layer.snapshot()));
    },
    remember(order) {
      // What the posture of an asset holds is of that asset alone.
      if (!options.standing.includes(order.do) || order.options['hold'] !== undefined) return;
      standing = order;
      owed = new Set(places.names().filter((asset) => !entries.has(asset)));
      try {
        store?.saveNow(NODE_KEY, order);
      } catch (error) {
        throw unsaved(`the order ${order.do} to all assets`, error);
      }
    },
    async restoreAll() {
      for (const asset of places.names()) {
        // One at a time: messages must not wait for all of them.
        await new Promise((resolve) => setImmediate(resolve));
        if (!closed && !entries.has(asset) && places.isKept(asset)) withEntry(asset, () => undefined);
      }
    },
    snapshot(asset) {
      const layer = entries.get(asset)?.layer;
      layer?.arrived?.();
      return layer?.snapshot();
    },
    drop,
    tick() {
      second = steadyNow();
      const failed = new Set<string>();
      for (const [asset, { layer }] of entries) {
        if (layer.tick === undefined) return;
        try {
          layer.tick(keepingOf(asset).now(asset));
        } catch (error) {
          // No message waits for it, so nobody else would catch it, and the process would end.
          const { message } = error as Error;
          if (!failing.has(message) && !failed.has(message)) options.fail(error as Error);
          failed.add(message);
        }
        tally.changed(asset);
      }
      failing = failed;
    },
    summary: () => tally.summary(entries, saver.problem),
    async close() {
      closed = true;
      // Saved first: what a layer lets go when it closes is no part of its state any more.
      await saver.close();
      for (const { layer } of entries.values()) layer.close?.();
    },
  };
}

/** Whether an asset has found its feet: more than a name that a few messages brought. */
function isSettled(layer: Layer | undefined): boolean {
  const state = layer?.status().state;
  return state !== 'waiting' && state !== 'learning';
}
