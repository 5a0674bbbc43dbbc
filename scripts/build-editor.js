// One node's editor page: the script (bundled, readable), the dialog (form.html with its field rows written out from
// the config's declaration), and copies of locales and icons.
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./setup');

/** @param type the node's type, @param target its folder below dist/nodes */
function buildEditor(type, target) {
  const name = path.basename(target);
  const room = path.join(root, 'nodes', name);
  const { FIELDS } = require(path.join(target, 'config.js'));
  const script = bundled(path.join(room, 'editor.ts'));
  const form = fs
    .readFileSync(path.join(room, 'form.html'), 'utf8')
    .replace(/<div data-field="([^"]+)"><\/div>/g, (_, field) => row(name, field, FIELDS[field]));
  const page = [
    `<script type="text/html" data-template-name="${type}">\n${form.trim()}\n</script>`,
    `<script type="text/javascript">\n${script}</script>`,
    '',
  ].join('\n');
  fs.writeFileSync(path.join(target, `${name}.html`), page);
  for (const folder of ['locales', 'icons']) {
    fs.cpSync(path.join(room, folder), path.join(target, folder), { recursive: true });
  }
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

/** A dialog row: label, input with limits and unit, and a hint that says what low and high do. */
function row(node, name, field) {
  if (field === undefined) throw new Error(`nodes/${node}/form.html: there is no field ${name} in config.ts`);
  const key = `${node}.field.${name}`;
  const label = `<label for="node-input-${name}" data-i18n="${key}"></label>`;
  const hint =
    name === 'name'
      ? ''
      : `\n  <div style="margin:2px 0 0 105px;font-size:.9em;color:var(--red-ui-secondary-text-color,#777)" data-i18n="${key}-hint"></div>`;
  return `<div class="form-row">\n  ${label}\n  ${input(node, name, field)}${hint}\n</div>`;
}

function input(node, name, field) {
  const id = `id="node-input-${name}"`;
  switch (field.kind) {
    case 'number': {
      const limits = `min="${field.min}" max="${field.max}" step="${field.integer ? 1 : 'any'}"`;
      const unit = field.unit === undefined ? '' : ` <span>${field.unit}</span>`;
      return `<input type="number" ${id} ${limits} style="width:120px">${unit}`;
    }
    case 'choice': {
      const options = field.choices.map(
        (c) => `<option value="${c}" data-i18n="${node}.choice.${name}.${c}"></option>`,
      );
      return `<select ${id} style="width:70%">${options.join('')}</select>`;
    }
    case 'flag':
      return `<input type="checkbox" ${id} style="width:auto">`;
    case 'lines':
      return `<textarea ${id} rows="4" style="width:70%;font-family:monospace" spellcheck="false"></textarea>`;
    case 'json':
      return `<textarea ${id} rows="6" style="width:70%;font-family:monospace" spellcheck="false"></textarea>`;
    default:
      return `<input type="text" ${id} style="width:70%">`;
  }
}

module.exports = { buildEditor, buildPlugin };
