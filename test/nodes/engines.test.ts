import assert from 'node:assert/strict';
import type { EngineEntry } from '../../lib/engine/catalogue';
import autoencoder from '../../nodes/autoencoder/autoencoder';
import dualBranch from '../../nodes/dual-branch/dual-branch';
import { type Bench, createBench } from '../fixtures/node-red';

describe('the list of engines for the dialogs', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    // Both ask for the route; it is there once.
    await bench.load([autoencoder, dualBranch], []);
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
