import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../test/fixtures/shared';
import { benchOptions, report } from './report';

/** What an installation costs: size of the download, size on disk with all dependencies (without Node-RED), seconds. */
const { json } = benchOptions();
const folder = mkdtempSync(join(tmpdir(), 'twin-guard-install-'));
const npm = (...args: string[]): string =>
  execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const tarball = join(folder, npm('pack', '--silent', '--pack-destination', folder));
const started = performance.now();
npm('install', '--prefix', folder, '--omit=dev', '--no-audit', '--no-fund', tarball);
const seconds = (performance.now() - started) / 1000;
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };

const metrics = {
  packed_mb: statSync(tarball).size / 1e6,
  installed_mb: sizeOf(join(folder, 'node_modules')) / 1e6,
  seconds,
  dependencies: Object.keys(dependencies).length,
};
report(
  'install',
  Object.entries(metrics).map(([metric, value]) => ({ case: 'install', subject: 'twin-guard', metric, value })),
  json,
);
rmSync(folder, { recursive: true, force: true });

function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
