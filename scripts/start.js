// npm start: sets up what is missing, then runs Node-RED with the demo flow. Data stays in .data/; only this machine
// reaches it.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { setUp } = require('./setup');

const root = setUp();
const userDir = path.join(root, '.data');
const port = process.env.PORT ?? '1880';

/** Lets Node-RED find the pack as if it were installed. */
function linkPack() {
  const scope = path.join(userDir, 'node_modules', '@twin-guard');
  const link = path.join(scope, 'node-red-twin-guard');
  fs.mkdirSync(scope, { recursive: true });
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync(root, link, 'junction');
  const manifest = { private: true, dependencies: { '@twin-guard/node-red-twin-guard': '*' } };
  fs.writeFileSync(path.join(userDir, 'package.json'), JSON.stringify(manifest, null, 2));
}

linkPack();
const flows = path.join(userDir, 'flows.json');
if (!fs.existsSync(flows)) fs.copyFileSync(path.join(root, 'examples', 'flows', 'guard-a-twin.json'), flows);

const nodeRed = require.resolve('node-red/red.js');
const args = [
  nodeRed,
  '--userDir',
  userDir,
  '--settings',
  path.join(__dirname, 'demo-settings.js'),
  '--port',
  port,
  'flows.json',
];
const child = spawn(process.execPath, args, { cwd: userDir, stdio: ['inherit', 'pipe', 'inherit'] });
let told = false;
child.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  if (told || !String(chunk).includes('Started flows')) return;
  told = true;
  console.log(`\nTwin Guard runs: open http://127.0.0.1:${port}/twin-guard/`);
  console.log('The guard of the demo plant learns for about a minute; then press a drill there and watch the alarm.');
  console.log(`The flow behind it: http://127.0.0.1:${port}\n`);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
