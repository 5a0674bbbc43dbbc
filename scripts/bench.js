// npm run bench -- NAME [--data DIR] [--json FILE]
const fs = require('node:fs');
const path = require('node:path');
const { setUp, runOrExit } = require('./setup');

const root = setUp();
const [name, ...args] = process.argv.slice(2);
const file = path.join(root, 'dist', 'bench', `${name}.js`);
const names = ['engine', 'flow', 'detection', 'decision', 'learning', 'install'].filter((n) =>
  fs.existsSync(path.join(root, 'dist', 'bench', `${n}.js`)),
);
if (!names.includes(name)) {
  console.error(`Which bench? npm run bench -- NAME, with NAME one of ${names.join(', ')}`);
  process.exit(2);
}
runOrExit(process.execPath, ['--expose-gc', file, ...args]);
