import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAutomatic, openChosen } from '../../../lib/engine/automatic';
import { listEngines } from '../../../lib/engine/catalogue';
import { CancelledError, type TrainingOptions } from '../../../lib/engine/engine';
import { measureStep } from '../../../lib/engine/measure';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { autoencoder } from './nets';

const OPTIONS: TrainingOptions = {
  epochs: 2,
  batch: 16,
  optimizer: { kind: 'adam', rate: 1e-3 },
  l2: 0,
  validation: Int32Array.of(0, 1),
  patience: 0,
  seed: 1,
};

describe('Automatic', () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'twin-guard-'));
  const file = path.join(cache, 'engine-measurements.json');
  after(() => rmSync(cache, { recursive: true }));
  const { graph, data } = autoencoder(200);

  async function trainedOn(): Promise<{ device: string; notes: string[] }> {
    const notes: string[] = [];
    const candidates = ['cuda', 'tfjs-cpu'] as const;
    const engine = await createAutomatic({ folders: [], cache, candidates, note: (text) => notes.push(text) });
    try {
      const { device } = await engine.train(graph, data, OPTIONS);
      assert.equal(engine.device, device);
      return { device, notes };
    } finally {
      await engine.close();
    }
  }

  /** Sets what was measured for the one situation that is kept. */
  function remember(measurements: Record<string, number | null>): void {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    for (const key of Object.keys(kept)) kept[key] = measurements;
    writeFileSync(file, JSON.stringify(kept));
  }

  it('measures every engine that runs here and says what it found', async () => {
    const { notes } = await trainedOn();
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /wasm [\d.]+ ms\/epoch/);
    assert.match(notes[0]!, /tfjs-cpu [\d.]+ ms\/epoch/);
  });

  it('takes the fastest by what was measured, and does not measure again', async () => {
    remember({ wasm: 3, 'tfjs-cpu': 2 });
    const { device, notes } = await trainedOn();
    assert.equal(device, 'tfjs cpu (JavaScript)');
    // 198 examples are 13 steps of 16.
    assert.deepEqual(notes, ['tfjs-cpu 26 ms/epoch, wasm 39 ms/epoch']);
    remember({ wasm: 3, 'tfjs-cpu': null });
    const other = await trainedOn();
    assert.match(other.device, /^wasm/);
    assert.deepEqual(other.notes, ['wasm 39 ms/epoch, tfjs-cpu too slow']);
  });

  it('falls back to the built-in engine when what was fastest is gone, and says why', async () => {
    remember({ wasm: 3, cuda: 0.1 });
    const { device, notes } = await trainedOn();
    assert.match(device, /^wasm/);
    assert.match(notes[1]!, /'cuda' cannot run here, the built-in one is used: not installed.*npm install/);
  });

  it('measures anew when the kept measurements are damaged', async () => {
    writeFileSync(file, '{"torn');
    assert.match((await trainedOn()).notes[0]!, /wasm [\d.]+ ms\/epoch/);
    remember({ 'rm -rf': 1 });
    assert.match((await trainedOn()).notes[0]!, /wasm [\d.]+ ms\/epoch/);
  });

  it('can be cancelled while it measures', async () => {
    const candidates = ['tfjs-cpu'] as const;
    const engine = await createAutomatic({ folders: [], candidates, note: () => undefined });
    await assert.rejects(engine.train(graph, data, OPTIONS, { cancelled: () => true }), CancelledError);
    await engine.close();
  });

  it('leaves out what cannot run here, says why, and does not take that for good', async () => {
    const before = process.env['VK_DRIVER_FILES'];
    process.env['VK_DRIVER_FILES'] = path.join(cache, 'none.json');
    const folder = path.join(cache, 'other');
    const notes: string[] = [];
    const engine = await createAutomatic({ folders: [], cache: folder, note: (text) => notes.push(text) });
    try {
      await engine.train(graph, data, OPTIONS);
    } finally {
      if (before === undefined) delete process.env['VK_DRIVER_FILES'];
      else process.env['VK_DRIVER_FILES'] = before;
      await engine.close();
    }
    assert.equal(engine.name, 'wasm');
    assert.deepEqual(notes.length, 1);
    assert.match(notes[0]!, /^webgpu cannot run here: no driver found; /);
    assert.equal(existsSync(folder), false);
  });

  it('uses the built-in engine in place of a chosen one that cannot run here', async () => {
    const notes: string[] = [];
    const engine = await openChosen('cuda', { folders: ['/userdir'], note: (text) => notes.push(text) });
    assert.equal(engine.name, 'wasm');
    assert.match(notes[0]!, /not installed: @tensorflow\/tfjs-node-gpu; cd "\/userdir" && npm install/);
    await engine.close();
  });
});

describe('measuring an engine', () => {
  const { graph, data } = autoencoder(1000);

  it('takes the best of its rounds per step, the first one left out', async () => {
    // Times at the start and after each of the five rounds; between them only questions whether it took too long.
    const marks = [0, 100, 180, 220, 300, 380];
    let round = 0;
    const now = (): number => marks[Math.min(round, 5)]!;
    const wasm = createWasmEngine();
    const counting = {
      ...wasm,
      train: (...[g, d, o, hooks]: Parameters<typeof wasm.train>) =>
        wasm.train(g, d, o, {
          ...hooks,
          onEpoch: (progress) => {
            round++;
            hooks?.onEpoch?.(progress);
          },
        }),
    };
    assert.equal(await measureStep(counting, graph, data, OPTIONS, now), 40 / 8);
  });

  it('gives up on an engine that does not get through the first round', async () => {
    let time = 0;
    const now = (): number => {
      time += 1000;
      return time;
    };
    assert.equal(await measureStep(createWasmEngine(), graph, data, OPTIONS, now), Number.POSITIVE_INFINITY);
  });
});

describe('the list of engines', () => {
  it('has every engine with its device, or the reason and the fix', async () => {
    const entries = await listEngines(['/userdir']);
    assert.deepEqual(
      entries.map(({ id }) => id),
      ['wasm', 'cuda', 'webgpu', 'tensorflow-node', 'tfjs-cpu', 'webgpu-software'],
    );
    for (const entry of entries) {
      if (entry.available) assert.ok(entry.device.length > 0);
      else assert.ok(entry.reason.length > 0 && entry.fix.length > 0, entry.id);
    }
    const wasm = entries[0]!;
    assert.ok(wasm.available && wasm.device.startsWith('wasm'));
    const cuda = entries[1]!;
    assert.ok(!cuda.available && cuda.fix.startsWith('cd "/userdir" && npm install'));
    assert.equal(await listEngines(['/userdir']), entries);
  });
});
