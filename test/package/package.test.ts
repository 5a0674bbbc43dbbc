import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type FlowNode, type Runtime, startNodeRed } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';

const PACK = '@twin-guard/node-red-twin-guard';
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
  dependencies: Record<string, string>;
};
const types = Object.keys(manifest['node-red'].nodes);
/** What has records of its own: waits for the first one, and tells that it cannot go on. */
const hasRecords = (name: string): boolean => name !== 'simulator' && !name.startsWith('fleet');
const fleet = JSON.parse(readFileSync(join(ROOT, 'examples', 'fleet', 'flow.json'), 'utf8')) as FlowNode[];
const examples = readdirSync(join(ROOT, 'examples', 'flows')).filter((name) => name.endsWith('.json'));
const example = (name: string): FlowNode[] =>
  JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', name), 'utf8')) as FlowNode[];

/** How long all examples run on after each has shown something, and what each may write at once. */
const SECONDS_WATCHED = 10;
const BURST = 3;

/** What a flow needs besides Node-RED and this pack, as an export names it. */
function modulesOf(flow: readonly FlowNode[]): Record<string, string> {
  return (flow.find(({ type }) => type === 'global-config')?.['modules'] ?? {}) as Record<string, string>;
}

/** Lets what an example writes into the sidebar, and what it would write if more were switched on, be read with its name. */
function told(file: string): (node: FlowNode) => FlowNode {
  return (node) => {
    if (node.type !== 'debug') return node;
    const writes = node['active'] === true && node['tosidebar'] === true;
    return { ...node, name: `${writes ? 'said' : 'more'} ${file}`, active: true, tosidebar: true, console: true };
  };
}

describe('the lock file', () => {
  it('is taken by the npm of Node 20 as well, which comes with Node-RED', () => {
    const npm = dirname(require.resolve('npm/package.json', { paths: [ROOT] }));
    const args = [join(npm, 'bin', 'npm-cli.js'), 'ci', '--dry-run', '--offline'];
    const run = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
  });
});

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
        /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(nodes|lib|cli|page)\/.+|examples\/flows\/.+\.json|examples\/fleet\/.+)$/,
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
      assert.match(page, /category: "(twin guard|config)"/);
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
      const keys = [...page.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, said]) => said!.split(';'));
      for (const key of keys) assert.equal(typeof text(key.replace(/^\[[a-z-]+\]/, '')), 'string', key);
      for (const state of hasRecords(name) ? ['waiting', 'fault'] : [])
        assert.equal(typeof text(`${name}.status.${state}`), 'string', `${name}.status.${state}`);
    });

    it(`${type} is shown by an example`, () => {
      assert.ok(
        [fleet, ...examples.map(example)].some((flow) => flow.some((node) => node.type === type)),
        `no example flow uses ${type}`,
      );
    });
  }

  it('all examples are offered for import; one that needs further nodes says which, so that the editor offers them', async () => {
    const offered = await (await runtime.get(`/library/examples/flows/${PACK}/flows`)).text();
    for (const file of examples) {
      assert.ok(offered.includes(basename(file, '.json')), `${file} is not offered`);
      const flow = example(file);
      const needs = Object.keys(modulesOf(flow));
      for (const name of needs) {
        assert.match(String(flow.find(({ type }) => type === 'tab')!['info']), new RegExp(`Install, ${name}`), file);
      }
    }
  });

  it('those that need nothing else run side by side without an error, show something by themselves, and flood nobody', async () => {
    const runnable = examples.filter((file) => Object.keys(modulesOf(example(file))).length === 0);
    // Without catch nodes an error is logged, so that none passes unseen.
    const flows = runnable.flatMap((file) =>
      example(file)
        .filter(({ type }) => type !== 'catch')
        .map(told(file)),
    );
    const from = runtime.output.length;
    await runtime.deploy(flows);
    for (const file of runnable) await runtime.line(new RegExp(`\\[debug:(said|more) ${file}`), from);
    const begin = runtime.output.length;
    await new Promise((resolve) => setTimeout(resolve, SECONDS_WATCHED * 1000));
    const said = runtime.output.slice(begin);
    for (const file of runnable) {
      const lines = said.filter((line) => line.includes(`[debug:said ${file}`)).length;
      assert.ok(lines <= SECONDS_WATCHED + BURST, `${file} writes ${lines} lines in ${SECONDS_WATCHED} s`);
    }
    assert.deepEqual(
      runtime.output.slice(from).filter((line) => /\[(error|warn)\]/.test(line)),
      [],
    );
  });

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
