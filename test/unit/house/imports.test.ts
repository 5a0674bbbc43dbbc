import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ROOT } from '../../fixtures/shared';

/** Every TypeScript source below a folder, as paths from the root with forward slashes. */
function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes(`kernels${sep}`))
    .map((name) => join(folder, name).split(sep).join('/'));
}

function content(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What a file imports: project files as paths from the root, packages by name. */
function importsOf(file: string): string[] {
  const found = [...content(file).matchAll(/(?:from|import|require\()\s*'([^']+)'/g)].map((match) => match[1]!);
  return found.map((name) =>
    name.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(file), name))
          .split(sep)
          .join('/')
      : name,
  );
}

const rooms = sources('nodes');
const library = sources('lib');
const room = (path: string): string => path.split('/').slice(0, 2).join('/');
const isAdapter = (file: string): boolean => {
  const [folder, name, last] = file.split('/');
  return folder === 'nodes' && last === `${name}.ts`;
};

/** What runs in the browser of who edits a flow. */
const isEditor = (file: string): boolean => /^lib\/editor\/|[/-]editor\.ts$/.test(file);

describe('the house rules', () => {
  it('a room imports no other room', () => {
    for (const file of rooms) {
      for (const name of importsOf(file)) {
        if (name.startsWith('nodes/')) assert.equal(room(name), room(file), `${file} imports ${name}`);
      }
    }
  });

  it('lib imports neither rooms nor the command line, benches or tests', () => {
    for (const file of library) {
      for (const name of importsOf(file))
        assert.doesNotMatch(name, /^(nodes|cli|bench|test)\//, `${file} imports ${name}`);
    }
  });

  it('only adapters and lib/node-red know Node-RED', () => {
    for (const file of [...rooms, ...library]) {
      if (isAdapter(file) || file.startsWith('lib/node-red/')) continue;
      for (const name of importsOf(file)) {
        assert.doesNotMatch(name, /^(node-red|@node-red\/|lib\/node-red\/)/, `${file} imports ${name}`);
      }
    }
  });

  it('the settings of a node do not depend on its adapter or layer', () => {
    for (const file of rooms.filter((name) => name.endsWith('/config.ts'))) {
      for (const name of importsOf(file)) assert.doesNotMatch(name, /layer$/, `${file} imports ${name}`);
    }
  });

  it('algorithms have no clock and no chance of their own', () => {
    const exempt = (file: string): boolean =>
      isAdapter(file) || isEditor(file) || /^lib\/(node-red|store|engine|fleet)\//.test(file);
    for (const file of [...rooms, ...library].filter((name) => !exempt(name))) {
      assert.doesNotMatch(
        content(file).replace(/^\s*(\/?\*|\/\/).*$/gm, ''),
        /Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|setInterval\(/,
        file,
      );
    }
  });

  it('only onInput listens for messages, so that every handler ends in done exactly once', () => {
    for (const file of [...rooms, ...library]) {
      // In a dialog 'input' is what a person types.
      if (file !== 'lib/node-red/on-input.ts' && !isEditor(file))
        assert.doesNotMatch(content(file), /\.on\(\s*'input'/, file);
    }
  });

  it('nothing opens a connection or listens on a port', () => {
    const wires = /\bfrom '(?:node:)?(?:net|http|https|http2|dgram|tls|dns)'|\bfetch\(|\bnew WebSocket\(|\.listen\(/;
    // Types, and what only reads an address or a certificate.
    const harmless = /^import (type |\{ (isIP|checkServerIdentity)\b).*$/gm;
    for (const file of [...rooms, ...library, ...sources('cli')]) {
      assert.doesNotMatch(content(file).replace(harmless, ''), wires, file);
    }
  });

  it('files do not import each other in a circle, types included', () => {
    const files = [...rooms, ...library, ...sources('page'), ...sources('cli'), ...sources('bench')];
    const imports = new Map(files.map((file) => [file, importsOf(file).map((name) => `${name}.ts`)]));
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      assert.ok(!path.includes(file), [...path, file].join(' imports '));
      if (done.has(file)) return;
      for (const next of imports.get(file) ?? []) if (imports.has(next)) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it('adapters stay thin and files small', () => {
    for (const file of [...rooms, ...library, ...sources('cli'), ...sources('bench')]) {
      const lines = content(file).split('\n').length;
      const limit = isAdapter(file) ? 130 : 330;
      assert.ok(lines <= limit, `${file} has ${lines} lines, more than ${limit}`);
    }
  });
});
