import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEntry } from '../../lib/engine/catalogue';
import autoencoder from '../../nodes/autoencoder/autoencoder';
import dualBranch from '../../nodes/dual-branch/dual-branch';
import { type Bench, createBench, type Received, until } from '../fixtures/node-red';

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
    assert.equal(cuda.fix, `cd "${bench.userDir}" && npm install @tensorflow/tfjs-node-gpu@4.22`);
  });
});

describe('a detector node with a chosen engine', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  /** Lets the node learn and judge one record. */
  async function learn(engine: string): Promise<{ events: Received[]; records: Received[] }> {
    const settings = { records: 60, epochs: 3, engine };
    await bench.load(
      [autoencoder],
      [
        { id: 'flow', type: 'tab', label: 'test' },
        { id: 'node', z: 'flow', type: 'twin-autoencoder', ...settings, wires: [['records'], ['events']] },
        { id: 'records', z: 'flow', type: 'helper' },
        { id: 'events', z: 'flow', type: 'helper' },
      ],
    );
    const events = bench.collect('events');
    const records = bench.collect('records');
    const node = bench.node('node');
    // The helper knows no catalogue: the text is its key.
    let status = '';
    (node as unknown as EventEmitter).on('call:status', (call: { args: [{ text: string }] }) => {
      status = call.args[0].text;
    });
    for (let t = 0; t < 60; t++) node.receive({ payload: [Math.sin(t / 5), Math.cos(t / 5), t % 2] } as never);
    await until(() => status === 'autoencoder.status.watching');
    node.receive({ payload: [0, 1, 0] } as never);
    await until(() => records.length > 60);
    return { events, records };
  }

  function passport(): { device: string; notes: string[] } {
    const folder = join(bench.userDir, 'twin-guard', 'node', 'models');
    const [asset] = readdirSync(folder);
    assert.ok(existsSync(join(folder, asset!, 'CURRENT')));
    return JSON.parse(readFileSync(join(folder, asset!, 'v1', 'passport.json'), 'utf8'));
  }

  it('trains on it, keeps the device in the passport and judges records', async () => {
    const { records } = await learn('tfjs-cpu');
    assert.equal(passport().device, 'tfjs cpu (JavaScript)');
    assert.ok(Number.isFinite(records.at(-1)!.payload.score));
  });

  it('trains on the built-in one where the chosen one cannot run, and says so', async () => {
    const { events } = await learn('cuda');
    assert.match(passport().device, /^wasm/);
    const why = /engine 'cuda' cannot run here, the built-in one is used: not installed/;
    assert.ok(events.some(({ payload }) => why.test(String(payload['text']))));
    assert.match(passport().notes.join(), why);
  });
});
