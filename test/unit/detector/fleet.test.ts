import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDetectorLayer } from '../../../lib/detector/modes';
import { createHost } from '../../../lib/engine/host';
import { createRandom } from '../../../lib/math/random';
import { type AssetLayers, createAssetLayers } from '../../../lib/node-red/asset-layers';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { AUTOENCODER, createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseScaler } from '../../../nodes/scaler/config';
import { createScaler } from '../../../nodes/scaler/layer';
import { testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

const ROWS = 60;

describe('a training whose thread ends under it', () => {
  it('is made by another thread, from the same rows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-ends-'));
    const spec = {
      ...AUTOENCODER,
      blueprint: { module: join(__dirname, '../../fixtures/tasks/ends-once.js'), name: 'blueprint' },
    };
    const context = testContext();
    const config = parseConfig({ records: ROWS, epochs: 2, engine: 'wasm', name: join(folder, 'exit') });
    const layer = createDetectorLayer(spec, config, context);
    normalRows(ROWS).forEach((row, t) => void layer.step(recordOf(row, t)));
    await layer.settled();
    assert.equal(layer.status().state, 'watching');
    assert.deepEqual(context.failures, []);
    const notes = context.sent.filter(({ event }) => event === 'training-note').map(({ text }) => text);
    assert.ok(
      notes.includes('the training thread ended with code 3 and no result; it is tried once more'),
      String(notes),
    );
    layer.close?.();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes none of the others along: the line goes on, and who cannot be trained says why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-ends-'));
    const spec = {
      ...AUTOENCODER,
      blueprint: { module: join(__dirname, '../../fixtures/tasks/ends-once.js'), name: 'blueprint' },
    };
    const host = createHost({ threads: 2, heapMegabytes: 64 });
    const shared = new Map<string, unknown>();
    const ways: Record<number, string> = { 0: 'exit', 5: 'memory', 6: 'exit', 11: 'never', 17: 'memory' };
    const fleet = Array.from({ length: 24 }, (_, k) => {
      const name = join(folder, `${ways[k] ?? 'well'}-${k}`);
      // There is nothing that would have to end it.
      if (ways[k] === undefined) writeFileSync(name, '');
      const context = { ...testContext(`pump-${k}`), shared, host };
      const config = parseConfig({ records: ROWS, epochs: 2, engine: 'wasm', name });
      return { context, layer: createDetectorLayer(spec, config, context) };
    });
    fleet.forEach(({ context, layer }, k) => {
      normalRows(ROWS, k + 1).forEach((row, t) => void layer.step({ ...recordOf(row, t), asset: context.asset }));
    });
    await Promise.all(fleet.map(({ layer }) => layer.settled()));
    fleet.forEach(({ context, layer }, k) => {
      const notes = context.sent.filter(({ event }) => event === 'training-note').map(({ text }) => String(text));
      const again = notes.filter((text) => text.endsWith('it is tried once more'));
      assert.equal(again.length, ways[k] === undefined ? 0 : 1, `${k}: ${notes}`);
      if (ways[k] !== 'never') {
        assert.equal(layer.status().state, 'watching', `${k}`);
        assert.deepEqual(context.failures, []);
        return;
      }
      assert.equal(layer.status().state, 'fault');
      assert.match(String(context.failures), /ran out of memory \(64 MB\)/);
    });
    for (const { layer } of fleet) layer.close?.();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('a deploy in the middle of many trainings', () => {
  it('loses no asset and no row: they are trained after it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-deploy-'));
    const config = parseConfig({ records: ROWS, epochs: 2, engine: 'wasm' });
    const assets = Array.from({ length: 200 }, (_, k) => `pump-${k}`);
    const trained = new Map<string, number>();
    const open = (): AssetLayers =>
      createAssetLayers({
        folder,
        maxAssets: 200,
        packages: [],
        standing: [],
        create: (context, snapshot) => createAutoencoder(config, context, snapshot),
        emit: (_output, asset, { event, records }) => {
          if (event === 'trained') trained.set(asset, records as number);
        },
        touch: () => undefined,
        fail: (error) => assert.fail(error),
      });
    const before = open();
    normalRows(ROWS).forEach((row, t) => {
      for (const asset of assets) before.with(asset, (layer) => layer.step({ ...recordOf(row, t), asset }));
    });
    const { counts } = before.summary();
    assert.ok((counts.get('queued') ?? 0) > 0, JSON.stringify([...counts]));
    await until(() => trained.size > 0);
    await before.close();
    assert.ok(trained.size < assets.length, `${trained.size} trained before the deploy`);
    const after = open();
    await after.restoreAll();
    await until(() => trained.size === assets.length);
    assert.deepEqual([...after.summary().counts], [['watching', assets.length]]);
    assert.deepEqual(new Set(trained.values()), new Set([ROWS]));
    await after.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('assets of one kind', () => {
  const config = parseConfig({ records: ROWS, engine: 'wasm', seed: 5 });
  const assets = Array.from({ length: 8 }, (_, k) => `pump-${k}`);

  /** Ids of the models, by asset, and what was noted of how they were made. */
  async function learned(threads: number, others = assets) {
    const host = createHost({ threads });
    const shared = new Map<string, unknown>();
    const contexts = others.map((asset) => ({ ...testContext(asset), shared, host }));
    const layers = contexts.map((context) => createAutoencoder(config, context));
    others.forEach((asset, k) => {
      normalRows(ROWS, k + 1).forEach((row, t) => void layers[k]!.step({ ...recordOf(row, t), asset }));
    });
    await Promise.all(layers.map((layer) => layer.settled()));
    for (const layer of layers) layer.close?.();
    return contexts.map(({ sent }) => ({
      model: sent.find(({ event }) => event === 'trained')!['model'],
      begun: sent
        .filter(({ event }) => event === 'training-note')
        .map(({ text }) => text)
        .some((text) => /began with what pump-0 had learned/.test(String(text))),
    }));
  }

  it('learn from the first one, and the same whatever the number of threads', async () => {
    const one = await learned(1);
    const begun = one.map((asset) => asset.begun);
    assert.equal(begun[0], false);
    // The exam may find that one of them is not like the others.
    assert.ok(begun.filter(Boolean).length >= assets.length / 2, String(begun));
    assert.deepEqual(await learned(3), one);
  });

  it('learn by themselves where there is no other, as the first one does', async () => {
    const [first] = await learned(1);
    assert.deepEqual(await learned(2, ['pump-0']), [first]);
  });

  it('do not go on with what does not fit them', async () => {
    const host = createHost({ threads: 1 });
    const shared = new Map<string, unknown>();
    const notes: unknown[] = [];
    for (const asset of ['pump', 'other']) {
      const context = { ...testContext(asset), shared, host };
      const layer = createAutoencoder(config, context);
      const random = createRandom(9);
      normalRows(ROWS).forEach((row, t) => {
        // The other one has the same tags, and they have nothing to do with each other.
        const values =
          asset === 'pump' ? row : Object.fromEntries(Object.keys(row).map((tag) => [tag, random.normal()]));
        void layer.step({ ...recordOf(values, t), asset });
      });
      await layer.settled();
      notes.push(...context.sent.filter(({ event }) => event === 'training-note').map(({ text }) => text));
      assert.equal(layer.status().state, 'watching');
      layer.close?.();
    }
    assert.ok(!notes.some((text) => /began with/.test(String(text))), String(notes));
  });
});

describe('assets whose records come in turn', () => {
  const SCALER = parseScaler({ warmup: 20 });
  const DETECTOR = parseConfig({ records: ROWS, epochs: 5, engine: 'wasm', grow: false });
  const assets = ['pump', 'fan', 'mill'];
  const rowsOf = (asset: string): Record<string, number>[] => normalRows(3 * ROWS, 1 + assets.indexOf(asset));

  interface Kept {
    readonly context: ReturnType<typeof testContext>;
    readonly scaler: unknown;
    readonly detector: unknown;
  }

  async function learn(asset: string): Promise<Kept> {
    const context = testContext(asset);
    const scaler = createScaler(SCALER, context);
    const detector = createAutoencoder(DETECTOR, context);
    for (const [t, row] of rowsOf(asset)
      .slice(0, 2 * ROWS)
      .entries()) {
      const record = { ...recordOf(row, t), asset };
      await scaler.step(record);
      await detector.step(record);
    }
    await detector.settled();
    return { context, scaler: scaler.snapshot(), detector: detector.snapshot() };
  }

  /** What is said of the records after those learned from, by asset: one record of each asset after the other. */
  function told(kept: ReadonlyMap<string, Kept>): ReadonlyMap<string, string[]> {
    const layers = [...kept].map(([asset, { context, scaler, detector }]) => {
      const all = [createScaler(SCALER, context, scaler), createAutoencoder(DETECTOR, context, detector)];
      return { asset, all, rows: rowsOf(asset), said: [] as string[] };
    });
    for (let t = 2 * ROWS; t < 3 * ROWS; t++) {
      for (const { asset, all, rows, said } of layers) {
        const record = { ...recordOf(rows[t]!, t), asset };
        // A value that lacks must not be what another asset has there.
        if (t % 3 === 0) delete record.values[asset === 'fan' ? 'a' : 'b'];
        for (const layer of all) void layer.step(record);
        said.push(JSON.stringify(record));
      }
    }
    for (const { all } of layers) for (const layer of all) layer.close?.();
    return new Map(layers.map(({ asset, said }) => [asset, said]));
  }

  it('are told what each is told alone, to the last digit', async () => {
    const kept = new Map<string, Kept>();
    for (const asset of assets) kept.set(asset, await learn(asset));
    const together = told(kept);
    for (const [asset, own] of kept) {
      const alone = told(new Map([[asset, own]])).get(asset)!;
      assert.ok(alone.every((text) => /"score":/.test(text)));
      assert.deepEqual(together.get(asset), alone);
    }
  });
});

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 5));
}
