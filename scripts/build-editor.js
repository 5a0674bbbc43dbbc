// One node's editor page: the script (bundled, readable), the dialog (form.html with its field rows written out from
// the config's declaration), and copies of locales and icons.
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./setup');
const { copyLocales } = require('./build-locales');

const STYLE = fs.readFileSync(path.join(root, 'lib', 'editor', 'dialog.css'), 'utf8');

/** @param type the node's type, @param target its folder below dist/nodes */
function buildEditor(type, target) {
  const name = path.basename(target);
  const room = path.join(root, 'nodes', name);
  const { FIELDS } = require(path.join(target, 'config.js'));
  const script = bundled(path.join(room, 'editor.ts'));
  const form = fs
    .readFileSync(path.join(room, 'form.html'), 'utf8')
    .replace(/<div data-field="([^"]+)"(?: data-and="([^"]+)")?><\/div>/g, (_, first, second) =>
      row(name, second === undefined ? [first] : [first, second], FIELDS),
    )
    .replace(/<div data-credential="([^"]+)"><\/div>/g, (_, credential) => credentialRow(name, credential))
    .replaceAll('"node-input-', isConfig(script) ? '"node-config-input-' : '"node-input-');
  const page = [
    `<style>\n${STYLE}</style>`,
    `<script type="text/html" data-template-name="${type}">\n<div id="twin-live" class="twin-live" hidden></div>\n${form.trim()}\n</script>`,
    `<script type="text/javascript">\n${script}</script>`,
    '',
  ].join('\n');
  fs.writeFileSync(path.join(target, `${name}.html`), page);
  copyLocales(name, room, target);
  fs.cpSync(path.join(room, 'icons'), path.join(target, 'icons'), { recursive: true });
}

/** A node that others choose has its dialog to itself, and the editor looks for its inputs under other names. */
function isConfig(script) {
  return /category: ["']config["']/.test(script);
}

/** What Node-RED keeps apart from the flow. */
function credentialRow(node, name) {
  const id = `node-input-${name}`;
  const type = name === 'user' ? 'text' : 'password';
  return `<div class="form-row twin-row">\n  <label for="${id}" data-i18n="${node}.field.${name}"></label>\n  <div class="twin-inputs"><input type="${type}" id="${id}" autocomplete="off"></div>\n</div>`;
}

/** A plugin's script for the editor, and its locales. @param script its source, @param target the plugin's built .js */
function buildPlugin(script, target) {
  fs.writeFileSync(target.replace(/\.js$/, '.html'), `<script type="text/javascript">\n${bundled(script)}</script>\n`);
  const folder = path.dirname(path.relative(path.join(root, 'dist'), target));
  fs.cpSync(path.join(root, folder, 'locales'), path.join(path.dirname(target), 'locales'), { recursive: true });
}

function bundled(script) {
  return esbuild.buildSync({
    entryPoints: [script],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    logLevel: 'error',
  }).outputFiles[0].text;
}

/**
 * A dialog row: label, input with limits and unit, what is wrong with it, and a hint that says what low and high do. A second setting
 * stands on the same line, behind its own label; one that is a choice is the unit of the number before it.
 */
function row(node, names, fields) {
  for (const name of names) {
    if (fields[name] === undefined) throw new Error(`nodes/${node}/form.html: there is no field ${name} in config.ts`);
  }
  const [first, second] = names;
  const parts = [input(node, first, fields[first])];
  if (second !== undefined) {
    const isUnit = fields[second].kind === 'choice';
    const label = isUnit
      ? ''
      : `<label for="${idOf(second, fields[second])}" data-i18n="${node}.field.${second}"></label>`;
    const named = isUnit ? ` data-i18n="[title]${node}.field.${second};[aria-label]${node}.field.${second}"` : '';
    parts.push(label, input(node, second, fields[second], named));
  }
  const below = names.flatMap((name) => [
    `<div class="twin-error" id="twin-error-${name}" role="alert" hidden></div>`,
    name === 'name'
      ? ''
      : `<div class="twin-note" id="twin-hint-${name}" data-i18n="${node}.field.${name}-hint"></div>`,
  ]);
  const lines = [
    `<label for="${idOf(first, fields[first])}" data-i18n="${node}.field.${first}"></label>`,
    `<div class="twin-inputs">${parts.join(' ')}</div>`,
    ...below.filter((line) => line !== ''),
  ];
  return `<div class="form-row twin-row">\n  ${lines.join('\n  ')}\n</div>`;
}

/** What a person fills in: a share is shown as per cent, and kept as it is in an input that is hidden. */
function idOf(name, field) {
  return field.share === true ? `twin-share-${name}` : `node-input-${name}`;
}

function input(node, name, field, more = '') {
  const described = name === 'name' ? '' : ` aria-describedby="twin-error-${name} twin-hint-${name}"`;
  const id = `id="node-input-${name}"${described}${more}`;
  switch (field.kind) {
    case 'number': {
      const step = field.integer ? 1 : 'any';
      if (field.share === true) {
        const limits = `min="${100 * field.min}" max="${100 * field.max}" step="${step}" placeholder="${100 * field.default}"`;
        return `<input type="number" id="twin-share-${name}"${described} ${limits}> <span>%</span><input type="hidden" id="node-input-${name}">`;
      }
      const unit = field.unit === undefined ? '' : ` <span data-i18n="${node}.unit.${field.unit}"></span>`;
      return `<input type="number" ${id} min="${field.min}" max="${field.max}" step="${step}" placeholder="${field.default}">${unit}`;
    }
    case 'choice': {
      const options = field.choices.map(
        (c) => `<option value="${c}" data-i18n="${node}.choice.${name}.${c}"></option>`,
      );
      return `<select ${id}${more === '' ? ' class="twin-wide"' : ' style="width:auto"'}>${options.join('')}</select>`;
    }
    case 'flag':
      return `<input type="checkbox" ${id}>`;
    case 'lines':
    case 'json':
      return `<textarea ${id} rows="4" spellcheck="false"></textarea>`;
    default:
      return `<input type="text" ${id}>`;
  }
}

module.exports = { buildEditor, buildPlugin };
