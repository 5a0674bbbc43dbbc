import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARTS, SENTENCES } from '../../../lib/speech/german';
import { inGerman, speakerOf, statusIn } from '../../../lib/speech/speak';
import { parseConfig } from '../../../nodes/decision/config';
import { PATTERNS } from '../../../nodes/decision/evidence/patterns';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { ENGLISH, filled, pieces } from '../../fixtures/sentences';
import { ROOT } from '../../fixtures/shared';
import { type Disturbance, Plant } from '../decision/plant';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const EVIDENCE = join('nodes', 'decision', 'evidence');
const SOURCES = [
  ...readdirSync(join(ROOT, EVIDENCE)).map((name) => join(EVIDENCE, name)),
  join('lib', 'alarm', 'blind.ts'),
  ...['judge', 'rules', 'episodes'].map((name) => join('nodes', 'decision', 'judge', `${name}.ts`)),
  ...['situation', 'telling'].map((name) => join('nodes', 'response', `${name}.ts`)),
];
describe('alarms in German', () => {
  it('every sentence that the nodes can say is known', () => {
    const known = [...SENTENCES.map(([english]) => english), ...Object.keys(PARTS)].join('\n');
    const all = SOURCES.flatMap((file) => pieces(read(file)).map((piece) => ({ file, piece })));
    assert.ok(all.length > 40, String(all.length));
    for (const { file, piece } of all) assert.ok(known.includes(piece), `${file}: ${piece}`);
    for (const pattern of Object.keys(PATTERNS)) assert.ok(Object.hasOwn(PARTS, pattern), pattern);
  });

  it('both sides are filled in with the same, and nothing is left in English', () => {
    for (const [english, german] of SENTENCES) {
      assert.deepEqual(filled(german), filled(english), english);
      assert.doesNotMatch(german, ENGLISH, german);
    }
    for (const german of Object.values(PARTS)) assert.doesNotMatch(german, ENGLISH, german);
  });

  it('what is made of several parts is told in all of them; names and figures stay', () => {
    const told: Record<string, string> = {
      'This looks like a sensor fault (stuck sensor): L2 has not moved at all, which is not like it. Most affected: L1 and L2.':
        'Das sieht nach einem Sensorfehler aus (hängender Sensor): L2 hat sich gar nicht bewegt, was nicht zu ihr passt. Am stärksten betroffen: L1 und L2.',
      'Fin reads 3.2; from the other tags 2.1 is expected. Fin left its twin at once and stays away; nothing else agrees with it.':
        'Fin zeigt 3,2; aus den anderen Messstellen wäre 2,1 zu erwarten. Fin verließ auf einmal ihren Zwilling und bleibt fort; nichts anderes stimmt dem zu.',
      'A, B, C and 4 more left their twin at the same moment.':
        'A, B, C und 4 weitere verließen im selben Augenblick ihren Zwilling.',
      'T1 reads 68 instead of 20, 1.8 times and 32 more, as in another unit.':
        'T1 zeigt 68 statt 20, das 1,8-fache und 32 mehr, wie in einer anderen Einheit.',
      'Like the alarm of 12 March 2026, which somebody called false: "pump test".':
        'Wie der Alarm vom 12. März 2026, von jemandem Fehlalarm genannt: "pump test".',
      'The guard of a.b is blind: 3 of 9 messages lie behind what is known already, which stands at 2026-01-01 10:00:00.':
        'Der Wächter von a.b ist blind: 3 von 9 Nachrichten liegen hinter dem, was schon bekannt ist (Stand 2026-01-01 10:00:00).',
    };
    for (const [english, german] of Object.entries(told)) assert.equal(inGerman(english), german);
  });

  it('a status is told part by part', () => {
    const say = statusIn('de-AT');
    assert.equal(
      say(
        'wasm simd; has seen 2 h of 14 d; learns a twin from 4000 records, 900 so far; a new model waits for approval',
      ),
      'wasm simd; hat 2 h von 14 d gesehen; lernt einen Zwilling ab 4000 Datensätzen, bisher 900; ein neues Modell wartet auf Freigabe',
    );
    assert.equal(statusIn('en-US')('has seen 2 h of 14 d'), 'has seen 2 h of 14 d');
    // Each note that a detector can add is known.
    const sources = ['status.ts', 'shadowing.ts'].map((name) => read('lib', 'detector', name)).join('\n');
    const notes = pieces(sources.replaceAll('; ', ''), /[a-z] [a-z]/);
    const known = SENTENCES.map(([english]) => english).join('\n');
    for (const piece of [
      'has seen ',
      'learns a twin from ',
      'a new model waits for approval',
      'learns nothing: ',
      'model version ',
    ]) {
      assert.ok(known.includes(piece) && notes.some((note) => note.includes(piece.trim())), piece);
    }
  });

  it('a decision speaks the language that is set, else that of Node-RED, and English where neither says', () => {
    const still: Disturbance = (row) => {
      row['flow'] = 5;
    };
    const sentence = (language: string, host: string | undefined): string => {
      const context = { ...testContext('plant'), language: host };
      const layer = createDecision(parseConfig({ language }), context);
      const plant = new Plant();
      for (const record of plant.records(600)) void layer.step(record);
      const records = plant.records(40, true, still);
      for (const record of records) void layer.step(record);
      const raised = context.sent.find(({ event }) => event === 'alarm-raised')!;
      const { decision } = records.at(-1)!;
      for (const said of [raised['sentence'], ...decision!.evidence]) {
        assert.equal(ENGLISH.test(String(said)), decision!.sentence.startsWith('This'), String(said));
      }
      return decision!.sentence;
    };
    assert.match(sentence('automatic', undefined), /^This looks like a sensor fault/);
    assert.match(sentence('automatic', 'de'), /^Das sieht nach einem Sensorfehler aus/);
    assert.match(sentence('en', 'de'), /^This looks like/);
    assert.match(sentence('de', 'en-US'), /^Das sieht nach/);
    assert.equal(speakerOf('de', undefined)(undefined), undefined);
  });
});
