import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelStore } from '../../../lib/store/models';
import { createStateStore } from '../../../lib/store/state-store';

/** Raises the format number in a file, as a newer version of the pack would. */
function asNewer(file: string): void {
  const raised = (_: string, format: string): string => `"format":${Number(format) + 1}`;
  writeFileSync(file, readFileSync(file, 'latin1').replace(/"format":(\d+)/, raised), 'latin1');
}

describe('what is known and cannot be read', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-unreadable-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const stateFile = (): string => join(folder, readdirSync(folder).find((name) => name.endsWith('.json'))!);

  describe('models', () => {
    const stored = async (): Promise<ReturnType<typeof createModelStore>> => {
      const models = createModelStore(folder);
      await models.put({ 'a.bin': 'first' });
      await models.put({ 'a.bin': 'second' });
      return models;
    };

    it('a store that never held one passes nothing over', () => {
      assert.deepEqual(createModelStore(folder).find(), { model: undefined, passedOver: [] });
    });

    it('a version that somebody knows of is missing when its folder is gone', () => {
      const { model, passedOver } = createModelStore(join(folder, 'gone')).find(3);
      assert.equal(model, undefined);
      assert.deepEqual(
        passedOver.map(({ version, reason }) => [version, reason]),
        [[3, 'missing']],
      );
    });

    it('CURRENT tells of a version whose files are gone', async () => {
      const models = await stored();
      for (const version of [1, 2]) rmSync(join(folder, `v${version}`), { recursive: true });
      const { model, passedOver } = models.find();
      assert.equal(model, undefined);
      assert.deepEqual(
        passedOver.map(({ version, reason }) => [version, reason]),
        [[2, 'missing']],
      );
    });

    const breakers: [string, string, (file: string) => void][] = [
      ['one flipped bit', 'damaged', (file) => writeFileSync(join(file, 'a.bin'), 'xxxxx')],
      ['a cut file', 'damaged', (file) => truncateSync(join(file, 'a.bin'), 2)],
      ['a manifest that is no JSON', 'damaged', (file) => writeFileSync(join(file, 'manifest.json'), '{')],
      ['a manifest that is null', 'damaged', (file) => writeFileSync(join(file, 'manifest.json'), 'null')],
      ['a newer format', 'newer', (file) => asNewer(join(file, 'manifest.json'))],
    ];
    for (const [what, reason, damage] of breakers) {
      it(`${what} in every version is ${reason}, with a sentence for each`, async () => {
        const models = await stored();
        for (const version of [1, 2]) damage(join(folder, `v${version}`));
        const { model, passedOver } = models.find();
        assert.equal(model, undefined);
        assert.deepEqual(
          passedOver.map((one) => [one.version, one.reason]),
          [
            [2, reason],
            [1, reason],
          ],
        );
        for (const { text } of passedOver) assert.match(text, /^model version \d was passed over: ./);
      });
    }

    it('two at once, and many, are stored one after the other; each is whole', async () => {
      const [one, other] = [createModelStore(folder), createModelStore(folder)];
      const big = (fill: number): Uint8Array => new Uint8Array(1_000_000).fill(fill);
      const versions = await Promise.all([
        one.put({ 'a.bin': big(1) }),
        other.put({ 'a.bin': big(2) }),
        one.put({ 'a.bin': big(3) }),
      ]);
      assert.deepEqual(versions, [1, 2, 3]);
      for (const version of versions) {
        const found = createModelStore(folder).find(version);
        assert.deepEqual(found.passedOver, []);
        assert.equal(found.model?.files['a.bin']?.[500_000], version);
      }
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith('new-')),
        [],
      );
    });

    it('a put that fails keeps no later one from its place', async () => {
      const models = createModelStore(folder);
      const [failed, good] = await Promise.allSettled([models.put({ '../x': 'a' }), models.put({ 'a.bin': 'b' })]);
      assert.equal(failed.status, 'rejected');
      assert.deepEqual(good, { status: 'fulfilled', value: 1 });
    });
  });

  describe('state', () => {
    it('that is damaged, with the one before, is lost; that was never there is not', () => {
      const store = createStateStore(folder);
      assert.equal(store.load('p'), undefined);
      store.saveNow('p', { n: 1 });
      store.saveNow('p', { n: 2 });
      for (const name of readdirSync(folder)) truncateSync(join(folder, name), 20);
      const kept = createStateStore(folder).load('p');
      assert.deepEqual([kept?.state, kept?.lost], [undefined, 'damaged']);
      assert.match(kept!.note!, /passed over/);
    });

    it('of a newer version is told apart and never written over, however often it is saved', async () => {
      createStateStore(folder).saveNow('p', { n: 1 });
      const file = stateFile();
      asNewer(file);
      const before = readFileSync(file, 'latin1');
      const store = createStateStore(folder);
      assert.equal(store.load('p')?.lost, 'newer');
      for (let i = 0; i < 3; i++) {
        assert.throws(() => store.saveNow('p', { n: 9 }), /format is \d+.*not written over/);
        await assert.rejects(store.save('p', { n: 9 }), /not written over/);
      }
      assert.equal(readFileSync(file, 'latin1'), before);
      assert.equal(readdirSync(folder).length, 1);
    });

    it('of a newer version that is the one before is kept as well', () => {
      const store = createStateStore(folder);
      store.saveNow('p', { n: 1 });
      store.saveNow('p', { n: 2 });
      const older = `${stateFile()}.before`;
      asNewer(older);
      const before = readFileSync(older, 'latin1');
      assert.throws(() => createStateStore(folder).saveNow('p', { n: 3 }), /not written over/);
      assert.equal(readFileSync(older, 'latin1'), before);
    });

    it('of a newer version is put aside when a person gives it up, and saving goes on', () => {
      createStateStore(folder).saveNow('p', { n: 1 });
      asNewer(stateFile());
      const store = createStateStore(folder);
      store.putAside('p');
      store.saveNow('p', { n: 2 });
      assert.deepEqual(createStateStore(folder).load('p'), { state: { n: 2 } });
      assert.ok(readdirSync(folder).some((name) => name.endsWith('.newer')));
    });

    it('a pipe, a folder, a device or a huge file in its place is refused without waiting', function () {
      if (process.platform === 'win32') this.skip();
      const make: [string, (file: string) => void][] = [
        ['pipe', (file) => execFileSync('mkfifo', [file])],
        ['folder', (file) => mkdirSync(file)],
        ['device', (file) => execFileSync('ln', ['-s', '/dev/zero', file])],
        [
          'huge',
          (file) => {
            writeFileSync(file, '');
            truncateSync(file, 2 ** 31);
          },
        ],
      ];
      createStateStore(folder).saveNow('p', { n: 1 });
      const file = stateFile();
      for (const [what, put] of make) {
        rmSync(file, { recursive: true });
        put(file);
        const kept = createStateStore(folder).load('p');
        assert.deepEqual([kept?.state, kept?.lost], [undefined, 'damaged'], what);
        assert.match(kept!.note!, what === 'huge' ? /too large/ : /no regular file/);
        assert.deepEqual(createStateStore(folder).known(), [], what);
      }
    });

    it('says whose it is without being read, also when only the one before is left', () => {
      const store = createStateStore(folder);
      store.saveNow('pump', { n: 1 });
      store.saveNow('../tank', { n: 1 }, false);
      store.saveNow('../tank', { n: 2 }, false);
      const known = (): unknown[] =>
        createStateStore(folder)
          .known()
          .sort((a, b) => a.key.localeCompare(b.key));
      const all = [
        { key: '../tank', settled: false },
        { key: 'pump', settled: true },
      ];
      assert.deepEqual(known(), all);
      const newest = readdirSync(folder).find((name) => readdirSync(folder).includes(`${name}.before`))!;
      rmSync(join(folder, newest));
      assert.deepEqual(known(), all);
      assert.deepEqual(createStateStore(folder).load('../tank'), { state: { n: 1 } });
    });
  });
});
