import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDetectorLayer } from '../../../lib/detector/modes';
import { type AssetLayers, createAssetLayers } from '../../../lib/node-red/asset-layers';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { AUTOENCODER, createAutoencoder } from '../../../nodes/autoencoder/layer';
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
    const config = parseConfig({ records: ROWS, epochs: 2, engine: 'wasm', name: join(folder, 'ended') });
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
});

describe('a deploy in the middle of many trainings', () => {
  it('loses no asset and no row: they are trained after it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-deploy-'));
    const config = parseConfig({ records: ROWS, epochs: 2, engine: 'wasm' });
    const assets = Array.from({ length: 30 }, (_, k) => `pump-${k}`);
    const trained = new Map<string, number>();
    const open = (): AssetLayers =>
      createAssetLayers({
        folder,
        maxAssets: 100,
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

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 5));
}
