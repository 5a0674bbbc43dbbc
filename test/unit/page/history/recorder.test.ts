import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAG, HEAD } from '../../../../lib/page/history/messages';
import { Recorder } from '../../../../lib/page/history/recorder';
import { openStore } from '../../../../lib/page/history/store';
import { START } from './records';

const KEY = 'guard tank';
const COLUMNS = [
  { what: 'score', tag: '' },
  { what: 'limit', tag: '' },
  { what: 'rarity', tag: '' },
] as const;
const S = 1000;
const BLOCK = 1000;
const WIDTH = HEAD + COLUMNS.length;

describe('the recorder, while the disk takes nothing', () => {
  it('keeps within its bytes however many records matter to another limit, and marks where some are missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-history-'));
    const store = openStore(folder, false, START, () => undefined);
    const recorder = new Recorder(store.sql);
    const layout = recorder.layout(KEY, COLUMNS);
    const most = 1_000_000;
    let time = START;
    try {
      for (let block = 0; block < 60; block++) {
        const data = new Float64Array(BLOCK * WIDTH);
        // All of them are above the limit.
        for (let i = 0; i < BLOCK; i++, time += S) data.set([time, FLAG.anomaly, 9, 3, 99], i * WIDTH);
        recorder.rows(layout, BLOCK, data);
        if (recorder.held > most) recorder.thin(most);
        assert.ok(recorder.held <= most, `${recorder.held} bytes after ${block} blocks`);
      }
      const log = recorder.near(KEY).peek()!;
      assert.ok(log.times.length > BLOCK, `${log.times.length}`);
      assert.equal(log.times.at(-1), time - S);
      assert.ok(log.times[0]! > START + BLOCK * S);
      assert.deepEqual([log.skipped[0], log.flags[0]], [0, FLAG.anomaly | FLAG.gap]);
      assert.ok(log.flags.subarray(1).every((flags) => flags === FLAG.anomaly));
    } finally {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
