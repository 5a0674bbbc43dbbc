// Sets up what is missing, and nothing else: packages when the lock changed, the build when a source is newer.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const SOURCES = [
  'nodes',
  'lib',
  'page',
  'cli',
  'bench',
  'test',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.editor.json',
  'tsconfig.page.json',
];

/** Runs a program in the project's root and ends this one with its status when it fails. */
function runOrExit(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function newestChange(entry) {
  const stat = fs.statSync(entry, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...fs.readdirSync(entry).map((name) => newestChange(path.join(entry, name))));
}

function ensureInstalled() {
  // A linked node_modules belongs to another checkout; npm ci would empty it.
  if (fs.lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.twin-guard-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages (npm ci) ...');
  runOrExit('npm', ['ci']);
  fs.writeFileSync(stamp, lock);
}

function ensureBuilt() {
  const built = fs.statSync(path.join(root, 'dist', '.built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((entry) => newestChange(path.join(root, entry)) <= built)) return;
  console.log('Building ...');
  runOrExit(process.execPath, [path.join(__dirname, 'build.js')]);
}

/** @returns the project's root, with packages and build up to date */
function setUp() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Node ${process.versions.node} is too old: Twin Guard needs Node 20 or newer.`);
    process.exit(1);
  }
  ensureInstalled();
  ensureBuilt();
  return root;
}

module.exports = { setUp, runOrExit, root };
