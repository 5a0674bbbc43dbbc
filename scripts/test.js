// npm test: sets up what is missing and runs the tests; with the name of a suite (unit, contract, nodes, package, editor)
// only that one.
const os = require('node:os');
const path = require('node:path');
const { setUp, runOrExit } = require('./setup');

const root = setUp();
// What takes long comes first: the short files at the end keep all busy until it is over.
const all = ['package', 'nodes', 'contract', 'unit', 'editor'];
const suites = all.includes(process.argv[2]) ? [process.argv[2]] : all.slice(0, 4);
const files = suites.map((suite) => path.join('dist', 'test', suite, '**', '*.test.js'));
runOrExit(process.execPath, [
  path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
  // Ends what hangs, also on a machine that is much slower than this one and busy with something else.
  '--timeout',
  '600000',
  // Files run beside each other, one more than there are processors: most wait for a Node-RED, a browser or a disk.
  '--parallel',
  '--jobs',
  String(Math.min(4, os.availableParallelism() + 1)),
  ...files,
  ...process.argv.slice(3),
]);
