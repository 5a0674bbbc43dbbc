import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fields } from '../../../lib/config/fields';
import { type Parse, problemsOf, type Reader } from '../../../lib/config/problems';
import { TOLD_KEYS } from '../../../lib/config/told';
import { ROOT } from '../../fixtures/shared';

interface Room {
  readonly FIELDS: Fields;
  readonly parseConfig: Parse;
}

/** The catalogue that the build made, read as the editor reads it. */
function readerOf(room: string, language: 'en-US' | 'de'): Reader {
  const file = join(ROOT, 'dist', 'nodes', room, 'locales', language, `${room}.json`);
  const all = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[room];
  const find = (key: string): unknown =>
    key.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], all);
  return {
    language,
    text(key, values = {}) {
      const said = find(key);
      if (typeof said !== 'string') return `${room}.${key}`;
      return said.replace(/__(\w+?)__/g, (_, name: string) => String(values[name]));
    },
  };
}

/** What the dialog says of a node with these settings. */
function says(room: string, raw: Record<string, unknown>, language: 'en-US' | 'de' = 'en-US'): string[] {
  const { FIELDS, parseConfig } = require(join(ROOT, 'dist', 'nodes', room, 'config.js')) as Room;
  return problemsOf(FIELDS, parseConfig, raw, readerOf(room, language)).map(({ place, says }) => `${place}: ${says}`);
}

const TARGET = { name: 'close', topic: 'plant/valve' };

/** Room, settings, and what is wrong with them in both languages: which setting, which entry, which column, what helps. */
const WRONG: readonly (readonly [string, Record<string, unknown>, english: RegExp, german: RegExp])[] = [
  [
    'threshold',
    { budget: '0' },
    /^One false alarm in: 0 does not fit\. Give a number from 0\.01 /,
    /^Ein Fehlalarm in: 0 passt nicht.* 0,01 /,
  ],
  ['ingest', { minTruth: '1.3' }, /: 130 does not fit\. Give a number from 0 % to 100 %\.$/, /: 130 passt nicht\./],
  [
    'ingest',
    { tags: { L1: { max: 'much' } } },
    /^Tags, tag L1, .*: much is no number/,
    /^Messstellen, Messstelle L1, Höchstens: much ist keine Zahl/,
  ],
  [
    'ingest',
    { tags: { L1: { role: 'boss' } } },
    /tag L1, Role: boss is not known/,
    /Messstelle L1, Rolle: boss gibt es hier nicht/,
  ],
  [
    'ingest',
    { tags: { L1: { of: 'L9' } } },
    /tag L1, Of tag: There is no tag L9/,
    /Zu Messstelle: Eine Messstelle L9 gibt es/,
  ],
  [
    'ingest',
    { tags: [{ name: 'L1' }, { role: 'sensor' }] },
    /row 2, Tag: This must not be empty/,
    /Zeile 2, Messstelle: Das darf nicht leer sein/,
  ],
  [
    'ingest',
    { tags: [{ name: 'L1' }, { name: 'L1' }] },
    /row 2, Tag: L1 stands here a second time/,
    /Zeile 2, Messstelle: L1 steht hier ein zweites Mal/,
  ],
  ['ingest', { tags: '{"L1":' }, /^Tags: This is no valid JSON/, /^Messstellen: Das ist kein gültiges JSON/],
  [
    'ingest',
    { expressions: { load: 'power **' } },
    /feature load: This cannot be computed/,
    /Merkmal load: Das lässt sich nicht berechnen/,
  ],
  ['ingest', { zone: 'Middle/Earth' }, /^Time zone: This is no time zone/, /^Zeitzone: Das ist keine Zeitzone/],
  ['ingest', { format: 'mapping', valuePath: 'payload[' }, /This path cannot be read/, /Dieser Pfad ist nicht lesbar/],
  [
    'dual-branch',
    { records: 50, window: 64 },
    /A window of 64 takes at least 84 records/,
    /Ein Fenster von 64 braucht/,
  ],
  ['dual-branch', { kernels: '3, x' }, /Give up to 8 whole numbers from 1 to 127/, /bis zu 8 ganze Zahlen/],
  [
    'decision',
    { rules: [{ when: 'high', name: 'hot' }] },
    /, rule 1, When these tags: This must not be empty/,
    /, Regel 1, .*: Das darf nicht leer sein/,
  ],
  [
    'decision',
    { least: 'T1 >= 1\nT1 >= soon high' },
    /^Least deviations, line 2: The deviation is no number/,
    /, Zeile 2: Die Abweichung ist keine Zahl/,
  ],
  [
    'decision',
    { postures: { high: { limit: 2 } } },
    /, level high, Limit: 2 does not fit\. Give a number from 0\.5 to 1/,
    /, Stufe hoch, Grenze: 2 passt nicht/,
  ],
  [
    'decision',
    { postures: { high: { limit: 0.8 } } },
    /level lockdown, Limit: A level must look at least as closely/,
    /Stufe Abriegelung, Grenze: Eine Stufe muss/,
  ],
  [
    'ingest',
    {
      tags: [
        { name: 'T1' },
        { name: 'T1_sp', role: 'setpoint', of: 'T1' },
        { name: 'T1_target', role: 'setpoint', of: 'T1' },
      ],
    },
    /tag T1_target.*: T1_sp belongs to T1 in this way already.*Empty this field in one of the two rows/,
    /T1_target.*: T1_sp gehört schon auf diese Weise zu T1/,
  ],
  [
    'ingest',
    { tags: [{ name: 'valve', states: ['open', 'closed', 'open'], encode: 'one-hot' }] },
    /tag valve.*: open stands here a second time/,
    /valve.*: open steht hier ein zweites Mal/,
  ],
  [
    'response',
    { commands: [{ ...TARGET, value: 'L1' }] },
    /, command 1, Never below: A value that is taken from a tag needs limits/,
    /, Befehl 1, Nie unter: Ein Wert/,
  ],
  [
    'response',
    { commands: [{ ...TARGET, kinds: [] }] },
    /command 1, When it is: Nothing is ticked/,
    /Befehl 1, .*: Nichts ist angekreuzt/,
  ],
  [
    'response',
    { commands: [{ ...TARGET, twin: 'opcua', topic: undefined, tag: 'Valve', value: 0 }] },
    /Write tag: .*Write it like ns=2;s=Valve\.Position/,
    /Bitte so schreiben: ns=2;/,
  ],
  [
    'response',
    { commands: [{ ...TARGET, value: 5, min: 0, max: 1 }] },
    /Value: 5 is outside of this command's own limits/,
    /5 liegt außerhalb/,
  ],
  [
    'response',
    { policies: [{ command: 'only:open' }] },
    /, row 1, Command: There is no command open in the list/,
    /, Zeile 1, Befehl: Einen Befehl open gibt es/,
  ],
];

describe('what is wrong with a setting', () => {
  for (const [room, raw, english, german] of WRONG) {
    it(`${room}, ${JSON.stringify(raw).slice(0, 70)}: is told in both languages, with its place and what helps`, () => {
      assert.equal(says(room, raw).length, 1);
      assert.match(says(room, raw)[0]!, english);
      assert.match(says(room, raw, 'de')[0]!, german);
    });
  }

  it('all that is wrong in a table is told at once', () => {
    const rules = [{ name: 'hot' }, { tags: 'T1', name: 'warm' }, { tags: 'T2', name: '' }];
    assert.deepEqual(
      says('decision', { rules, confirm: '0' }).map((text) => /rule \d, [\w ]+/.exec(text)?.[0]),
      [undefined, 'rule 1, When these tags', 'rule 3, called'],
    );
  });

  it('what is right says nothing', () => {
    assert.deepEqual(says('response', { commands: [TARGET], policies: [{ command: 'only:close' }] }), []);
    assert.deepEqual(says('ingest', { tags: [{ name: 'L1' }, { name: 'L2', of: 'L1', role: 'twin' }] }), []);
  });

  it('every kind of error has a sentence in both languages', () => {
    for (const language of ['en-US', 'de'] as const) {
      const { text } = readerOf('ingest', language);
      for (const key of TOLD_KEYS) assert.doesNotMatch(text(`error.${key}`), /^ingest\.error/, key);
    }
  });
});
