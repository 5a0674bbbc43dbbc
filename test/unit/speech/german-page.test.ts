import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTagTable } from '../../../lib/record/tags';
import { SAID_ON_PAGE } from '../../../lib/speech/german-page';
import { inGerman, statusIn } from '../../../lib/speech/speak';
import { openRecording } from '../../../nodes/ingest/recording/recording';
import { ENGLISH, filled, pieces } from '../../fixtures/sentences';
import { ROOT } from '../../fixtures/shared';

const NOTES = [
  ...['layout', 'long-form', 'join', 'qualities'].map((name) => ['lib', 'data', `${name}.ts`]),
  ...['quality', 'message-rows', 'columns'].map((name) => ['nodes', 'ingest', 'recording', `${name}.ts`]),
  ['lib', 'page', 'file-learning', 'file-learning.ts'],
  ['lib', 'page', 'asset-line.ts'],
  ['lib', 'page', 'history', 'rules.ts'],
];

describe('what the operator page shows of the server, in German', () => {
  it('every sentence about an asset, and every note about a recording, is known', () => {
    const known = SAID_ON_PAGE.map(([english]) => english).join('\n');
    const all = NOTES.flatMap((path) => pieces(readFileSync(join(ROOT, ...path), 'utf8'), /[a-z] [a-z]/));
    assert.ok(all.length > 35, String(all.length));
    for (const piece of all) {
      const said = piece.replace(/^'\\''/, '');
      assert.ok(known.includes(said) || ['out of service', 'suppressed by design'].includes(said), said);
    }
  });

  it('both sides are filled in with the same, and nothing is left in English', () => {
    for (const [english, german] of SAID_ON_PAGE) {
      assert.deepEqual(filled(german), filled(english), english);
      assert.doesNotMatch(german, ENGLISH, german);
    }
  });

  it('figures are written as German writes them, names stay', () => {
    const told: Record<string, string> = {
      'Learning, 1,200 of 10,000, about 6 min. Until then nothing is judged.':
        'Lernt, 1.200 von 10.000, noch etwa 6 min. Bis dahin wird nichts beurteilt.',
      'No record for 2 min (usual: every 0.1 s).': 'Seit 2 min kein Datensatz (sonst alle 0,1 s).',
      'No record for 40 s.': 'Seit 40 s kein Datensatz.',
      'The score is 1.9, its limit is 0.82.': 'Der Wert ist 1,9, seine Grenze 0,82.',
      'T1.2 falls to 0.5 again and again, as with a loose contact.':
        'T1.2 fällt immer wieder auf 0,5, wie bei einem Wackelkontakt.',
      'pump.7 deviates by less than what is set as least deviation': 'pump.7 weicht um weniger ab, als eingestellt ist',
    };
    for (const [english, german] of Object.entries(told)) assert.equal(inGerman(english), german);
    assert.equal(statusIn('de')(1.91), '1,91');
    assert.equal(statusIn(undefined)(1.91), 1.91);
  });

  it('why an asset is guarded more closely is told in German, whatever raised or lowered it', () => {
    const told: Record<string, string> = {
      'no attack was seen for 10 min': 'seit 10 min wurde kein Angriff gesehen',
      'set by Ada': 'gesetzt von Ada',
      'set by Ada until 2026-11-30 10:00:00': 'gesetzt von Ada bis 2026-11-30 10:00:00',
      'the time for which Ada had set it is over': 'die Zeit, für die Ada die Haltung gesetzt hatte, ist um',
      'the time for which Ada had set it is over; no attack was seen for 1 h':
        'die Zeit, für die Ada die Haltung gesetzt hatte, ist um; seit 1 h wurde kein Angriff gesehen',
    };
    for (const [english, german] of Object.entries(told)) assert.equal(inGerman(english), german);
    const source = readFileSync(join(ROOT, 'nodes', 'decision', 'posture', 'posture.ts'), 'utf8');
    const known = SAID_ON_PAGE.map(([english]) => english).join('\n');
    const all = pieces(source, /[a-z] [a-z]/).map((piece) => piece.replace(/^; /, ''));
    for (const piece of all.filter((one) => !/is not whole/.test(one))) assert.ok(known.includes(piece.trim()), piece);
    const attack = 'This looks like a cyber-attack (replay): p repeats exactly what it read 5 messages before';
    const sentence = inGerman(`${attack}.`);
    assert.notEqual(sentence, `${attack}.`);
    assert.equal(`${inGerman(attack)}.`, sentence);
    assert.equal(
      inGerman(`the time for which Ada had set it is over; ${attack}`),
      `die Zeit, für die Ada die Haltung gesetzt hatte, ist um; ${inGerman(attack)}`,
    );
  });

  it('what is odd in recordings is told in German', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-german-'));
    const at = (second: number): string => new Date(Date.UTC(2026, 0, 5) + 1000 * second).toISOString();
    const rows = (of: (i: number) => string): string[] => Array.from({ length: 60 }, (_, i) => of(i));
    const files: Record<string, readonly string[]> = {
      'order.csv': ['time,T1,T1', ...rows((i) => `${at(i === 30 ? 2 : i)},${i % 7},${i % 5}`), `${at(59)},1,2`],
      'newest.csv': ['time,T1', ...rows((i) => `${at(99 - i)},${i % 7}`)],
      'texts.csv': ['time,T1,Lage,leer', ...rows((i) => `${at(i)},${i % 7},${i % 2 ? 'auf' : 'zu'},`)],
      'bad.csv': ['time,T1,meter', ...rows((i) => `${at(i)},${i === 9 ? 'schlecht' : i % 7},${i}`)],
      'units.csv': ['time,P', ',kPa', ...rows((i) => `${at(i)},${100 + (i % 7)}`)],
      'long.csv': ['time,tag,value', ...rows((i) => `${at(i >> 1)},${i % 2 ? 'T1' : 'T2'},${i % 7}`)],
    };
    try {
      for (const [name, lines] of Object.entries(files)) {
        const file = join(folder, name);
        writeFileSync(file, lines.join('\n'));
        const tags = name === 'units.csv' ? parseTagTable({ P: { unit: 'bar' } }) : undefined;
        const { notes } = await openRecording([file], { tags, zone: 'UTC', stretches: undefined });
        assert.notEqual(notes.length, 0, name);
        for (const note of notes) {
          const german = inGerman(note);
          assert.notEqual(german, note);
          assert.doesNotMatch(german, ENGLISH, german);
          assert.equal(inGerman(`${name}: ${note}`), `${name}: ${german}`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
