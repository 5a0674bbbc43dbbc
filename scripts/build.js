// Builds dist/: TypeScript, the wasm kernels, and for each node its editor page, locales and icon, and the operator page. Any failure ends it.
const fs = require('node:fs');
const path = require('node:path');
const { runOrExit, root } = require('./setup');
const { buildEditor, buildPlugin } = require('./build-editor');
const { buildPage } = require('./build-page');
const { buildKernels } = require('./kernels');

const stampedAt = new Date();
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
runOrExit(process.execPath, [tsc, '-p', 'tsconfig.json']);
runOrExit(process.execPath, [tsc, '-p', 'tsconfig.editor.json']);
runOrExit(process.execPath, [tsc, '-p', 'tsconfig.page.json']);
buildKernels();
const { nodes, plugins } = require('../package.json')['node-red'];
for (const [type, file] of Object.entries(nodes)) {
  buildEditor(type, path.join(root, path.dirname(file)));
}
buildPlugin(path.join(root, 'lib', 'editor', 'page-tab.ts'), path.join(root, plugins['twin-guard-page']));
buildPage();
fs.chmodSync(path.join(root, 'dist', 'cli', 'twin-guard.js'), 0o755);
// Sources that change while this runs are newer than the stamp.
fs.writeFileSync(path.join(root, 'dist', '.built'), '');
fs.utimesSync(path.join(root, 'dist', '.built'), stampedAt, stampedAt);
