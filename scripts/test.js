// npm test: sets up what is missing and runs the tests; with the name of a suite (unit, contract, nodes, package, editor)
// only that one.
const os = require('node:os');
const path = require('node:path');
const { setUp, runOrExit } = require('./setup');

const root = setUp();
const all = ['unit', 'contract', 'nodes', 'package', 'editor'];
const suites = all.includes(process.argv[2]) ? [process.argv[2]] : all.slice(0, 4);
const files = suites.map((suite) => path.join('dist', 'test', suite, '**', '*.test.js'));
runOrExit(process.execPath, [
  path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
  // Ends what hangs, also on a machine that is much slower than this one and busy with something else.
  '--timeout',
  '600000',
  // Many tests wait for a Node-RED, a browser or a disk: files run beside each other.
  '--parallel',
  '--jobs',
  String(Math.min(4, Math.max(2, os.availableParallelism()))),
  ...files,
  ...process.argv.slice(3),
]);
