import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, type Engine, type TrainingOptions } from '../../../lib/engine/engine';
import { backendOf, Refusal } from '../../../lib/engine/tensorflow/backends';
import { EngineCrashError } from '../../../lib/engine/tensorflow/connection';
import { checkPlatform } from '../../../lib/engine/tensorflow/platform';
import { resolvePackages } from '../../../lib/engine/tensorflow/resolve';
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { engineProcesses, hasEnded } from '../../fixtures/processes';
import { autoencoder, windowNet } from './nets';

const OPTIONS: TrainingOptions = {
  epochs: 3,
  batch: 16,
  optimizer: { kind: 'adam', rate: 1e-2 },
  l2: 1e-4,
  validation: Int32Array.of(0, 1, 2, 3),
  patience: 0,
  seed: 11,
};
const LONG: TrainingOptions = { ...OPTIONS, epochs: 100_000 };

describe('tensorflow engine', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openTensorflow('tfjs-cpu', []);
  });
  afterEach(() => engine.close());

  it('trains, tells its progress and scores every example', async () => {
    const { graph, data } = autoencoder(100);
    const epochs: number[] = [];
    const trained = await engine.train(graph, data, OPTIONS, { onEpoch: ({ epoch }) => epochs.push(epoch) });
    assert.deepEqual(epochs, [1, 2, 3]);
    assert.ok(trained.history[2]!.loss < trained.history[0]!.loss);
    assert.equal(trained.device, 'tfjs cpu (JavaScript)');
    const { score } = await engine.predict(graph, trained.weights, data, ['score']);
    assert.equal(score!.length, 100);
    assert.ok(score!.every((value) => value >= 0 && Number.isFinite(value)));
  });

  it('gives the same scores for one example as for many', async () => {
    const { graph, data } = windowNet(40);
    const { weights } = await engine.train(graph, data, OPTIONS);
    const all = await engine.predict(graph, weights, data, ['score', 'expected']);
    const one = await engine.predict(graph, weights, { ...data, starts: data.starts.slice(7, 8) }, [
      'score',
      'expected',
    ]);
    assert.ok(Math.abs(all['score']![7]! - one['score']![0]!) < 1e-6);
    assert.equal(one['expected']!.length, all['expected']!.length / 40);
  });

  it('refuses wrong data before anything runs', async () => {
    const { graph, data } = autoencoder(10);
    const rows = data.rows.slice();
    rows[13] = Number.NaN;
    await assert.rejects(engine.train(graph, { ...data, rows }, OPTIONS), /row 1, column 3/);
    await assert.rejects(engine.predict(graph, new Float32Array(3), data, ['score']), /3 numbers/);
  });

  it('stops in mid-epoch when cancelled, and goes on with other work', async () => {
    const { graph, data } = autoencoder(4000);
    const started = Date.now();
    const training = engine.train(graph, data, { ...LONG, batch: 1 }, { cancelled: () => Date.now() - started > 100 });
    await assert.rejects(training, CancelledError);
    await engine.train(graph, data, { ...OPTIONS, epochs: 1, batch: 500 });
  });

  it('runs two trainings at once with the result that each has alone', async () => {
    const { graph, data } = autoencoder(100);
    const other = { ...OPTIONS, seed: 12 };
    const [a, b] = await Promise.all([engine.train(graph, data, OPTIONS), engine.train(graph, data, other)]);
    assert.deepEqual(a.weights, (await engine.train(graph, data, OPTIONS)).weights);
    assert.deepEqual(b.weights, (await engine.train(graph, data, other)).weights);
    assert.notDeepEqual(a.weights, b.weights);
  });

  it('tells a training that diverges', async () => {
    const { graph, data } = autoencoder(100);
    const wild: TrainingOptions = { ...OPTIONS, epochs: 50, optimizer: { kind: 'sgd', rate: 1e6 } };
    await assert.rejects(engine.train(graph, data, wild), /diverged/);
  });

  it('fails clearly when its process dies, and starts a new one for the next call', async function () {
    if (process.platform !== 'linux') this.skip();
    const { graph, data } = autoencoder(100);
    const [pid] = engineProcesses();
    const training = engine.train(graph, data, LONG, { onEpoch: () => process.kill(pid!, 'SIGKILL') });
    await assert.rejects(training, (error) => {
      assert.ok(error instanceof EngineCrashError);
      assert.match(error.message, /process of engine 'tfjs-cpu' ended \(SIGKILL\)/);
      return true;
    });
    const { weights } = await engine.train(graph, data, OPTIONS);
    assert.equal((await engine.predict(graph, weights, data, ['score']))['score']!.length, 100);
    assert.equal(engineProcesses().length, 1);
  });

  it('keeps a model usable over a crash', async function () {
    if (process.platform !== 'linux') this.skip();
    const { graph, data } = autoencoder(20);
    const { weights } = await engine.train(graph, data, OPTIONS);
    const before = await engine.predict(graph, weights, data, ['score']);
    const [pid] = engineProcesses();
    process.kill(pid!, 'SIGKILL');
    assert.ok(await hasEnded(pid!));
    assert.deepEqual(await engine.predict(graph, weights, data, ['score']), before);
  });

  it('ends a process that hangs when its training is cancelled', async function () {
    if (process.platform !== 'linux') this.skip();
    const { graph, data } = autoencoder(100);
    const [pid] = engineProcesses();
    let hung = false;
    const hooks = {
      cancelled: () => hung,
      onEpoch: () => {
        if (!hung) process.kill(pid!, 'SIGSTOP');
        hung = true;
      },
    };
    await assert.rejects(engine.train(graph, data, LONG, hooks), CancelledError);
    assert.ok(await hasEnded(pid!));
    await engine.train(graph, data, OPTIONS);
  });

  it('ends its process with its last user, a running training included', async function () {
    if (process.platform !== 'linux') this.skip();
    const { graph, data } = autoencoder(100);
    const second = await openTensorflow('tfjs-cpu', []);
    assert.equal(engineProcesses().length, 1);
    const [pid] = engineProcesses();
    await second.close();
    const training = engine.train(graph, data, LONG);
    const rejected = assert.rejects(training, CancelledError);
    await sleep(100);
    await engine.close();
    await rejected;
    assert.ok(await hasEnded(pid!));
  });

  it('does not outlive a killed Node-RED', async function () {
    if (process.platform !== 'linux') this.skip();
    const script = path.join(__dirname, 'hold-engine.js');
    const parent = fork(script, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [pid] = (await once(parent, 'message')) as [number];
    parent.kill('SIGKILL');
    assert.ok(await hasEnded(pid));
  });
});

describe('tensorflow engine where it cannot run', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'twin-guard-'));
  after(() => rmSync(folder, { recursive: true }));

  it('names what is not installed and the command that installs it', async () => {
    await assert.rejects(openTensorflow('cuda', [folder]), (error) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.reason, 'not installed: @tensorflow/tfjs-node-gpu');
      assert.equal(error.fix, `cd "${folder}" && npm install @tensorflow/tfjs-node-gpu@4.22`);
      return true;
    });
  });

  it("finds packages in Node-RED's userDir, and says when one came without its binary", async () => {
    const home = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), '{"name":"@tensorflow/tfjs-node","version":"4.22.0"}');
    const text = 'The Node.js native addon module (tfjs_binding.node) can not be found at path';
    writeFileSync(path.join(home, 'index.js'), `throw new Error(${JSON.stringify(text)});`);
    assert.equal(
      resolvePackages(backendOf('tensorflow-node'), [folder])['@tensorflow/tfjs-node'],
      path.join(home, 'index.js'),
    );
    await assert.rejects(openTensorflow('tensorflow-node', [folder]), (error) => {
      assert.ok(error instanceof Refusal);
      assert.match(error.reason, /installed without its binary/);
      assert.match(error.fix, /npm approve-scripts @tensorflow\/tfjs-node && npm rebuild/);
      return true;
    });
  });

  it('says that Alpine Linux and old systems lack what a GPU needs', () => {
    assert.throws(() => checkPlatform(backendOf('webgpu'), 'linux-x64', ''), /needs glibc 2.34.*Debian/);
    assert.throws(() => checkPlatform(backendOf('webgpu'), 'linux-x64', '2.31'), /this system has 2.31/);
    assert.throws(() => checkPlatform(backendOf('cuda'), 'linux-arm64', '2.36'), /no binary for linux-arm64/);
    checkPlatform(backendOf('webgpu'), 'linux-arm64', '2.36');
    checkPlatform(backendOf('tfjs-cpu'), 'linux-riscv64', '');
  });

  it('tells a missing driver and never takes a software one for a GPU', async () => {
    const before = process.env['VK_DRIVER_FILES'];
    process.env['VK_DRIVER_FILES'] = path.join(folder, 'none.json');
    try {
      await assert.rejects(openTensorflow('webgpu', []), (error) => {
        assert.ok(error instanceof Refusal);
        assert.match(error.reason, /no driver found/);
        return true;
      });
    } finally {
      if (before === undefined) delete process.env['VK_DRIVER_FILES'];
      else process.env['VK_DRIVER_FILES'] = before;
    }
  });
});
