import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Message, openRecording, type Recording } from '../../../cli/recording/recording';
import { parseTagTable } from '../../../lib/tags';

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
