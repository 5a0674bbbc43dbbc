// npm run scorecard: packs the project and runs the Flow Library's validator over what users would install.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setUp, runOrExit } = require('./setup');

const root = setUp();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twin-guard-scorecard-'));
const tarball = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
  cwd: root,
  encoding: 'utf8',
}).trim();
execFileSync('tar', ['-xzf', path.join(folder, tarball), '-C', folder]);
// The validator ends with 0 also when checks fail; a gate beside the checkout, where there is one, is stricter.
const gate = path.join(root, '..', 'shared', 'tools', 'scorecard-gate.cjs');
const validator = require.resolve('node-red-dev/bin/run');
const pack = path.join(folder, 'package');
if (fs.existsSync(gate))
  runOrExit(process.execPath, [gate, pack], { env: { ...process.env, NODE_RED_DEV: validator } });
else runOrExit(process.execPath, [validator, 'validate', '-p', pack]);
fs.rmSync(folder, { recursive: true, force: true });
