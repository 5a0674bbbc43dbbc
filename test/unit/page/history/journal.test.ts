import assert from 'node:assert/strict';
import { matching } from '../../../../lib/page/alarm-filter';
import type { AlarmLine } from '../../../../lib/page/api';
import { alarmsCsv } from '../../../../lib/page/csv';
import { enginesHere, openSql } from '../../../../lib/page/history/engine';
import { kpisOf, readAlarms, writeAlarm } from '../../../../lib/page/history/journal';
import { START } from './records';

const M = 60_000;
const H = 60 * M;
const DAY = 24 * H;
const UNUSUAL = 'L1 is set where the plant never ran.';

function alarm(since: number, more: Partial<AlarmLine> = {}): AlarmLine {
  const key = more.key ?? 'k';
  const line = {
    id: `${key} ${since}`,
    key,
    asset: 'tank',
    guard: 'g',
    since,
    until: since + M,
    tags: ['L1'],
  } as const;
  return { ...line, kind: 'sensor-fault', severity: 'high', state: 'normal', sentence: 'L1 stands still.', ...more };
}

describe('the alarms of the history', () => {
  it('end when it was told first where nobody knows any more when that was', () => {
    const sql = openSql(enginesHere()[0]!, ':memory:');
    sql.exec('create table alarm(id text primary key, key text, since real, until real, open int, d text)');
    const ends = (): unknown[] => readAlarms(sql, new Map(), { from: 0 }).map(({ state, until }) => [state, until]);
    writeAlarm(sql, alarm(START, { state: 'returned unacknowledged' }));
    writeAlarm(sql, alarm(START, { until: START + 1, atLeast: true }));
    assert.deepEqual(ends(), [['normal', START + M]]);
    writeAlarm(sql, alarm(START, { until: START + 2 * M }));
    assert.deepEqual(ends(), [['normal', START + 2 * M]]);
    writeAlarm(sql, alarm(START + H, { until: START + H + 1, atLeast: true }));
    assert.deepEqual(ends()[0], ['normal', START + H + 1]);
  });

  it('are filtered, and the open ones found without a time', () => {
    const sql = openSql(enginesHere()[0]!, ':memory:');
    sql.exec('create table alarm(id text primary key, key text, since real, until real, open int, d text)');
    const lasting = alarm(START + 3 * H, { state: 'unacknowledged' });
    delete (lasting as { until?: number }).until;
    const lines = [
      alarm(START),
      alarm(START + H, { key: 'other', severity: 'low', sentence: 'Ünder <b>' }),
      alarm(START + 2 * H, { state: 'returned unacknowledged', kind: 'cyber-attack', sentence: UNUSUAL }),
      lasting,
    ];
    for (const line of lines) writeAlarm(sql, line);
    const unwritten = alarm(START + 4 * H, { state: 'shelved' });
    const found = (query: object): number[] =>
      readAlarms(sql, new Map([[unwritten.id, unwritten]]), query).map(({ since }) => (since - START) / H);
    assert.deepEqual(found({ from: START - H }), [4, 3, 2, 1, 0]);
    assert.deepEqual(found({}), [4, 3, 2]);
    assert.deepEqual(found({ from: START + 0.5 * H, to: START + 2.5 * H }), [2, 1]);
    assert.deepEqual(found({ from: START + 9 * H }), [3]);
    assert.deepEqual(found({ from: 0, key: 'other' }), [1]);
    assert.deepEqual(found({ from: 0, severity: 'low' }), [1]);
    assert.deepEqual(found({ from: 0, kind: 'cyber-attack' }), [2]);
    assert.deepEqual(found({ from: 0, state: 'shelved' }), [4]);
    assert.deepEqual(found({ from: 0, text: 'üNDER' }), [1]);
    // As a German page shows it, and as the record says it.
    for (const text of ['where the PLANT never', 'wo die ANLAGE nie']) {
      assert.deepEqual(found({ from: 0, text }), [2]);
      const query = { text };
      assert.deepEqual(
        matching(lines, query).map(({ since }) => since),
        [START + 2 * H],
      );
    }
    assert.deepEqual(found({ from: 0, text: 'wo die anlage immer' }), []);
    assert.deepEqual(found({ from: 0, most: 2 }), [4, 3]);
    sql.close();
  });

  it('leave as text that no spreadsheet takes for a formula', () => {
    const bad = ['=1+1', '+1', '-1', '@a', '\tx', 'a "b", c', 'two\nlines'];
    const rows = alarmsCsv(bad.map((asset, i) => alarm(START + i, { asset }))).split('\r\n');
    assert.match(rows[0]!, /^start,end,asset,guard,kind,/);
    const assets = rows
      .slice(1, 8)
      .map((row) => row.slice('2026-03-01T00:00:00.000Z,2026-03-01T00:01:00.000Z,'.length));
    for (const [i, begin] of [`'=1+1,`, `'+1,`, `'-1,`, `'@a,`, `'\tx,`, `"a ""b"", c",`, `"two\nlines",`].entries())
      assert.ok(assets[i]!.startsWith(begin), assets[i]);
  });

  it('are counted after ISA-18.2 and EEMUA 191', () => {
    const flood = Array.from({ length: 12 }, (_, i) => alarm(START + 2 * H + i * 20_000, { key: 'pump' }));
    const stale = alarm(START - 2 * DAY, { key: 'old', until: START + 5 * DAY });
    const later = [alarm(START + 5 * H), alarm(START + 30 * H)];
    const kpis = kpisOf([...flood, stale, ...later], START, START + 2 * DAY);
    assert.equal(kpis.perTenMinutes.length, 11);
    assert.equal(
      kpis.perTenMinutes.reduce((a, b) => a + b, 0),
      288,
    );
    assert.deepEqual([kpis.perTenMinutes[10], kpis.perTenMinutes[1], kpis.perTenMinutes[0]], [1, 2, 285]);
    assert.deepEqual([kpis.worstHour, kpis.perDay, kpis.standing, kpis.floods], [12, 7, 1, 1]);
    assert.equal(kpis.chattering, 1);
    assert.deepEqual(kpis.top, [
      { key: 'pump', asset: 'tank', alarms: 12 },
      { key: 'k', asset: 'tank', alarms: 2 },
    ]);
    const short = kpisOf(flood, START, START + 3 * H);
    assert.deepEqual([short.alarms, short.perDay], [12, undefined]);
    const twice = [...flood, ...flood.map(({ since }) => alarm(since + 3 * H))];
    assert.equal(kpisOf(twice, START, START + DAY).floods, 2);
  });
});
