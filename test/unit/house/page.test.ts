import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from '../../fixtures/shared';

const files = readdirSync(join(ROOT, 'page'), { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => /\.(ts|css|html)$/.test(name));
const scripts = files.filter((name) => name.endsWith('.ts'));
const content = (name: string): string => readFileSync(join(ROOT, 'page', name), 'utf8');
const catalogue = (language: string): Record<string, string> =>
  JSON.parse(content(`texts/${language}.json`)) as Record<string, string>;
const english = catalogue('en-US');

describe('the house rules of the operator page', () => {
  it('what people and plants are called is text: nothing is parsed as markup', () => {
    for (const name of scripts) {
      assert.doesNotMatch(
        content(name),
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment/,
        name,
      );
    }
  });

  it('it asks nobody but the server that it came from', () => {
    for (const name of files) {
      const text = content(name)
        .replaceAll('http://www.w3.org/2000/svg', '')
        .replace(/https:\/\/html\.spec\.\S+/g, '');
      assert.doesNotMatch(text, /https?:\/\/|url\(|@import "\/\//, name);
    }
  });

  it('of the pack it knows only what page and server say to each other, and how both write a file', () => {
    for (const name of scripts) {
      for (const [, path] of content(name).matchAll(/from '((?:\.\.\/)+lib\/[^']+)'/g)) {
        assert.match(path!, /^(\.\.\/)+lib\/page\/(api|separated)$/, `${name} imports ${path}`);
      }
    }
  });

  it('files are small', () => {
    for (const name of files) {
      const limit = name.endsWith('.css') ? 600 : 330;
      assert.ok(content(name).split('\n').length <= limit, name);
    }
  });

  it('both languages say everything, with the same placeholders', () => {
    const german = catalogue('de');
    assert.deepEqual(Object.keys(german), Object.keys(english));
    const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();
    for (const [key, text] of Object.entries(english)) {
      const [own, other] = [placeholders(text), placeholders(german[key]!)];
      // "one asset" may leave the number out.
      if (!key.endsWith('.one')) assert.deepEqual(other, own, key);
    }
  });

  it('every text is used', () => {
    const all = scripts.map(content).join('\n');
    for (const key of Object.keys(english)) {
      const base = key.replace(/\.(one|other)$/, '');
      const family = base.slice(0, base.lastIndexOf('.') + 1);
      const used =
        all.includes(`'${base}'`) ||
        (family !== '' && (all.includes(`\`${family}\${`) || all.includes(`named('${family.slice(0, -1)}'`))) ||
        /^(shelve\.\d+|commands\.\d+-min|feedback\.[a-z-]+|alarms\.col\.)/.test(base);
      assert.ok(used, `${key} stands in the catalogue and nowhere on the page`);
    }
  });
});
