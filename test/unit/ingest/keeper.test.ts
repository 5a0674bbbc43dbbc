import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStateStore } from '../../../lib/store/state-store';
import { createKeeper } from '../../../nodes/ingest/keeper';

describe('keeping what ingest has learned', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-keeper-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('an asset that cannot be saved keeps none of the others from it, is told once, and is saved when it can be', async () => {
    const failures: Error[] = [];
    const store = createStateStore(folder);
    store.saveNow('a', 0);
    const blocked = join(folder, `${readdirSync(folder)[0]}.before`);
    mkdirSync(blocked);
    let value = 1;
    const keeper = createKeeper(store, {
      snapshot: () => value,
      note: assert.fail,
      fail: (error) => failures.push(error),
    });
    for (const round of [1, 2]) {
      value = round;
      for (const asset of ['a', 'b', 'c']) keeper.changed(asset);
      await keeper.close();
      for (const asset of ['b', 'c']) assert.equal(createStateStore(folder).load(asset)?.state, round);
    }
    assert.equal(failures.length, 1);
    rmSync(blocked, { recursive: true });
    await keeper.close();
    assert.equal(createStateStore(folder).load('a')?.state, 2);
  });
});
