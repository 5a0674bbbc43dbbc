import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStateStore } from '../../../lib/store/state-store';

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

  it('falls back to the state before when the newest is torn, and says so', () => {
    const store = createStateStore(folder);
    store.saveNow('p', { n: 1 });
    store.saveNow('p', { n: 2 });
    const file = fileOf('p');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -3));
    const found = createStateStore(folder).load('p');
    assert.deepEqual(found?.state, { n: 1 });
    assert.match(found?.note ?? '', /passed over/);
  });

  it('never accepts a state whose content was changed', () => {
    const store = createStateStore(folder);
    store.saveNow('p', { limit: 1 });
    const file = fileOf('p');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"limit":1', '"limit":9'));
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
