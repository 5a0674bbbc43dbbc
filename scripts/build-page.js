// The operator page: one script, one style sheet and an icon with a hash of their content in the name, so that they can be kept for
// ever, and the shell that names them. Each with a .gz beside it, as Node-RED compresses nothing.
const esbuild = require('esbuild');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');
const { root } = require('./setup');

const source = path.join(root, 'page');
const target = path.join(root, 'dist', 'page');

function buildPage() {
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  let shell = fs.readFileSync(path.join(source, 'index.html'), 'utf8');
  const files = {
    'page.js': bundled('main.ts'),
    'page.css': bundled(path.join('style', 'page.css')),
    'icon.svg': fs.readFileSync(path.join(source, 'icon.svg')),
  };
  for (const [name, content] of Object.entries(files)) {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    const named = name.replace('.', `-${hash}.`);
    if (!shell.includes(`"${name}"`)) throw new Error(`page/index.html does not name ${name}`);
    shell = shell.replace(`"${name}"`, `"${named}"`);
    write(named, content);
  }
  write('index.html', Buffer.from(shell));
}

function bundled(entry) {
  const { outputFiles } = esbuild.buildSync({
    entryPoints: [path.join(source, entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome103', 'firefox115', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    outdir: target,
    logLevel: 'error',
  });
  return Buffer.from(outputFiles[0].contents);
}

function write(name, content) {
  fs.writeFileSync(path.join(target, name), content);
  fs.writeFileSync(path.join(target, `${name}.gz`), gzipSync(content, { level: 9 }));
}

module.exports = { buildPage };
