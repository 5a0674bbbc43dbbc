import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { modelFiles } from '../../../lib/detector/models/model';
import type { EngineEntry } from '../../../lib/engine/catalogue';
import { createModelStore } from '../../../lib/store/models';
import { instant, learn, plant, WIDTH } from '../onnx/models';

const TWIN_GUARD = path.join(__dirname, '..', '..', '..', 'cli', 'twin-guard.js');

function twinGuard(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [TWIN_GUARD, ...args], { encoding: 'utf8' });
}

describe('twin-guard engines', () => {
  it('prints each engine with its device, or what it lacks and the command that brings it', () => {
    const { status, stdout } = twinGuard('engines', '--user-dir', '/srv/node-red');
    assert.equal(status, 0);
    assert.match(stdout, /^wasm .*\n {2}runs on: wasm/);
    assert.match(
      stdout,
      /cannot run: not installed: @tensorflow\/tfjs-node-gpu\n {2}fix: cd "\/srv\/node-red" && npm install/,
    );
  });

  it('prints the same as JSON', () => {
    const entries = JSON.parse(twinGuard('engines', '--json').stdout) as EngineEntry[];
    assert.ok(entries.some(({ id, available }) => id === 'wasm' && available));
  });

  it('refuses options that it does not know', () => {
    const { status, stderr } = twinGuard('engines', '--gpu');
    assert.equal(status, 2);
    assert.match(stderr, /^twin-guard: Unknown option '--gpu'/);
  });
});

describe('twin-guard models', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'twin-guard-'));
  const out = path.join(folder, 'model.onnx');
  after(() => rmSync(folder, { recursive: true }));

  before(async () => {
    for (const asset of ['boiler', 'pump']) {
      const store = createModelStore(path.join(folder, 'node', 'models', asset));
      await store.put(modelFiles((await learn(instant(), 'minmax')).model).files);
    }
  });

  it('writes the current version of a stored model as ONNX that scores', async () => {
    const { status, stdout, stderr } = twinGuard(
      'models',
      'export',
      '--model',
      path.join(folder, 'node/models/pump'),
      '--out',
      out,
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /model.onnx: twin-test \w{12}, version 1, 4 features, \d+ kB/);
    const session = await ort.InferenceSession.create(out);
    const rows = plant(30, 5);
    const x = new ort.Tensor('float64', Float64Array.from(rows.flatMap((row) => [...row])), [30, WIDTH]);
    const { score } = await session.run({ x });
    assert.ok((score!.data as Float64Array).every((value) => value >= 0 && value < 10));
    await session.release();
  });

  it('lists its versions, and says of a damaged one what is wrong', async () => {
    const place = path.join(folder, 'node/models/boiler');
    const store = createModelStore(place);
    await store.put(store.get()!.files);
    writeFileSync(path.join(place, 'v1', 'graph.json'), '{}');
    const { status, stdout } = twinGuard('models', 'list', '--model', place);
    assert.equal(status, 0);
    const [first, learned, score, ...rest] = stdout.trim().split('\n');
    assert.match(first!, /^version 2 \(current\): twin-test \w{12}$/);
    assert.match(learned!, /^ {2}learned from \d+ records.*, hash \w+/);
    assert.match(score!, /^ {2}4 features; score of .*; trained on /);
    assert.match(rest.at(-1)!, /^version 1: model version 1 was passed over: .*graph\.json/);
    assert.match(
      twinGuard('models', 'list', '--model', path.join(folder, 'node')).stderr,
      /holds 2 models; give one of/,
    );
    assert.match(twinGuard('models', 'list').stderr, /--model is missing/);
    assert.match(twinGuard('models', 'drop').stderr, /models drop: give one of list, inspect/);
  });

  it('asks which asset where a node has several', () => {
    const { status, stderr } = twinGuard('models', 'export', '--model', path.join(folder, 'node'), '--out', out);
    assert.equal(status, 2);
    assert.match(stderr, /holds 2 models; give one of .*boiler, .*pump/);
  });

  it('says what is missing and writes nothing', () => {
    const none = path.join(folder, 'none.onnx');
    assert.match(twinGuard('models', 'export', '--out', none).stderr, /--model is missing/);
    assert.match(twinGuard('models', 'export', '--model', folder).stderr, /--out is missing/);
    assert.match(
      twinGuard('models', 'export', '--model', path.join(folder, 'nowhere'), '--out', none).stderr,
      /holds no model/,
    );
    const pump = path.join(folder, 'node/models/pump');
    assert.match(
      twinGuard('models', 'export', '--model', pump, '--version', '7', '--out', none).stderr,
      /no model of version 7/,
    );
    assert.equal(existsSync(none), false);
  });
});
