import assert from 'node:assert/strict';
import { Saver } from '../../../lib/node-red/saver';
import type { StateStore } from '../../../lib/store/state-store';

/** A disk that may be full. */
class Disk {
  full = true;
  readonly told: string[] = [];
  readonly saver: Saver;

  constructor() {
    const write = (): void => {
      if (this.full) throw new Error('ENOSPC');
    };
    const store = { saveNow: write, save: async () => write(), remove() {} } as unknown as StateStore;
    this.saver = new Saver(store, {
      snapshot: (asset) => (asset === 'made later' ? undefined : { asset }),
      settled: () => true,
      fail: ({ message }) => this.told.push(message),
      touch() {},
    });
    this.saver.probe();
  }
}

describe('a node whose disk was full at the start', () => {
  let disk: Disk;
  beforeEach(() => {
    disk = new Disk();
  });

  it('says so until something was saved, whichever way', async () => {
    assert.match(disk.saver.problem!, /ENOSPC/);
    assert.equal(disk.saver.save('made later', 'now'), false);
    disk.full = false;
    await disk.saver.beside('Tank');
    assert.equal(disk.saver.problem, undefined);
    assert.equal(disk.saver.save('made later', 'now'), true);
    assert.equal(disk.told.length, 1);
  });

  it('says so no more when there is room again, though nothing has to be saved', async () => {
    disk.full = false;
    while (disk.saver.problem !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));
    await disk.saver.close();
  });

  it('tells it once, however long it lasts, and closes', async () => {
    disk.saver.changed('Tank');
    await disk.saver.close();
    assert.match(disk.saver.problem!, /ENOSPC/);
    assert.equal(disk.told.length, 1);
  });
});
