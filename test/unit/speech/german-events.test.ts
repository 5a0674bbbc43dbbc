import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SAID_OF_EVENTS } from '../../../lib/speech/german-events';
import { SAID_ON_PAGE } from '../../../lib/speech/german-page';
import { inGerman } from '../../../lib/speech/speak';
import { ENGLISH, filled } from '../../fixtures/sentences';
import { ROOT } from '../../fixtures/shared';

/** What tells the page, in its log, on its time axis or as a note, what has become of an asset; whole folders, so that nothing new is missed. */
const TELL = [
  'lib/detector',
  'lib/guarded',
  'lib/engine/automatic.ts',
  'lib/layer/restore.ts',
  'lib/store/models.ts',
  'lib/score/learned-twin',
  'lib/page',
  'nodes/decision/layer.ts',
  'nodes/decision/masks.ts',
  'nodes/response',
  'nodes/scaler',
  'nodes/threshold/layer.ts',
];
/** Of these, what only the editor, the log of Node-RED or another machine reads. */
const UNSEEN =
  /config\.ts|editor\.ts|commands\.ts|policies\.ts|message\.ts|write-back\/target|telemanom|history\/store/;
const TEXT = /(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/.source;
const TOLD = new RegExp(
  `(?:\\b(?:text|why|reason)(?::| =)\\s*|\\bnotes?(?:\\.push)?\\(|reasons\\.push\\(\\s*|return \\[?)${TEXT}`,
  'g',
);

const files = TELL.flatMap((place) =>
  statSync(join(ROOT, place)).isFile()
    ? [place]
    : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' }).map((name) => `${place}/${name}`),
).filter((name) => name.endsWith('.ts') && !UNSEEN.test(name));

const filledIn = (template: string): string =>
  template.replaceAll("\\'", "'").replace(/\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, 'X7');

describe('what has become of an asset, in German', () => {
  it('nothing that the page tells of it is told in English', () => {
    const all = files.flatMap((file) => {
      const code = readFileSync(join(ROOT, file), 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '');
      return [...code.matchAll(TOLD)]
        .map(([, a, b, c]) => ({ file, said: filledIn((a ?? b ?? c)!) }))
        .filter(({ said }) => /[a-z] [a-z]/.test(said));
    });
    assert.ok(all.length > 90, String(all.length));
    // What is put together of several parts is known by the longest of them.
    const known = [...SAID_OF_EVENTS, ...SAID_ON_PAGE].map(([english]) => english).join('\n');
    const isKnown = (said: string): boolean => {
      const longest = said.split('X7').sort((a, b) => b.length - a.length)[0]!;
      return inGerman(said) !== said || (longest.length > 12 && known.includes(longest));
    };
    assert.deepEqual(
      all.filter(({ said }) => !isKnown(said)),
      [],
    );
  });

  it('what happened is told in words where an event has none', () => {
    const code = readFileSync(join(ROOT, 'lib', 'page', 'marks.ts'), 'utf8');
    const words = [...code.matchAll(/\['\w+', '([^']+)'\]/g)].map(([, text]) => text!);
    assert.ok(words.length > 25, String(words.length));
    for (const text of words) assert.notEqual(inGerman(text), text);
    assert.equal(inGerman('limit learned: limit 3.2'), 'Grenze gelernt: Grenze 3,2');
    assert.equal(inGerman('command sent: valve.off'), 'Befehl gesendet: valve.off');
  });

  it('several reasons are told one after the other', () => {
    assert.equal(
      inGerman(
        'model version 3 waits for a person: L1 is 4.2 instead of 3.1 (5 standard deviations above where it has been); version 2 is pinned by anna. Order approve, with a name, or decline',
      ),
      'Modell 3 wartet auf einen Menschen: L1 ist 4,2 statt 3,1 (5 Standardabweichungen über dem Bisherigen); Version 2 ist von anna festgehalten. Geben Sie es frei oder lehnen Sie es ab',
    );
  });

  it('both sides are filled in with the same, and nothing is left in English', () => {
    for (const [english, german] of SAID_OF_EVENTS) {
      assert.deepEqual(filled(german), filled(english), english);
      assert.doesNotMatch(german, ENGLISH, german);
    }
  });
});
