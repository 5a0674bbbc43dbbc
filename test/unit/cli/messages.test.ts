import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseTagTable } from '../../../lib/record/tags';
import { type Message, openRecording, type Recording } from '../../../nodes/ingest/recording/recording';
import { zip } from './zip-archive';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const ROWS = 40;
const at = (i: number): number => START + i * MINUTE;
const iso = (i: number): string => new Date(at(i)).toISOString();
const temp = (i: number): number => 60 + (i % 7) / 8;
const press = (i: number): number => 4 + (i % 5) / 4;

describe('recordings of messages', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-messages-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function opened(name: string, content: string | Buffer, tags?: object): Promise<Recording> {
    const file = join(folder, name);
    writeFileSync(file, content);
    const table = tags === undefined ? undefined : parseTagTable(tags);
    return await openRecording([file], { tags: table, zone: 'UTC', stretches: undefined });
  }
  const lines = (make: (i: number) => unknown): string =>
    Array.from({ length: ROWS }, (_, i) => JSON.stringify(make(i))).join('\n');
  const read = async (name: string, content: string | Buffer): Promise<Message[]> => [
    ...(await opened(name, content)).messages(),
  ];

  const SHAPES: readonly (readonly [string, (i: number) => unknown])[] = [
    ['objects of tags', (i) => ({ ts: at(i), temp: temp(i), press: press(i) })],
    [
      'named values of Kepware',
      (i) => ({
        timestamp: at(i),
        values: [
          { id: 'temp', v: temp(i), q: true, t: at(i) },
          { id: 'press', v: press(i), q: true, t: at(i) },
        ],
      }),
    ],
    ['rows of several times, the newest first', (i) => [row(2 * i + 1), row(2 * i)]],
    [
      'SenML',
      (i) => [
        { bn: 'urn:dev:a:', bt: at(i) / 1000, n: 'temp', v: temp(i) },
        { n: 'press', v: press(i) },
      ],
    ],
    [
      'messages of Node-RED with the time in the payload',
      (i) => ({ _msgid: `a${i}`, topic: 'p1', payload: { time: iso(i), temp: temp(i), press: press(i) } }),
    ],
    [
      'messages of mosquitto_sub, which says when they came',
      (i) => ({
        tst: iso(i).replace('Z', '000Z+0000'),
        topic: 'plant/p1',
        qos: 0,
        retain: 0,
        payloadlen: 30,
        payload: JSON.stringify({ temp: temp(i), press: press(i) }),
      }),
    ],
  ];
  function row(i: number): object {
    return { time: iso(i), temp: temp(i), press: press(i) };
  }

  for (const [what, make] of SHAPES) {
    it(`are read as ${what}`, async () => {
      const messages = await read('a.jsonl', lines(make));
      messages.forEach(({ time, values }, i) => {
        assert.equal(time, at(i));
        assert.deepEqual(values, { temp: temp(i), press: press(i) });
      });
      assert.ok(messages.length >= ROWS);
    });
  }

  it('are read from one value a topic, each at its own time', async () => {
    const line = (i: number): object => ({ time: iso(i), topic: `p1/${i % 2 ? 'temp' : 'press'}`, payload: temp(i) });
    const messages = await read('topics.ndjson', lines(line));
    assert.equal(messages.length, ROWS);
    assert.deepEqual(messages[3], { time: at(3), values: { temp: temp(3) }, label: undefined });
  });

  it('keep the assets of one file apart', async () => {
    const { signals } = await opened(
      'two.jsonl',
      lines((i) => ({ device: i % 2 ? 'p1' : 'p2', ts: at(i), temp: temp(i) })),
    );
    assert.deepEqual([...signals.keys()].sort(), ['p1.temp', 'p2.temp']);
  });

  it('give what the source calls bad, and texts in the place of numbers, to the ingest layer', async () => {
    const value = (i: number): object =>
      i === 3 ? { id: 'temp', v: 1, q: false } : { id: 'temp', v: i === 5 ? 'Bad Input' : temp(i), q: true };
    const recording = await opened(
      'bad.jsonl',
      lines((i) => ({ ts: at(i), values: [value(i), { id: 'p', v: i % 3 }] })),
    );
    const messages = [...recording.messages()];
    assert.equal(messages[3]!.values['temp'], 'quality bad');
    assert.equal(messages[5]!.values['temp'], 'Bad Input');
    assert.match(recording.notes.join('\n'), /temp: 2 bad values/);
  });

  it('say how many lines could not be read, and the first of them', async () => {
    const broken = lines((i) => ({ ts: at(i), temp: temp(i) })).replaceAll('"temp":60.125}', '"temp":');
    const recording = await opened('broken.jsonl', broken);
    assert.match(recording.notes.join('\n'), /34 messages read as plain object/);
    assert.match(recording.notes.join('\n'), /6 messages could not be read and were passed over \(line 2: payload: /);
    assert.equal([...recording.messages()].length, 34);
  });

  it('of which none can be read are one error that names the line', async () => {
    await assert.rejects(opened('none.jsonl', 'hello\n[]\n'), /none\.jsonl, line 1: payload: is no JSON/);
    await assert.rejects(
      opened('empty.jsonl', '\n\n'),
      /empty\.jsonl: holds no message; give a JSON object in each line/,
    );
  });

  it('without any time are a second apart, and .gz is unpacked', async () => {
    const messages = await read('plain.jsonl.gz', gzipSync(lines((i) => ({ temp: temp(i), press: press(i) }))));
    assert.deepEqual(
      messages.slice(0, 3).map(({ time }) => time),
      [0, 1000, 2000],
    );
  });

  it('take the format of their times from the tag table', async () => {
    const make = (i: number): object => ({ day: `05/01/2026 00:${String(i).padStart(2, '0')}`, temp: temp(i) });
    const tags = { day: { role: 'time', format: 'dd/MM/yyyy HH:mm' }, temp: { role: 'sensor' } };
    const recording = await opened('format.jsonl', lines(make), tags);
    assert.equal([...recording.messages()][7]!.time, at(7));
  });

  const csv = (tag: string, value: (i: number) => number): Buffer =>
    Buffer.from(`time,${tag}\n${Array.from({ length: ROWS }, (_, i) => `${iso(i)},${value(i)}`).join('\n')}`);

  for (const deflate of [true, false]) {
    it(`lie in an archive as in a folder: ${deflate ? 'deflated' : 'stored'}`, async () => {
      const files = {
        'e/temp.csv': csv('temp', temp),
        'e/press.csv': csv('press', press),
        '__MACOSX/._x.csv': csv('x', temp),
      };
      const messages = await read('export.zip', zip(deflate, files));
      assert.deepEqual(messages[4], { time: at(4), values: { press: press(4), temp: temp(4) }, label: undefined });
      assert.equal(messages.length, ROWS);
    });
  }

  it('in an archive may be messages', async () => {
    const messages = await read('m.zip', zip(true, { 'm.jsonl': Buffer.from(lines(row as (i: number) => object)) }));
    assert.deepEqual(messages[1]!.values, { temp: temp(1), press: press(1) });
  });

  it('are asked for where an archive holds none', async () => {
    const excel = zip(true, { 'xl/workbook.xml': Buffer.from('<x/>') });
    await assert.rejects(opened('b.zip', excel), /b\.zip: is an Excel workbook; save the sheet as CSV/);
    const other = zip(true, { 'manual.pdf': Buffer.from('%PDF') });
    await assert.rejects(opened('c.zip', other), /is an archive of manual\.pdf; pack the \.csv or \.jsonl files/);
    await assert.rejects(
      opened('d.zip', Buffer.from('PK\x03\x04 torn')),
      /is no whole zip archive; copy the file anew/,
    );
  });
});
