// Builds the kernels of the wasm engine: the same source with and without fused multiply-add (relaxed SIMD).
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const source = path.join(root, 'lib/engine/wasm');
const target = path.join(root, 'dist/lib/engine/wasm');
const BUILDS = { plain: [], relaxed: ['--enable', 'relaxed-simd'] };

/** Compiles what is older than its sources. */
function buildKernels() {
  const kernels = fs.readdirSync(path.join(source, 'kernels')).map((file) => path.join(source, 'kernels', file));
  const sources = [__filename, path.join(source, 'opcodes.ts'), ...kernels];
  const newest = Math.max(...sources.map((file) => fs.statSync(file).mtimeMs));
  const compiler = path.join(root, 'node_modules/assemblyscript/bin/asc.js');
  fs.mkdirSync(target, { recursive: true });
  for (const [name, features] of Object.entries(BUILDS)) {
    const out = path.join(target, `${name}.wasm`);
    if (fs.existsSync(out) && fs.statSync(out).mtimeMs > newest) continue;
    const options = [
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--noExportMemory',
      '--enable',
      'simd',
    ];
    // 112: vectors in exported signatures; only our own modules call them.
    const entry = path.join(source, 'kernels/index.ts');
    const args = [compiler, entry, ...options, ...features, '--disableWarning', '112', '-o', out];
    execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  }
}

module.exports = { buildKernels };
