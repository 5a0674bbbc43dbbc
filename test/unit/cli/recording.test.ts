import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTagTable } from '../../../lib/record/tags';
import { type Message, openRecording, type Recording } from '../../../nodes/ingest/recording/recording';

let folder: string;

async function open(text: string, tags?: object): Promise<Recording> {
  const file = join(folder, 'recording.csv');
  writeFileSync(file, text);
  const table = tags === undefined ? undefined : parseTagTable(tags);
  return openRecording([file], { tags: table, zone: 'UTC', stretches: undefined });
}

async function read(text: string, tags?: object): Promise<Message[]> {
  return [...(await open(text, tags)).messages()];
}

describe('a recording as messages', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('guesses time and label by their names', async () => {
    const [first, second] = await read('datetime;T1;anomaly\n2020-03-09 10:14:33;5;0.0\n2020-03-09 10:14:34;6;1.0\n');
    assert.deepEqual(first, { time: Date.UTC(2020, 2, 9, 10, 14, 33), values: { T1: 5 }, label: 0 });
    assert.equal(second?.label, 1);
  });

  it('reads times that Java wrote', async () => {
    const rows = await read('t_stamp,T1\nThu Jan 01 00:00:01 UTC 2026,5\nThu Jan 01 00:00:02 UTC 2026,6\n');
    assert.deepEqual(rows, [
      { time: Date.UTC(2026, 0, 1, 0, 0, 1), values: { T1: 5 }, label: undefined },
      { time: Date.UTC(2026, 0, 1, 0, 0, 2), values: { T1: 6 }, label: undefined },
    ]);
  });

  it('puts a date together whose parts have columns of their own', async () => {
    const hours = await read('No,year,month,day,hour,T1\n1,2026,1,9,23,5\n2,2026,1,10,0,6\n');
    assert.deepEqual(
      hours.map(({ time }) => time),
      [Date.UTC(2026, 0, 9, 23), Date.UTC(2026, 0, 10)],
    );
    assert.deepEqual(hours[1]!.values, { No: 2, T1: 6 });
    const seconds = await read('YYYY;MM;DD;HH;Min;SS;T1\n2026;3;1;7;5;9;5\n2026;3;1;7;5;10;6\n');
    assert.equal(seconds.length, 2);
    const [days] = await read('Year,Month,Day,T1\n2026,3,1,5\n2026,3,2,6\n');
    assert.deepEqual(days, { time: Date.UTC(2026, 2, 1), values: { T1: 5 }, label: undefined });
  });

  it('takes the names of tags from the first line, though the time has none and a description follows', async () => {
    const rows = ['2026-01-05 00:00:00,5,6', '2026-01-05 00:01:00,6,7', '2026-01-05 00:02:00,7,8'];
    const text = [',TT1,PT1', 'Description,Inlet temperature,Pressure', 'Units,degC,bar', ...rows, ''].join('\n');
    assert.deepEqual((await read(text))[0]!.values, { TT1: 5, PT1: 6 });
  });

  it('reads statistics of Home Assistant as a column for each entity', async () => {
    const row = (at: number, of: string, mean: number): string =>
      `${new Date(at * 3_600_000).toISOString()},${of},${mean}\n`;
    const text = [1, 2, 3, 4].map((at) => row(at, 'sensor.a', at) + row(at, 'sensor.b', 10 * at)).join('');
    assert.deepEqual((await read(`start,statistic_id,mean\n${text}`))[0]!.values, { 'sensor.a': 1, 'sensor.b': 10 });
  });

  it('follows the tag table: roles, time format, ignored columns', async () => {
    const tags = { when: { role: 'time', format: 'dd/MM/yy HH' }, L1: { role: 'sensor' }, note: { role: 'ignore' } };
    const [first] = await read('when,L1,note\n06/01/14 05,2.5,ok\n', tags);
    assert.deepEqual(first, { time: Date.UTC(2014, 0, 6, 5), values: { L1: 2.5 }, label: undefined });
  });

  it('counts seconds where there is no time, and leaves missing values out', async () => {
    const rows = await read('a,b\n1,\n,2\n');
    assert.deepEqual(rows, [
      { time: 0, values: { a: 1 }, label: undefined },
      { time: 1000, values: { b: 2 }, label: undefined },
    ]);
  });

  it('takes the label -999 of BATADAL for not labelled', async () => {
    const rows = await read('a,ATT_FLAG\n1,-999\n1,1\n');
    assert.deepEqual(
      rows.map((row) => row.label),
      [0, 1],
    );
  });

  it('leaves it to the ingest layer what a text means, and tells of those that are no numbers', async () => {
    const [first] = await read('a,phase\n1,heating\n', { a: { role: 'sensor' }, phase: { role: 'mode' } });
    assert.deepEqual(first?.values, { a: 1, phase: 'heating' });
    const { messages, notes } = await open('a,b\n1,2\nhot,3\n4,5\n');
    assert.deepEqual([...messages()][1]?.values, { a: 'hot', b: 3 });
    assert.match(notes.join(), /a: 1 bad value \("hot" 1\); in a flow it is bad as well/);
  });

  it('names line, column and fix for a time that does not fit', async () => {
    await assert.rejects(
      read('time,a\nyesterday,1\n'),
      /line 2, column time: "yesterday" is no time .* give the right "format"/,
    );
  });

  it('refuses a file without a sensor', async () => {
    await assert.rejects(read('time,label\n1,0\n'), /none of its columns \(time, label\) is a sensor/);
  });
});
