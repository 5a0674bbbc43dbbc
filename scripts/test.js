// npm test: sets up what is missing and runs the tests. npm run test:editor: the browser tests.
const path = require('node:path');
const { setUp, runOrExit } = require('./setup');

const root = setUp();
const suites = process.argv[2] === 'editor' ? ['editor'] : ['unit', 'contract', 'nodes', 'package'];
const files = suites.map((suite) => path.join('dist', 'test', suite, '**', '*.test.js'));
runOrExit(process.execPath, [
  path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
  '--timeout',
  '60000',
  ...files,
  ...process.argv.slice(3),
]);
