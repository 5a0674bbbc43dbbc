import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SAID_OF_EVENTS } from '../../../lib/speech/german-events';
import { SAID_OF_LEARNING } from '../../../lib/speech/german-learning';
import { inGerman } from '../../../lib/speech/speak';
import { literals } from '../../fixtures/literals';
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
const files = TELL.flatMap((place) =>
  statSync(join(ROOT, place)).isFile()
    ? [place]
    : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' }).map((name) => `${place}/${name}`),
).filter((name) => name.endsWith('.ts') && !UNSEEN.test(name));

/** What nobody reads as it stands: put together of parts, with examples of what is read instead; none where a page does not show it. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'could not be compared: X7': ['control: could not be compared: there is no model version 3'],
  'X7; X7. Look at the plant; if this is its new normal, order accept': [
    'L1 is 4.2 instead of 3.1 (5 standard deviations above where it has been); judging follows that slowly, up to one standard deviation in all. Look at the plant; if this is its new normal, order accept',
    'L1 lies 2.5 apart instead of at most 1 (3 standard deviations more); what is learned further on there waits for a person. Look at the plant; if this is its new normal, order accept',
  ],
  'model version X7 waits for a person: X7. X7 approve, with a name,X7 or decline': [
    'Order approve, with a name, or decline',
    'Order approve, with a name, if this is the new normal or decline',
    'Order unpin, then approve, with a name, or decline',
    'Order unpin, then approve, with a name, if this is the new normal or decline',
  ].map((order) => `model version 3 waits for a person: version 2 is pinned by anna. ${order}`),
  'model version X7, learned from X7 records, judges from now onX7': [
    'model version 3, learned from 500 records, judges from now on',
    'model version 3, learned from 500 records, judges from now on; in 60 records beside the one before it alone called 2 abnormal',
  ],
  'model version X7, learned from X7 records, passed its exam; it judges in the shadow of the one in force for X7 recordsX7, then in its place. Order approve, with a name, to have it judge at once, or decline':
    ['', ', about 3 h'].map(
      (lasting) =>
        `model version 3, learned from 500 records, passed its exam; it judges in the shadow of the one in force for 60 records${lasting}, then in its place. Order approve, with a name, to have it judge at once, or decline`,
    ),
  '; model version X7 in shadow X7/X7X7': [
    'model version 3 in shadow 5/60',
    'model version 3 in shadow 5/60, about 3 h',
  ],
  'X7; the network adds nothing here': ['the network adds nothing here'],
  'X7; learns a twin from X7 records, X7 so far': ['learns a twin from 500 records, 30 so far'],
  '; a new model waits for approval': ['a new model waits for approval'],
  '; learns nothing: X7': ['learns nothing: an alarm is open'],
  'X7without weight in the score: X7': [
    'without weight in the score: L1',
    'the network adds nothing on this plant; without weight in the score: L1',
  ],
  'order reset or train': ['too slow; order reset or train'],
  'order train to try again': ['too slow; order train to try again'],
  'X7 is X7 instead of X7 (X7 standard deviations X7 where it has been)': [
    'L1 is 4.2 instead of 3.1 (5 standard deviations above where it has been)',
    'L1 is 2.2 instead of 3.1 (5 standard deviations below where it has been)',
  ],
  'the alarm of X7': [],
  'the alarm at X7': [],
  'it does not see X7, which X7 called right': [
    'it does not see the alarm of 3 March 2026, which anna called right',
    'it does not see the alarm at 9e20, which anna called right',
  ],
  'it calls X7 of X7 abnormal, which X7 called false, the model in force X7': [
    'it calls 40 % of the alarm of 3 March 2026 abnormal, which anna called false, the model in force 2 %',
    'it calls 40 % of the alarm at 9e20 abnormal, which anna called false, the model in force 2 %',
  ],
  'X7 X7 of X7X7. Until then nothing is judged.': [
    'Learning, 10 of 500. Until then nothing is judged.',
    'Training, round 1 of 5, about 3 min. Until then nothing is judged.',
  ],
  'X7: X7 raised no alarm while it settled': [
    'records are back after a pause: 1 anomalous record raised no alarm while it settled',
    'the mode has changed to night: 12 anomalous records raised no alarm while it settled',
  ],
  'anomalous record': [],
  'it waits for X7 approvalX7': ['it waits for 1 approval', 'it waits for 2 approvals'],
  'X7 has left for all that is known; in doubt: X7': [
    'control.command: the text "close" has left for all that is known; in doubt: hold',
  ],
  // Shown by Node-RED only: an error at Catch.
  'was not judged, as the node was closed meanwhile; send it again': [],
  // Names of a rule, of a source of what is expected and of a pattern; and a question to the store.
  'dry run': [],
  'other tags': [],
  'guard fault': [],
  'select id from series where key = ? and what = ? and tag = ?': [],
};

/** After that stands what is told. */
const TOLD =
  /\b(?:text|why|reason)(?::(?! string)| =(?!=))|\bnotes?(?:\.push)?\(|\breasons\.push\(|\bshadowing\.end\(|\bthis\.end\(|\breturn\b/g;

/** All that a file tells: any literal of an expression that is told, with X7 for what is filled in. */
function toldIn(file: string): string[] {
  const code = readFileSync(join(ROOT, file), 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '');
  return [...code.matchAll(TOLD)].flatMap((match) => literals(code, match.index + match[0].length));
}

describe('what has become of an asset, in German', () => {
  it('nothing that the page tells of it is told in English', () => {
    const all = files.flatMap((file) => toldIn(file).filter((said) => /[a-z] [a-z]/.test(said)));
    const told = new Set(all);
    assert.ok(told.size > 140, String(told.size));
    const read = [...told].filter((said) => !Object.hasOwn(EXCEPTIONS, said));
    const english = [...read, ...Object.values(EXCEPTIONS).flat()].filter((said) => {
      const german = inGerman(said);
      return german === said || ENGLISH.test(german);
    });
    assert.deepEqual(english, []);
    // What is not told any more is no exception.
    assert.deepEqual(
      Object.keys(EXCEPTIONS).filter((said) => !told.has(said)),
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
    for (const [english, german] of [...SAID_OF_EVENTS, ...SAID_OF_LEARNING]) {
      assert.deepEqual(filled(german), filled(english), english);
      assert.doesNotMatch(german, ENGLISH, german);
    }
  });
});
