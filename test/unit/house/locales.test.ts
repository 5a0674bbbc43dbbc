import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Fields } from '../../../lib/config/fields';
import { ROOT } from '../../fixtures/shared';

interface Manifest {
  'node-red': { nodes: Record<string, string>; plugins: Record<string, string> };
}
const { nodes, plugins } = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest)['node-red'];
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

/** A catalogue as Node-RED reads it, as 'a.b.c' to text. */
function catalogue(file: string, language: string): Map<string, string> {
  const texts = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') texts.set(path, value);
    else for (const [key, below] of Object.entries(value as object)) visit(below, path === '' ? key : `${path}.${key}`);
  };
  visit(JSON.parse(read(file, '..', 'locales', language, `${basename(file, '.js')}.json`)), '');
  return texts;
}
const placeholders = (text: string): string[] => [...text.matchAll(/__\w+__/g)].map(([found]) => found).sort();
/** English words that no German text holds. */
const ENGLISH = /\b(the|and|of|with|is|are|from|not|what|when|records?|tags?)\b/;
/** What the nodes themselves say or are told: orders, events, names of properties. */
const codes = (html: string): string[] =>
  [...html.matchAll(/<code>([\s\S]*?)<\/code>|<dt[^>]*>([\s\S]*?) <span/g)]
    .map(([, code, property]) => (code ?? property)!.replace(/\s+/g, ' '))
    .sort();

describe('texts of the editor', () => {
  for (const file of [...Object.values(nodes), ...Object.values(plugins)]) {
    const english = catalogue(file, 'en-US');
    const german = catalogue(file, 'de');

    it(`${basename(file)}: both languages say everything, with the same placeholders`, () => {
      assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort());
      for (const [key, text] of english) assert.deepEqual(placeholders(german.get(key)!), placeholders(text), key);
    });

    it(`${basename(file)}: nothing is left in English`, () => {
      for (const [key, text] of german) {
        const said = text.replace(/__\w+__|"[^"]*"|payload\.\w+|tags\.json/g, '');
        assert.doesNotMatch(said, ENGLISH, `${key}: ${text}`);
      }
    });
  }

  for (const [type, file] of Object.entries(nodes)) {
    const name = basename(file, '.js');
    const help = (language: string): string => read(file, '..', 'locales', language, `${name}.html`);

    it(`${type}: every setting has a label, and a hint that says what low and high, on and off do`, () => {
      const { FIELDS } = require(join(ROOT, file, '..', 'config.js')) as { FIELDS: Fields };
      const texts = catalogue(file, 'en-US');
      const form = read('nodes', name, 'form.html');
      for (const [field, { kind }] of Object.entries(FIELDS)) {
        if (field === 'name' || !form.includes(`data-field="${field}"`)) continue;
        const hint = texts.get(`${name}.field.${field}-hint`) ?? '';
        assert.ok(texts.has(`${name}.field.${field}`) && hint !== '', field);
        if (kind === 'flag') assert.match(hint, /\b(On|Off)\b/, field);
      }
    });

    it(`${type}: the help names the same orders, properties and events in both languages`, () => {
      assert.deepEqual(codes(help('de')), codes(help('en-US')));
      const said = help('de')
        .replace(/<(code|dt|pre|b)[^>]*>[\s\S]*?<\/\1>/g, '')
        .replace(/<[^>]+>/g, '');
      assert.doesNotMatch(said, /\b(the|and|of|with|from|what|when)\b/);
    });
  }
});
