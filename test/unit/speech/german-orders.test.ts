import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAID_OF_ORDERS } from '../../../lib/speech/german-orders';
import { inGerman } from '../../../lib/speech/speak';
import { literals } from '../../fixtures/literals';
import { ENGLISH, filled } from '../../fixtures/sentences';
import { ROOT } from '../../fixtures/shared';

const TEXT = /(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/.source;
/** Who refuses an order: what it says of msg.control, whoever follows it. */
const OF_ORDERS = new RegExp(`new InputError\\(\\s*([^,;]*?),\\s*${TEXT}`, 'g');
/** What was put into words before. */
const NAMED = /throw new InputError\('(control[^']*)', (\w+)\)/g;
/** What the page's own questions are answered with. */
const OF_PAGE = new RegExp(
  `(?:new (?:NotFound|BodyError|FasterError)\\(|refuse\\(response, |\\berror: )(?:\\d+, )?${TEXT}`,
  'g',
);
/** Only who writes a flow or a fleet meets these. */
const ELSEWHERE = /lib\/fleet\/|lib\/node-red\/fleet\//;

interface Refusal {
  readonly file: string;
  readonly said: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts') && !ELSEWHERE.test(name));
}

/** What a source may say, with something for each part that is filled in. */
function refusals(): Refusal[] {
  const found: Refusal[] = [];
  for (const file of [...sources('lib'), ...sources('nodes')]) {
    const code = readFileSync(join(ROOT, file), 'utf8');
    const ofPage = /^lib\/(node-red\/)?page\//.test(file);
    for (const [, field, a, b, c] of code.matchAll(OF_ORDERS)) {
      if (!ofPage && !/['`]control\b/.test(field!)) continue;
      for (const [, name, whole] of field!.matchAll(/'([^']*)'|`([^`]*)`/g))
        found.push({ file, said: `${sample(name ?? whole!)}: ${sample((a ?? b ?? c)!)}` });
    }
    for (const { 1: field, 2: name, index } of code.matchAll(NAMED)) {
      const from = code.lastIndexOf(`const ${name} =`, index);
      if (from < 0) continue;
      const all = literals(code, from).filter((text) => /[a-z] [a-z]/.test(text));
      found.push(...all.map((text) => ({ file, said: `${field}: ${text}` })));
    }
    if (!ofPage) continue;
    for (const [, a, b, c] of code.matchAll(OF_PAGE)) found.push({ file, said: sample((a ?? b ?? c)!) });
  }
  return found;
}

function sample(template: string): string {
  return template
    .replaceAll("\\'", "'")
    .replace(/\$\{describe\((?:[^{}]|\{[^{}]*\})*\}/g, 'the text "X"')
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'X7');
}

describe('why an order is not followed, in German', () => {
  it('no refusal that a person may read on the page is told in English', () => {
    const all = refusals();
    assert.ok(all.length > 110, String(all.length));
    const english = all.filter(({ said }) => {
      const german = inGerman(said);
      return (
        german === said ||
        ENGLISH.test(german.replace(/^from\b/, '')) ||
        /^control\b|; (give|send|name|known)\b/.test(german)
      );
    });
    assert.deepEqual(english, []);
  });

  it('both sides are filled in with the same, and nothing is left in English', () => {
    for (const [english, german] of SAID_OF_ORDERS) {
      assert.ok(
        filled(german).every((part) => filled(english).includes(part)),
        english,
      );
      assert.doesNotMatch(german, ENGLISH, german);
    }
  });

  it('a refusal reads as a sentence', () => {
    assert.equal(
      inGerman('control.minutes: is 99999; give more than 0 and at most 1440 minutes'),
      'minutes ist 99999; gehen würden mehr als 0 und höchstens 1440 Minuten',
    );
    assert.equal(inGerman('control: there is no model before this one'), 'Vor diesem Modell gibt es keines');
    assert.equal(inGerman('do: is missing; name the order'), 'do fehlt; nennen Sie die Anordnung');
  });
});
