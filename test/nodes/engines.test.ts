import assert from 'node:assert/strict';
import type { EngineEntry } from '../../lib/engine/catalogue';
import { serveEngineList } from '../../lib/node-red/engine-route';
import autoencoder from '../../nodes/autoencoder/autoencoder';
import { type Bench, createBench } from '../fixtures/node-red';

describe('the list of engines for the dialogs', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    // The second time is another kind of detector: the route is there once.
    await bench.load([autoencoder, serveEngineList], []);
  });
  afterEach(() => bench.unload());

  it("has what runs here, and for the rest the reason and the command for this Node-RED's userDir", async () => {
    const entries = (await bench.getJson('/twin-guard/engines')) as EngineEntry[];
    const wasm = entries.find(({ id }) => id === 'wasm')!;
    assert.ok(wasm.available && wasm.device.startsWith('wasm'));
    const cuda = entries.find(({ id }) => id === 'cuda')!;
    if (cuda.available) return;
    assert.equal(cuda.reason, 'not installed: @tensorflow/tfjs-node-gpu');
    assert.equal(cuda.fix, `cd ${JSON.stringify(bench.userDir)} && npm install @tensorflow/tfjs-node-gpu@4.22`);
  });
});
