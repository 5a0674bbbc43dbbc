import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { History } from '../../../../lib/page/api';
import { HOUR } from '../../../../lib/page/history/cells';
import { Keeper } from '../../../../lib/page/history/keeper';
import { packFloats } from '../../../../lib/page/history/packing';
import { openStore } from '../../../../lib/page/history/store';

const KEY = 'g pump';
/** Hours of one envelope, then; they begin with a multiple of that. */
const CELLS = 1440;
const BEGIN = 300 * CELLS * HOUR;

describe('a history of the first days of the page', () => {
  const now = BEGIN + 45 * 24 * HOUR;
  const open = (): ReturnType<typeof openStore> => openStore(folder, false, now, (sentence) => assert.fail(sentence));
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-history-'));
    const { sql, close } = open();
    sql.exec('drop index fresh_layout');
    sql.run('insert into series(id, key, what, tag) values (1, ?, ?, ?)', KEY, 'value', 'L1');
    const seen = (i: number): number => (i < 45 * 24 ? 1 : 0);
    const cells = Float32Array.from({ length: 4 * CELLS }, (_, i) => (i < 3 * CELLS ? i % CELLS : 1) * seen(i % CELLS));
    sql.run('insert into envelope(series, width, t0, d) values (1, ?, ?, ?)', HOUR, BEGIN, packFloats(cells));
    close();
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows its hours also in a view that begins weeks after their envelope', () => {
    const at = BEGIN + 30 * 24 * HOUR;
    const query = { key: KEY, from: at, to: at + 10 * HOUR, points: 10, series: ['tag:L1'] };
    const keeper = new Keeper({ folder, bytes: 10e6, takeOver: false }, now, (sentence) => assert.fail(sentence));
    const { series } = keeper.answer({ what: 'history', query }) as History;
    keeper.close(now);
    assert.deepEqual(
      series[0]!.mean,
      Array.from({ length: 10 }, (_, i) => 720 + i),
    );
  });

  it('has the index that settling asks for', () => {
    const { sql, close } = open();
    assert.notEqual(sql.get("select 1 from sqlite_master where type = 'index' and name = 'fresh_layout'"), undefined);
    close();
  });
});
