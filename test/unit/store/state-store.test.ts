import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { createStateStore } from '../../../lib/store/state-store';

const KEPT_WITH_WORDS = 'Qx5tgIUp2R1+Y2gFAfIZeocfFpfYet64ChQSy2aY+0FNDxIjubYWAA==';

describe('state store', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const files = (): string[] => readdirSync(folder).sort();
  const fileOf = (key: string): string => {
    const name = files().find(
      (f) => f.endsWith('.json') && readFileSync(join(folder, f), 'utf8').includes(JSON.stringify(key)),
    );
    return join(folder, name!);
  };

  it('gives back what was saved, per asset, to another process too', () => {
    createStateStore(folder).saveNow('pump 1', { a: [1, 2.5] });
    createStateStore(folder).saveNow('../../etc/passwd', { b: null });
    const other = createStateStore(folder);
    assert.deepEqual(other.load('pump 1'), { state: { a: [1, 2.5] } });
    assert.deepEqual(other.load('../../etc/passwd'), { state: { b: null } });
    assert.equal(other.load('pump 2'), undefined);
    assert.equal(files().length, 2);
  });

  const STATE = { n: 1, text: 'Füllstand' };
  for (const [format, body] of [
    [1, Buffer.from(JSON.stringify(STATE))],
    [2, deflateRawSync(JSON.stringify(STATE))],
    [3, deflateRawSync(JSON.stringify(STATE))],
  ] as const) {
    it(`reads what an older version kept in format ${format}, and keeps it as today with the next save`, () => {
      const store = createStateStore(folder);
      store.saveNow('p', { n: 0 });
      const head = { format, key: 'p', sha256: createHash('sha256').update(body).digest('hex') };
      writeFileSync(fileOf('p'), Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]));
      assert.deepEqual(createStateStore(folder).load('p'), { state: STATE });
      assert.deepEqual(createStateStore(folder).known(), [{ key: 'p', settled: true }]);
      createStateStore(folder).saveNow('p', { n: 2 });
      assert.deepEqual(createStateStore(folder).load('p'), { state: { n: 2 } });
    });
  }

  it('reads what was kept with the words of format 4: they must never change', () => {
    const state = {
      alerts: { recent: [17], suppressed: 0 },
      commander: { armed: false, resets: 3, states: {}, normal: {} },
      learned: { names: ['tag0'], center: [], scale: [] },
      pace: { interval: 1000, count: 100, last: 17 },
      recent: { seams: [], covered: { covered: 100000 }, times: '' },
    };
    const body = Buffer.from(KEPT_WITH_WORDS, 'base64');
    createStateStore(folder).saveNow('p', { n: 0 });
    const head = { format: 4, key: 'p', sha256: createHash('sha256').update(body).digest('hex') };
    writeFileSync(fileOf('p'), Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]));
    assert.deepEqual(createStateStore(folder).load('p'), { state });
    const store = createStateStore(folder);
    store.saveNow('q', state);
    assert.ok(readFileSync(fileOf('q')).length < 300, `${readFileSync(fileOf('q')).length} bytes`);
  });

  it('keeps rows of numbers in not much more than their bytes', () => {
    const rows = Buffer.from(Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i)).buffer).toString('base64');
    createStateStore(folder).saveNow('p', { rows });
    assert.ok(readFileSync(fileOf('p')).length < 8500, `${readFileSync(fileOf('p')).length} bytes`);
  });

  it('falls back to the state before when the newest is torn, and says so', () => {
    const store = createStateStore(folder);
    store.saveNow('p', { n: 1 });
    store.saveNow('p', { n: 2 });
    const file = fileOf('p');
    writeFileSync(file, readFileSync(file).subarray(0, -3));
    const found = createStateStore(folder).load('p');
    assert.deepEqual(found?.state, { n: 1 });
    assert.match(found?.note ?? '', /passed over/);
  });

  it('never accepts a state whose content was changed', () => {
    const store = createStateStore(folder);
    store.saveNow('p', { limit: 1 });
    const file = fileOf('p');
    const bytes = readFileSync(file);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(file, bytes);
    const found = createStateStore(folder).load('p');
    assert.equal(found?.state, undefined);
    assert.match(found?.note ?? '', /hash/);
  });

  it('a slow save never overwrites a newer one', async () => {
    const store = createStateStore(folder);
    const slow = store.save('p', { n: 1 });
    store.saveNow('p', { n: 2 });
    await slow;
    assert.deepEqual(createStateStore(folder).load('p'), { state: { n: 2 } });
  });

  describe('while a save is deflated in another thread', () => {
    // Large enough to be deflated for a while.
    const large = (n: number) => ({ n, rows: Array.from({ length: 50_000 }, (_, i) => Math.sin(i)) });
    const kept = () => createStateStore(folder).load('p');

    it('what is saved at once stays, with what was saved before it', async () => {
      const store = createStateStore(folder);
      store.saveNow('p', { n: 0 });
      const slow = store.save('p', large(1));
      assert.deepEqual(kept(), { state: { n: 0 } });
      store.saveNow('p', { n: 2 });
      await slow;
      assert.deepEqual(kept(), { state: { n: 2 } });
      rmSync(fileOf('p'));
      assert.deepEqual(kept(), { state: { n: 0 } });
    });

    it('what is removed does not come back, and what is saved after that stays', async () => {
      const store = createStateStore(folder);
      store.saveNow('p', { n: 0 });
      const slow = store.save('p', large(1));
      store.remove('p');
      await slow;
      assert.equal(kept(), undefined);
      assert.deepEqual(files(), []);
      const again = store.save('p', large(2));
      store.remove('p');
      store.saveNow('p', { n: 3 });
      await again;
      assert.deepEqual(kept(), { state: { n: 3 } });
    });

    it('the state is kept as it was when it was saved', async () => {
      const state = large(1);
      const saved = createStateStore(folder).save('p', state);
      state.n = 2;
      state.rows.fill(0);
      await saved;
      assert.deepEqual(kept(), { state: large(1) });
    });
  });

  it('leaves no temporary files behind', async () => {
    const store = createStateStore(folder);
    await Promise.all([store.save('p', 1), store.save('p', 2), store.save('q', 3)]);
    assert.deepEqual(
      files().filter((name) => name.endsWith('.tmp')),
      [],
    );
    assert.equal(createStateStore(folder).load('p')?.state, 2);
  });
});
