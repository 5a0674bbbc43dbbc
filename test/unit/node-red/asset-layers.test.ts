import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chain, type Seat } from '../../../lib/fleet/chain';
import type { LayerContext, LayerStatus } from '../../../lib/layer/layer';
import { type Order, parseOrder } from '../../../lib/layer/orders';
import { type AssetLayers, createAssetLayers } from '../../../lib/node-red/asset-layers';
import { createStateStore } from '../../../lib/store/state-store';

interface Counted {
  count: number;
  frozen: boolean;
}

/** Records after which the counting layer has learned. */
const LEARNED = 3;

const order = (control: unknown): Order => parseOrder(control, ['freeze', 'unfreeze', 'reset', 'status']);

describe('the layers of a node', () => {
  let folder: string;
  let told: Record<string, unknown>[];
  let failures: Error[];
  let open: AssetLayers[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-layers-'));
    told = [];
    failures = [];
    open = [];
  });
  afterEach(async () => {
    for (const layers of open) await layers.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A real layer that counts its records, learns for three of them and says 'soon' only on the first. */
  const start = (
    more: { maxAssets?: number; seat?: Seat; onCreate?(context: LayerContext): void; tick?(): void } = {},
  ): AssetLayers => {
    const layers = createAssetLayers({
      folder,
      maxAssets: more.maxAssets ?? 50,
      ...(more.seat && { seat: more.seat }),
      packages: [],
      standing: ['freeze', 'unfreeze'],
      create(context, snapshot) {
        more.onCreate?.(context);
        const state: Counted = { count: 0, frozen: false, ...(snapshot as Counted | undefined) };
        return {
          step() {
            if (!state.frozen) state.count++;
            if (state.count === 1) context.save('soon');
          },
          order({ do: what }) {
            if (what !== 'status') state.frozen = what === 'freeze';
            if (what === 'reset') state.count = 0;
            if (what !== 'status') context.save('now');
            return { ...state };
          },
          snapshot: () => state,
          ...(more.tick && { tick: more.tick }),
          status: (): LayerStatus => ({ state: state.count < LEARNED ? 'learning' : 'watching' }),
        };
      },
      emit: (output, asset, payload) => told.push({ output, asset, ...payload }),
      touch: () => {},
      fail: (error) => failures.push(error),
    });
    open.push(layers);
    return layers;
  };
  const feed = (layers: AssetLayers, asset: string, count: number): void => {
    for (let i = 0; i < count; i++) layers.with(asset, (layer) => layer.step({ asset, time: i, values: {} }));
  };
  const ask = (layers: AssetLayers, asset: string): unknown => layers.follow(asset, order('status'), undefined);
  const restart = async (layers: AssetLayers, more: Parameters<typeof start>[0] = {}): Promise<AssetLayers> => {
    await layers.close();
    return start(more);
  };
  const stateFiles = (): string[] => readdirSync(join(folder, 'state')).map((name) => join(folder, 'state', name));

  it('a clean end saves every record, also those that asked for no save', async () => {
    const layers = start();
    for (const [asset, count] of [
      ['a', 7],
      ['b', 400],
      ['c', 1],
    ] as const)
      feed(layers, asset, count);
    const again = await restart(layers);
    for (const [asset, count] of [
      ['a', 7],
      ['b', 400],
      ['c', 1],
    ] as const)
      assert.deepEqual(ask(again, asset), { count, frozen: false });
  });

  it('what fails each second is told once, until it is something else', () => {
    let wrong: string | undefined = 'no place';
    const layers = start({
      tick() {
        if (wrong !== undefined) throw new Error(wrong);
      },
    });
    for (const asset of ['A', 'B']) feed(layers, asset, 1);
    for (const now of ['no place', 'no place', 'no file', undefined, 'no file']) {
      wrong = now;
      layers.tick();
    }
    assert.deepEqual(
      failures.map(({ message }) => message),
      ['no place', 'no file', 'no file'],
    );
  });

  it('an asset that was restored from disk goes on from what the fleet knows with its first record from there', async () => {
    feed(start(), 'a', 5);
    await open.at(-1)!.close();
    const chain = new Chain();
    const seat = chain.join('node', {
      snapshot: (asset) => layers.snapshot(asset),
      drop: (asset) => layers.drop(asset),
    });
    const layers = start({ seat });
    await layers.restoreAll();
    assert.deepEqual(ask(layers, 'a'), { count: 5, frozen: false });
    chain.hand('a', { parts: { node: { a: { count: 40, frozen: false } } }, models: {} });
    layers.with('a', (layer) => layer.step({ asset: 'a', time: 0, values: {} }), 'a');
    assert.deepEqual(chain.take('a').parts, { node: { a: { count: 41, frozen: false } } });
  });

  describe('an order between a start and the first message', () => {
    it('to all reaches every asset on disk, and stays after another start', async () => {
      const layers = start();
      for (const asset of ['a', 'b']) feed(layers, asset, 5);
      let again = await restart(layers);
      assert.deepEqual(again.names().sort(), ['a', 'b']);
      for (const asset of again.names()) again.follow(asset, order('freeze'), undefined);
      again = await restart(again);
      feed(again, 'a', 10);
      assert.deepEqual(ask(again, 'a'), { count: 5, frozen: true });
    });

    it('that is only remembered holds once the asset comes, as for one that is new', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      const again = await restart(layers);
      again.remember(order('freeze'));
      for (const asset of ['a', 'new']) feed(again, asset, 10);
      assert.deepEqual(ask(again, 'a'), { count: 5, frozen: true });
      assert.deepEqual(ask(again, 'new'), { count: 0, frozen: true });
    });

    it('that the posture holds is not remembered in place of what a person ordered for all', async () => {
      const layers = start();
      layers.remember(order('freeze'));
      layers.remember(order({ do: 'unfreeze', hold: 'posture' }));
      feed(layers, 'new', 3);
      assert.deepEqual(ask(layers, 'new'), { count: 0, frozen: true });
    });

    it('to one asset reaches it', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      const again = await restart(layers);
      assert.equal(again.has('a'), true);
      assert.equal(again.has('nobody'), false);
      assert.deepEqual(again.follow('a', order('freeze'), undefined), { count: 5, frozen: true });
    });

    it('never undoes what a person ordered for one asset after the order to all', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      layers.follow('a', order('freeze'), undefined);
      layers.remember(order('freeze'));
      layers.follow('a', order('unfreeze'), undefined);
      const again = await restart(layers);
      feed(again, 'a', 1);
      assert.deepEqual(ask(again, 'a'), { count: 6, frozen: false });
    });
  });

  describe('places', () => {
    it('forged names that come first after a start lock out no asset that is on disk', async () => {
      const layers = start({ maxAssets: 5 });
      for (const asset of ['real 1', 'real 2']) feed(layers, asset, LEARNED);
      const again = await restart(layers, { maxAssets: 5 });
      let refused = 0;
      for (let i = 0; i < 50; i++) {
        try {
          feed(again, `forged ${i}`, 1);
        } catch {
          refused++;
        }
      }
      assert.equal(refused, 47);
      for (const asset of ['real 1', 'real 2']) feed(again, asset, 20);
      assert.deepEqual(ask(again, 'real 2'), { count: LEARNED + 20, frozen: false });
    });

    it('forged names that were on disk before they had learned make room for new ones', async () => {
      const layers = start({ maxAssets: 3 });
      feed(layers, 'real', LEARNED);
      for (const asset of ['forged 1', 'forged 2']) feed(layers, asset, 1);
      const again = await restart(layers, { maxAssets: 3 });
      feed(again, 'new plant', 1);
      assert.ok(again.has('real'));
      assert.deepEqual(again.names().length, 3);
      assert.equal(ask(again, 'real') !== undefined, true);
    });

    it('an asset that has learned never makes room', async () => {
      const layers = start({ maxAssets: 2 });
      for (const asset of ['a', 'b']) feed(layers, asset, LEARNED);
      const again = await restart(layers, { maxAssets: 2 });
      assert.throws(() => feed(again, 'c', 1), /would be asset 3, the limit is 2/);
      assert.deepEqual(again.names().sort(), ['a', 'b']);
    });
  });

  describe('when the disk refuses', () => {
    /** A folder where the state before must go: every save of this asset fails, as root too. */
    const block = (): (() => void) => {
      const file = stateFiles().find((name) => name.endsWith('.json'))!;
      mkdirSync(`${file}.before`);
      return () => rmSync(`${file}.before`, { recursive: true });
    };

    it('an order that holds but is not on disk is an error, not done; afterwards it is done again', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      const again = await restart(layers);
      const unblock = block();
      assert.throws(() => again.follow('a', order('freeze'), undefined), /freeze of a holds now but is lost/);
      assert.match(again.summary().unsaved!, /EISDIR|directory|ENOTEMPTY/);
      unblock();
      assert.deepEqual(again.follow('a', order('freeze'), undefined), { count: 5, frozen: true });
      assert.equal(again.summary().unsaved, undefined);
    });

    it('one asset that cannot be saved keeps none of the others from it', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      const again = await restart(layers);
      const unblock = block();
      for (const asset of ['a', 'b', 'c']) feed(again, asset, 4);
      await again.close();
      unblock();
      const store = createStateStore(join(folder, 'state'));
      for (const asset of ['b', 'c']) assert.deepEqual(store.load(asset)?.state, { count: 4, frozen: false });
      assert.equal(failures.length, 1);
    });

    it('a folder that cannot be made is told at the start, before any message', () => {
      rmSync(folder, { recursive: true });
      createStateStore(join(folder, 'other')).saveNow('x', 1);
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      // A file where the folder must be.
      createStateStore(folder).saveNow('x', 1);
      const [file] = readdirSync(folder);
      folder = join(folder, file!);
      const layers = start();
      assert.match(failures[0]!.message, /could not be saved/);
      assert.notEqual(layers.summary().unsaved, undefined);
      folder = join(folder, '..');
    });
  });

  describe('an asset whose state cannot be read', () => {
    it('is told as a fault until somebody lets it begin anew', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      await layers.close();
      for (const file of stateFiles()) truncateSync(file, 30);
      let reason: string | undefined;
      const again = start({ onCreate: ({ lost }) => (reason = lost?.reason) });
      feed(again, 'a', 1);
      assert.equal(reason, 'damaged');
      assert.deepEqual(
        told.map(({ event, asset }) => [event, asset]),
        [['state-damaged', 'a']],
      );
      assert.match(failures[0]!.message, /what was kept of a cannot be used.*order reset/);
      assert.equal(again.summary().lost?.asset, 'a');
      again.follow('a', order('status'), undefined);
      assert.equal(again.summary().lost?.asset, 'a');
      again.follow('a', order('reset'), undefined);
      assert.equal(again.summary().lost, undefined);
    });

    it('is no fault when its layer finds what it needs elsewhere', async () => {
      const layers = start();
      feed(layers, 'a', 5);
      await layers.close();
      for (const file of stateFiles()) truncateSync(file, 30);
      const again = start({ onCreate: (context) => context.recovered?.() });
      feed(again, 'a', 1);
      assert.equal(again.summary().lost, undefined);
    });
  });
});
