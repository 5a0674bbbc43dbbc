// npm run bench -- NAME [--data DIR] [--json FILE]
const path = require('node:path');
const { setUp, runOrExit } = require('./setup');

const NAMES = [
  'engine',
  'flow',
  'fleet',
  'detection',
  'normal',
  'nab',
  'decision',
  'worlds',
  'drills',
  'learning',
  'install',
  'page',
  'soak',
];

const root = setUp();
const [name, ...args] = process.argv.slice(2);
const file = path.join(root, 'dist', 'bench', `${name}.js`);
if (!NAMES.includes(name)) {
  console.error(`Which bench? npm run bench -- NAME, with NAME one of ${NAMES.join(', ')}`);
  process.exit(2);
}
runOrExit(process.execPath, ['--expose-gc', file, ...args]);
