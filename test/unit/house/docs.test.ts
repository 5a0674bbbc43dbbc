import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../fixtures/shared';

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))].map((name) =>
  name === 'README.md' ? name : join('docs', name),
);

function content(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

describe('the documentation', () => {
  for (const page of PAGES) {
    it(`${page}: every link leads somewhere`, () => {
      for (const link of found(content(page), /\]\(([^)#]+)[^)]*\)/g)) {
        if (!link.startsWith('http')) assert.ok(existsSync(join(ROOT, dirname(page), link)), link);
      }
    });

    it(`${page}: every file that it names by its path is there`, () => {
      for (const path of found(content(page), /`((?:lib|nodes|cli|bench|scripts|test|docs|examples)\/[\w./-]+)`/g)) {
        assert.ok(existsSync(join(ROOT, path)), path);
      }
    });
  }

  it('README leads to every page', () => {
    const links = found(content('README.md'), /\]\(([^)#]+)[^)]*\)/g);
    for (const page of PAGES.slice(1)) assert.ok(links.includes(page.replaceAll('\\', '/')), page);
  });

  it('what is made from the code says what the code says: help, settings, every error', () => {
    const { pages } = require(join(ROOT, 'scripts', 'docs.js')) as { pages(): Record<string, string> };
    const made = pages();
    assert.ok((made['docs/troubleshooting.md'] ?? '').split('\n').length > 200);
    for (const [file, text] of Object.entries(made)) {
      assert.equal(content(file), text, `${file} is not what the code says; run: node scripts/docs.js`);
    }
  });

  it('says of every event what to do', () => {
    const sources = ['lib', 'nodes'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true })
        .map((name) => join(folder, String(name)))
        .filter((name) => name.endsWith('.ts'))
        // What the page's server tells the page is no node's event; lib/page/api.ts says what it is.
        .filter((name) => !/^lib.(node-red.)?page\W/.test(name)),
    );
    const pattern =
      /(?:(?<!readonly )event: |event = |[tT]ell\(|\.(?:count|alone)\(\s*|tellLine\(|once\(record\.asset, )(?:\w+[\w. =]* \? )?'([a-z]+(?:-[a-z]+)*)'/g;
    const events = new Set(sources.flatMap((name) => found(content(name), pattern)));
    assert.ok(
      events.has('model-missing') &&
        events.has('stray') &&
        events.has('unknown-source') &&
        events.has('parts-dropped') &&
        events.size > 60,
    );
    const text = content(join('docs', 'events.md'));
    for (const event of events) assert.ok(event === 'event' || text.includes(`\`${event}\``), event);
  });

  it('the architecture names every package that the pack depends on, or can make use of', () => {
    const manifest = JSON.parse(content('package.json')) as Record<string, Record<string, string>>;
    const text = content(join('docs', 'architecture.md'));
    const names = ['dependencies', 'peerDependencies'].flatMap((key) => Object.keys(manifest[key]!));
    assert.ok(names.length > 0);
    for (const name of names) assert.ok(text.includes(name), name);
  });
});
