import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type FlowNode, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

const PACK = '@twin-guard/node-red-twin-guard';
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
  dependencies: Record<string, string>;
};
const types = Object.keys(manifest['node-red'].nodes);
const examples = readdirSync(join(ROOT, 'examples', 'flows')).filter((name) => name.endsWith('.json'));
const example = (name: string): FlowNode[] =>
  JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', name), 'utf8')) as FlowNode[];

/** How long an example runs on after it has shown something. */
const SECONDS_PER_EXAMPLE = 4;

describe('the packed pack, installed in a fresh Node-RED', () => {
  let folder: string;
  let runtime: Runtime;
  let packed: string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-package-'));
    const npm = (...args: string[]): string =>
      execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    // With its dependencies as they are installed here, so that no registry is asked.
    const folders = ['', ...Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`)];
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
    npm(...pack, ...folders.map((name) => `./${name}`));
    const tarballs = readdirSync(folder).map((name) => join(folder, name));
    const own = tarballs.find((name) => basename(name).startsWith('twin-guard-'))!;
    packed = execFileSync('tar', ['-tzf', own], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((name) => name.replace(/^package\//, ''));
    npm('install', '--prefix', folder, '--omit=dev', '--no-audit', '--no-fund', '--offline', ...tarballs);
    runtime = await startNodeRed({ userDir: folder });
  });
  after(async () => {
    await runtime?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds what users need and nothing else', () => {
    for (const name of packed) {
      assert.match(
        name,
        /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(nodes|lib|cli|page)\/.+|examples\/flows\/.+\.json)$/,
        name,
      );
    }
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
  });

  for (const type of types) {
    const name = basename(manifest['node-red'].nodes[type]!, '.js');

    it(`${type} loads, with its dialog, help, texts and icon`, async () => {
      const sets = (await (await runtime.get('/nodes')).json()) as {
        module: string;
        name: string;
        types: string[];
        enabled: boolean;
        err?: string;
      }[];
      const set = sets.find((candidate) => candidate.module === PACK && candidate.types.includes(type));
      assert.equal(set?.err, undefined);
      assert.equal(set?.enabled, true);
      assert.equal(set?.name, type);
      const page = await (await runtime.ask(`/nodes/${PACK}/${type}`, { headers: { accept: 'text/html' } })).text();
      assert.match(page, new RegExp(`data-template-name="${type}"`));
      assert.match(page, new RegExp(`registerType\\("${type}", \\{`));
      assert.match(page, new RegExp(`data-help-name="${type}"`));
      assert.match(page, /category: "twin guard"/);
      const icon = await runtime.get(`/icons/${PACK}/${type}.svg`);
      assert.match(await icon.text(), /<svg/);
      const catalogue = (await (await runtime.get(`/locales/${PACK}/${type}?lng=en-US`)).json()) as Record<
        string,
        Record<string, unknown>
      >;
      assert.equal(typeof catalogue[name]?.['label'], 'string');
    });

    it(`${type}: every text that the dialog asks for exists, and every setting has one`, () => {
      const room = join(folder, 'node_modules', PACK, 'dist', 'nodes', name);
      const page = readFileSync(join(room, `${name}.html`), 'utf8');
      const catalogue = JSON.parse(readFileSync(join(room, 'locales', 'en-US', `${name}.json`), 'utf8')) as unknown;
      const text = (key: string): unknown =>
        key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], catalogue);
      for (const [, key] of page.matchAll(/data-i18n="(?:\[[a-z]+\])?([^"]+)"/g))
        assert.equal(typeof text(key!), 'string', key);
      for (const state of ['waiting', 'fault'])
        assert.ok(
          name === 'simulator' || typeof text(`${name}.status.${state}`) === 'string',
          `${name}.status.${state}`,
        );
    });

    it(`${type} is shown by an example`, () => {
      assert.ok(
        examples.some((file) => example(file).some((node) => node.type === type)),
        `no example flow uses ${type}`,
      );
    });
  }

  for (const file of examples) {
    it(`example ${file} is offered for import, runs without an error and shows something`, async () => {
      const offered = await (await runtime.get(`/library/examples/flows/${PACK}/flows`)).text();
      assert.ok(offered.includes(basename(file, '.json')), offered.slice(0, 500));
      // Without its catch nodes an error is logged, so that none passes unseen.
      const flow = example(file)
        .filter((node) => node.type !== 'catch')
        .map((node) => (node.type === 'debug' ? { ...node, active: true, tosidebar: true, console: true } : node));
      const from = runtime.output.length;
      await runtime.deploy(flow);
      await runtime.line(/\[debug:/, from);
      await new Promise((resolve) => setTimeout(resolve, SECONDS_PER_EXAMPLE * 1000));
      const said = runtime.output.slice(from);
      assert.deepEqual(
        said.filter((line) => /\[(error|warn)\]/.test(line)),
        [],
      );
    });
  }

  it('is found by a second start, with what it has learned', async () => {
    await runtime.stop();
    runtime = await startNodeRed({ userDir: folder });
    assert.ok(existsSync(join(folder, 'twin-guard')), 'nothing was learned');
    assert.deepEqual(
      runtime.output.filter((line) => /\[error\]/.test(line)),
      [],
    );
  });
});
