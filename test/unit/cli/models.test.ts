import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import { type AssetLayers, createAssetLayers } from '../../../lib/node-red/asset-layers';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { ROOT } from '../../fixtures/shared';
import { normalRows } from '../detector/plant';

const SETTINGS = { records: 60, layers: '5, 3', epochs: 1, folds: 2, engine: 'wasm', grow: false, exam: false };
const ROWS = normalRows(400, 3);

/** A node with its folder on disk, as Node-RED runs it. */
class Node {
  readonly layers: AssetLayers;
  readonly events: Record<string, unknown>[] = [];
  readonly #made: Layer[] = [];

  constructor(
    readonly folder: string,
    settings: object = {},
  ) {
    this.layers = createAssetLayers({
      folder,
      maxAssets: 10,
      packages: [],
      standing: [],
      create: (context, snapshot) => {
        const layer = createAutoencoder(parseConfig({ ...SETTINGS, ...settings }), context, snapshot);
        this.#made.push(layer);
        return layer;
      },
      emit: (_output, asset, payload) => void this.events.push({ asset, ...payload }),
      touch: () => {},
      fail: () => {},
    });
  }

  /** Scores of records of an asset. */
  async feed(asset: string, from: number, to: number, more: Partial<TwinRecord> = {}): Promise<(number | undefined)[]> {
    const scores = ROWS.slice(from, to).map((values, t) => {
      const record: TwinRecord = { asset, time: (from + t) * 1000, values: { ...values }, ...more };
      this.layers.with(asset, (layer) => layer.step(record));
      return record.score;
    });
    for (const layer of this.#made) await (layer as DetectorLayer).settled();
    return scores;
  }

  async order(asset: string, control: object | string, payload?: unknown): Promise<Record<string, unknown>> {
    const answer = this.layers.follow(asset, parseOrder(control, DETECTOR_ORDERS), payload);
    for (const layer of this.#made) await (layer as DetectorLayer).settled();
    return answer;
  }
}

function twinGuard(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(ROOT, 'dist/cli/twin-guard.js'), 'models', ...args], { encoding: 'utf8' });
}

describe('twin-guard models, on what a node has kept', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-models-'));
  const plant = join(folder, 'plant');
  const file = join(folder, 'pump.model.json');
  let scores: (number | undefined)[];
  after(() => rmSync(folder, { recursive: true }));

  before(async () => {
    const node = new Node(plant);
    await node.feed('pump', 0, 70);
    await node.order('pump', { do: 'train', by: 'Ada' }, ROWS.slice(100, 220));
    await node.order('pump', { do: 'pin', version: 1, by: 'Bo' });
    await node.feed('boiler', 0, 20);
    await node.layers.close();
    assert.equal(twinGuard('export', '--model', plant, '--asset', 'pump', '--out', file).status, 0);
    const again = new Node(plant);
    scores = await again.feed('pump', 250, 400, { comms: { gap: 1000 } });
    await again.layers.close();
  });

  it('lists versions with what holds for them, and the history', () => {
    const { status, stdout } = twinGuard('list', '--model', plant);
    assert.equal(status, 0);
    assert.match(stdout, /^version 2 \(in force\): twin-autoencoder \w{12}$/m);
    assert.match(stdout, /^version 1 \(pinned by Bo\): twin-autoencoder/m);
    const history = stdout.slice(stdout.indexOf('came into force:'));
    assert.match(
      history,
      /:\n {2}20\S+Z version 1, learned from the first records\n {2}20\S+Z version 2, learned from rows that were sent by Ada\n$/,
    );
  });

  it('inspects a version, and a file, in words and as data', () => {
    const words = twinGuard('inspect', '--model', plant, '--version', '1').stdout;
    assert.match(words, /^version 1: twin-autoencoder/);
    assert.match(words, /settings: .*records 60/);
    assert.match(words, /part bands: \d+ % of the score/);
    assert.match(words, /feature a: measured, minmax scaling from -1\.\d+, size 2\.\d+/);
    const data = JSON.parse(twinGuard('inspect', '--in', file, '--json').stdout) as Record<string, unknown>;
    assert.equal((data['features'] as unknown[]).length, 5);
    assert.equal((data['training'] as { rows: number }).rows, 120);
    assert.match(words, /learned from 60 records/);
    assert.match(twinGuard('inspect', '--model', plant, '--version', '9').stderr, /holds no model of version 9/);
    assert.match(twinGuard('inspect', '--in', file, '--model', plant).stderr, /give one of them/);
  });

  it('brings a model to a node that has none: it judges from the start on, to the last bit as where it came from', async () => {
    const other = join(folder, 'other');
    const { status, stdout, stderr } = twinGuard('import', '--in', file, '--model', other, '--asset', 'pump');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /is on disk as version 1; it judges from the next start on/);
    const node = new Node(other);
    assert.deepEqual(await node.feed('pump', 250, 400, { comms: { gap: 1000 } }), scores);
    const { activations } = await node.order('pump', 'status');
    assert.deepEqual(
      (activations as { why: string }[]).map(({ why }) => why),
      ['found'],
    );
    await node.layers.close();
  });

  it('brings a model to a node that has some: nothing changes until a person orders it', async () => {
    const target = join(folder, 'target');
    const first = new Node(target);
    await first.feed('pump', 30, 100);
    await first.layers.close();
    const { stdout } = twinGuard('import', '--in', file, '--model', target);
    assert.match(stdout, /as version 2; version 1 stays in force; order \{ do: "rollback", version: 2, by \}/);
    const node = new Node(target);
    assert.equal((await node.order('pump', 'status'))['version'], 1);
    await assert.rejects(node.order('pump', { do: 'rollback', version: 2 }), /control\.by: is missing/);
    await node.order('pump', { do: 'rollback', version: 2, by: 'Ada' });
    assert.deepEqual(await node.feed('pump', 250, 400, { comms: { gap: 1000 } }), scores);
    await node.layers.close();
    assert.match(twinGuard('list', '--model', target).stdout, /version 2, gone back to by Ada/);
  });

  it('takes no version away, however many there are', () => {
    const target = join(folder, 'many');
    for (let k = 0; k < 8; k++) twinGuard('import', '--in', file, '--model', target, '--asset', 'pump');
    const { stdout } = twinGuard('list', '--model', target);
    assert.deepEqual(stdout.match(/^version \d/gm)!.length, 8);
    assert.match(stdout, /^version 1 \(current\)/m);
  });

  it('tells modes apart by their names', async () => {
    const modal = join(folder, 'modal');
    const node = new Node(modal, { modes: true });
    for (const mode of ['filling', 'idle']) await node.feed('pump', 0, 70, { mode });
    await node.layers.close();
    assert.match(twinGuard('list', '--model', modal).stderr, /give --mode; operating modes .*: "filling", "idle"/);
    assert.match(twinGuard('list', '--model', modal, '--mode', 'idle').stdout, /^version 1 \(in force\)/);
    assert.match(twinGuard('list', '--model', modal, '--mode', 'x').stderr, /give --mode/);
  });

  it('measures two versions side by side, on the golden rows of a node that keeps them', async () => {
    const guarded = join(folder, 'guarded');
    const node = new Node(guarded, { exam: true, records: 200, quarantine: 0 });
    await node.feed('pump', 0, 200);
    await node.order('pump', 'train', ROWS.slice(100, 400));
    await node.layers.close();
    const { stdout, stderr } = twinGuard('compare', '--model', guarded, '--versions', '1,2');
    assert.match(stdout, /^version 1 calls [\d.]+ % of the golden rows abnormal, version 2/, stderr);
    const data = JSON.parse(twinGuard('compare', '--model', guarded, '--versions', '1,2', '--json').stdout) as object;
    assert.deepEqual((data as { versions: number[] }).versions, [1, 2]);
    assert.match(twinGuard('compare', '--model', guarded, '--versions', '1').stderr, /give two versions/);
    assert.match(twinGuard('compare', '--model', plant, '--versions', '1,2').stderr, /no golden rows beside/);
  });

  it('refuses a file that is none, in one sentence that names it', () => {
    const bad = join(folder, 'bad.json');
    const text = readFileSync(file, 'utf8');
    for (const [content, what] of [
      ['{}', /is no model file: its format is missing/],
      [text.slice(0, 1000), /is no model file: it is not JSON, or not all of it is there/],
      [text.replace(/"model": "./, '"model": "x'), /was changed, or is damaged: its model does not fit/],
      [text.replace('"version": 1', '"version": 2'), /is of a newer version of this package/],
    ] as const) {
      writeFileSync(bad, content);
      const { status, stderr } = twinGuard('import', '--in', bad, '--model', plant);
      assert.equal(status, 2);
      assert.match(stderr, what);
      assert.ok(stderr.startsWith(`twin-guard: ${bad} `) && stderr.trim().split('\n').length === 1, stderr);
    }
    assert.match(twinGuard('import', '--in', folder, '--model', plant).stderr, /cannot be read: it is no regular file/);
    assert.match(
      twinGuard('import', '--in', file, '--model', join(folder, 'a', 'b')).stderr,
      /there is no such folder/,
    );
    assert.match(twinGuard('list', '--model', plant).stdout, /^version 2/, 'nothing was added');
  });
});
