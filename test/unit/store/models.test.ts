import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryModels, createModelStore, type ModelStore } from '../../../lib/store/models';

const weights = new Uint8Array([1, 2, 3, 4]);

describe('model store', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-models-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const kinds: [string, () => ModelStore][] = [
    ['on disk', () => createModelStore(folder)],
    ['in memory', () => createMemoryModels()],
  ];
  for (const [kind, create] of kinds) {
    it(`${kind}: versions count up, the newest is current, an earlier one can be made current`, async () => {
      const models = create();
      assert.equal(models.get(), undefined);
      assert.equal(await models.put({ 'weights.bin': weights }), 1);
      assert.equal(await models.put({ 'weights.bin': 'abc' }), 2);
      assert.equal(models.get()?.files['weights.bin']?.toString(), 'abc');
      models.activate(1);
      assert.deepEqual([...models.get()!.files['weights.bin']!], [1, 2, 3, 4]);
      assert.throws(() => models.activate(9), /no model version 9/);
    });

    it(`${kind}: keeps the last five versions`, async () => {
      const models = create();
      for (let i = 0; i < 8; i++) await models.put({ 'a.bin': weights });
      assert.deepEqual(models.versions(), [4, 5, 6, 7, 8]);
    });
  }

  it('passes over a damaged version and says why', async () => {
    const models = createModelStore(folder);
    await models.put({ 'weights.bin': 'first' });
    await models.put({ 'weights.bin': 'second' });
    truncateSync(join(folder, 'v2', 'weights.bin'), 3);
    const found = createModelStore(folder).get();
    assert.equal(found?.version, 1);
    assert.match(found?.notes[0] ?? '', /version 2 .* size/);
  });

  it('writes files that are readable by their user only', async function () {
    if (process.platform === 'win32') this.skip();
    await createModelStore(folder).put({ 'weights.bin': weights, 'model.json': '{}' });
    const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(all.length, 4);
    for (const { path, name } of all) assert.equal(statSync(join(path, name)).mode & 0o077, 0, name);
  });

  it('refuses a changed file even when its size is right', async () => {
    const models = createModelStore(folder);
    await models.put({ 'weights.bin': 'first' });
    writeFileSync(join(folder, 'v1', 'weights.bin'), 'fxrst');
    assert.equal(models.get(), undefined);
  });

  it('refuses file names that could leave the folder', async () => {
    await assert.rejects(createModelStore(folder).put({ '../x': 'a' }), /not a file name/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('kill -9 in the middle of saving leaves a whole model', async () => {
    const script = `
      const { createModelStore } = require(${JSON.stringify(require.resolve('../../../lib/store/models'))});
      const models = createModelStore(${JSON.stringify(folder)});
      (async () => { for (let n = 0; ; n++) { const v = await models.put({ 'w.bin': new Uint8Array(300000).fill(n % 256) }); process.stdout.write(v + '\\n'); } })();`;
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      let acknowledged = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        acknowledged = Number(chunk.toString().trim().split('\n').at(-1));
        if (acknowledged % 5 === round) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      const found = createModelStore(folder).get();
      assert.ok(
        found !== undefined && found.version >= acknowledged,
        `version ${found?.version} after ${acknowledged}`,
      );
      assert.deepEqual(found.notes, []);
      const bytes = found.files['w.bin']!;
      assert.ok(bytes.every((byte) => byte === bytes[0]));
    }
  });
});
