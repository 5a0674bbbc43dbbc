import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markOf } from '../../../lib/page/marks';
import { SAID_OF_FILES } from '../../../lib/speech/german-files';
import { SAID_OF_MESSAGES } from '../../../lib/speech/german-ingest';
import { inGerman } from '../../../lib/speech/speak';
import { openRecording } from '../../../nodes/ingest/recording/recording';
import { literals } from '../../fixtures/literals';
import { ENGLISH, filled } from '../../fixtures/sentences';
import { ROOT } from '../../fixtures/shared';

const INGEST = 'nodes/ingest';
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '');
const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts'));
const all = sources(INGEST);
/** What reads the messages of a recording; the paths of a mapping are asked for in the editor. */
const READING = all.filter((name) => /ingest\/(formats\/(?!path)|(message-reader|payload|bounds)\.ts)/.test(name));
/** What reads its files; stretches and parts of it are asked for on the command line. */
const FILES = [...sources(`${INGEST}/recording`), ...sources('lib/data')].filter(
  (name) => !/recording\/(labels|recording)\.ts$/.test(name),
);

/** What is told after some words of the sources, with X7 for what is filled in. */
function told(names: readonly string[], after: RegExp): string[] {
  const found = names.flatMap((name) => {
    const code = read(name);
    return [...code.matchAll(after)].flatMap(({ 0: { length }, index }) => literals(code, index + length));
  });
  return [...new Set(found)].filter((text) => /[a-z] [a-z]/.test(text));
}

const NOTES = /\bnote(?=\()|\bLOSSY =/g;

function isEnglish(said: string): boolean {
  const german = inGerman(said);
  return (
    german === said ||
    ENGLISH.test(german) ||
    /\b(send|give|correct|complete|it must|choose|map|line|column)\b/.test(german)
  );
}

/** Put together of parts, with examples of what is read instead; none where a page does not show it. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'is X7, which was tried X7 and is no time, or could be two; give its format in the tag table, for example X7': [
    'payload.t: is 7, which was tried as dd/MM/yyyy and is no time, or could be two; give its format in the tag table, for example ms',
    'payload.t: is 7, which was tried as ISO 8601 or seconds, ms, us or ns since 1970 and is no time, or could be two; give its format in the tag table, for example ms',
  ],
  'payload line X7': [
    'has 3 cells where the first line has 2; complete or remove the line',
    'is no line protocol; send measurement,tag=x field=1 time',
  ].map((text) => `a.jsonl, line 3: payload line 7: ${text}`),
  'no time X7': [],
  'is no line protocol; send measurement,tag=x field=1 time': [],
  'has X7 cells where the first line has X7; complete or remove the line': [
    'a.csv, line 7: has 3 cells where the first line has 2; complete or remove the line',
  ],
  // More of one asset than a node takes: a recording is asked for its columns.
  'would be tag X7 of asset X7, the limit is X7; raise it or map fewer tags': [],
  'X7; pack the .csv or .jsonl files, or unpack it and give the folder': [
    'a.zip: is an empty archive; pack the .csv or .jsonl files, or unpack it and give the folder',
    'a.zip: is an archive of a.doc, b.doc; pack the .csv or .jsonl files, or unpack it and give the folder',
  ],
  'is in X7, the tag in X7, and there is no conversion; give the tag the unit of the recording, or convert the column':
    [
      'a.csv, column T1: is in kPa, the tag in bar, and there is no conversion; give the tag the unit of the recording, or convert the column',
    ],
  'holds no .csv, .tsv, .txt, .log, .jsonl, .npy, .npz, .dat, .parquet or .zip file; give the folder with the recordings':
    [
      'data/2026: holds no .csv, .tsv, .txt, .log, .jsonl, .npy, .npz, .dat, .parquet or .zip file; give the folder with the recordings',
    ],
  'X7; give it in parts': [],
  'has X7 bytes; X7 are possible': ['a.csv: has 9 bytes; 7 are possible; give it in parts'],
  'unpacks to more than X7 bytes': ['a.zip: unpacks to more than 7 bytes; give it in parts'],
  'the recording': [],
  'holds more numbers than fit into memory; X7 are possible': [
    'the recording: holds more numbers than fit into memory; 7 are possible; give it in parts',
  ],
  'X7 is no time of the format X7X7; give the right "format" in the tag table, for example dd/MM/yyyy HH:mm:ss': [
    '',
    ' (nor are 7 others)',
  ].map(
    (more) =>
      `a.csv, line 3, column time: "x" is no time of the format ISO 8601${more}; give the right "format" in the tag table, for example dd/MM/yyyy HH:mm:ss`,
  ),
  // How a file of it begins.
  'SQLite format 3': [],
};

describe('what an ingest node tells, in German', () => {
  it('a flag on the time axis is told in German', () => {
    let flags = 0;
    for (const name of all) {
      const code = read(name);
      for (const { 0: call, 1: event, index } of code.matchAll(/\.(?:tell|count)\(\s*'([\w-]+)',/g)) {
        if (markOf('key', { event }, 0) === undefined) continue;
        const [text] = literals(code, code.indexOf(',', index + call.length) + 1).filter((one) =>
          /[a-z] [a-z]/.test(one),
        );
        assert.ok(text !== undefined, `${name}: ${event}`);
        for (const way of text.includes('X7') ? ['back', 'forward'] : [''])
          assert.ok(!isEnglish(text.replace('X7', way)), text);
        flags++;
      }
    }
    assert.equal(flags, 3);
  });

  it('why a recorded message or its file cannot be read is told in German', () => {
    const ofMessages = told([...READING, `${INGEST}/recording/json-lines.ts`], /new InputError(?=\()/g);
    const ofFiles = told(FILES, /new (?:DataError|Error)(?=\()|\btooLarge(?=\()|\bKINDS:.*= |\bfix = /g);
    assert.ok(ofMessages.length > 70 && ofFiles.length > 35, `${ofMessages.length} ${ofFiles.length}`);
    const english = [
      ...ofMessages.flatMap(
        (text) => EXCEPTIONS[text] ?? [`payload.X7: ${text}`, `a b.jsonl, line 3: payload: ${text}`],
      ),
      ...ofFiles.flatMap((text) => EXCEPTIONS[text] ?? [`a.csv: ${text}`, `a b.csv, line 3, column T 1: ${text}`]),
    ].filter(isEnglish);
    assert.deepEqual(english, []);
    // What is not told any more is no exception.
    const found = new Set([...ofMessages, ...ofFiles, ...told(READING, NOTES)]);
    assert.deepEqual(
      Object.keys(EXCEPTIONS).filter((text) => !found.has(text)),
      [],
    );
  });

  it('what is noted of messages, and what is in doubt, is told in German', () => {
    const notes = told(READING, NOTES)
      .filter((text) => EXCEPTIONS[text] === undefined)
      .map((text) => (text.startsWith('X7') ? text : `pump ${text}`));
    const doubts = told(READING, /\bdoubt(?::(?! string)| =(?!=))|\.get\(key\) !== value\) return/g);
    assert.ok(notes.length > 2 && doubts.length > 3, `${notes.length} ${doubts.length}`);
    const asked = doubts.flatMap((doubt) => [
      `payload[] ${doubt}, and is not read`,
      `payload[]: ${doubt}; confirm the mapping that the node's dialog proposes, or write one`,
    ]);
    assert.deepEqual([...notes, ...asked].filter(isEnglish), []);
  });

  it('formats without a name of their own have one, also in the status', () => {
    const titles = READING.flatMap((name) =>
      [...read(name).matchAll(/\btitle: '([^']+)'/g)].map(([, title]) => title!),
    );
    const own = titles.filter((title) => /^[a-z]/.test(title));
    assert.ok(own.length > 8, String(own.length));
    const status = ['de', 'en-US'].map((language) =>
      JSON.parse(readFileSync(join(ROOT, INGEST, 'locales', language, 'ingest.json'), 'utf8')),
    );
    for (const title of own) {
      assert.notEqual(inGerman(`2 messages read as ${title}`), `2 Nachrichten gelesen als ${title}`);
      const [german, english] = status.map(({ ingest }) => ingest.word[title]);
      assert.equal(english, title);
      assert.ok(inGerman(`2 messages read as ${title}`).endsWith(german), title);
    }
  });

  it('recordings of messages tell in German what is odd in them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-german-'));
    const rows = (of: (i: number) => unknown): string[] => Array.from({ length: 40 }, (_, i) => JSON.stringify(of(i)));
    const at = (i: number): string => new Date(Date.UTC(2026, 0, 5) + 1000 * i).toISOString();
    const files: Record<string, readonly string[]> = {
      'broken.jsonl': [...rows((i) => ({ time: at(i), T1: i % 7, T2: i % 5 })), '{"T1": 4'],
      'topics.jsonl': rows((i) => ({ topic: `plant/T${i % 2}`, payload: i % 7, time: at(i >> 1) })),
      'mixed.jsonl': rows((i) =>
        i % 2
          ? { topic: 'plant/T0', payload: i % 7, time: at(i) }
          : { topic: 'plant', payload: { time: at(i), T1: i % 5, T2: i % 3 } },
      ),
    };
    try {
      for (const [name, lines] of Object.entries(files)) {
        const file = join(folder, name);
        writeFileSync(file, lines.join('\n'));
        const { notes } = await openRecording([file], { tags: undefined, zone: 'UTC', stretches: undefined });
        assert.ok(notes.length > 0, name);
        assert.deepEqual(notes.filter(isEnglish), []);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('figures, names and times stay as they are', () => {
    assert.equal(
      inGerman('3 messages could not be read and were passed over (line 7: payload: is the text "x"; send one value)'),
      '3 Nachrichten waren nicht zu lesen und wurden übergangen (Zeile 7: payload ist der Text "x"; senden Sie einen Wert)',
    );
    assert.equal(
      inGerman('table has not moved at all, which is not like it.'),
      'table hat sich gar nicht bewegt, was nicht zu ihr passt.',
    );
  });

  it('nothing is filled in that was not said, and nothing is left in English', () => {
    for (const [english, german] of [...SAID_OF_MESSAGES, ...SAID_OF_FILES]) {
      assert.ok(
        filled(german).every((part) => filled(english).includes(part)),
        english,
      );
      assert.doesNotMatch(german, ENGLISH, german);
    }
  });
});
