// Pages that are made from the code, so that they cannot say something else: docs/nodes/ from help texts, labels and settings, and
// the list of errors in docs/troubleshooting.md from the sources. Needs dist/. Writes them; a test compares them.
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./setup');

const read = (...parts) => fs.readFileSync(path.join(root, ...parts), 'utf8');
const MARK = '<!-- from here on made by scripts/docs.js -->\n';

/** All pages as { file: text }. */
function pages() {
  const { nodes } = JSON.parse(read('package.json'))['node-red'];
  const made = Object.entries(nodes).map(([type, file]) => [
    `docs/nodes/${path.basename(file, '.js')}.md`,
    nodePage(type, path.dirname(file)),
  ]);
  const trouble = 'docs/troubleshooting.md';
  const own = read(trouble).split(MARK)[0];
  return Object.fromEntries([...made, [trouble, own + MARK + errorList()]]);
}

function nodePage(type, folder) {
  const name = path.basename(folder);
  const texts = JSON.parse(read(folder, 'locales', 'en-US', `${name}.json`))[name];
  const { FIELDS } = require(path.join(root, folder, 'config.js'));
  const help = read(folder, 'locales', 'en-US', `${name}.html`);
  const rows = Object.entries(FIELDS).map(([field, declared]) => settingRow(field, declared, texts));
  return [
    `# ${type}`,
    '',
    markdown(help),
    '',
    '## Settings',
    '',
    '| in the dialog | in a flow | usual | may be | what it does |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function settingRow(field, declared, texts) {
  // A table has a part of the catalogue to itself.
  const label = texts.field[field] ?? texts[field]?.title ?? field;
  const hint = texts.field[`${field}-hint`] ?? texts[field]?.hint ?? '';
  const usual = declared.share ? `${100 * declared.default} %` : plain(declared.default, field, texts);
  return `| ${[label, `\`${field}\``, usual, limits(declared, field, texts), hint].map(cell).join(' | ')} |`;
}

function plain(value, field, texts) {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (field === 'postures') return 'see the dialog';
  return texts.choice?.[field]?.[value] ?? (value === '' || value === '{}' || value === '[]' ? 'empty' : String(value));
}

function limits({ kind, min, max, unit, share, choices, length }, field, texts) {
  if (kind === 'number') {
    const [low, high] = share ? [100 * min, 100 * max] : [min, max];
    const shown = share ? ' %' : unit === undefined ? '' : ` ${texts.unit[unit]}`;
    return `${low} to ${high}${shown}`;
  }
  if (kind === 'choice') return choices.map((one) => texts.choice?.[field]?.[one] ?? one).join(', ');
  if (kind === 'list') return `up to ${length} whole numbers from ${min} to ${max}`;
  return { flag: 'on, off', json: 'a table', lines: 'lines' }[kind] ?? 'a text';
}

function cell(text) {
  return String(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}

/** The little HTML of a help text as Markdown. */
function markdown(html) {
  return html
    .replace(/<\/?script[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .replace(/<h3>(.*?)<\/h3>/g, '\n\n## $1\n\n')
    .replace(/<code>(.*?)<\/code>/g, '`$1`')
    .replace(/<b>(.*?)<\/b>/g, '**$1**')
    .replace(/<dt[^>]*>(.*?)<\/dt>/g, '\n- **$1**: ')
    .replace(/<span class="property-type">(.*?)<\/span>/g, '($1)')
    .replace(/<li>/g, '\n\n')
    .replace(/<p>/g, '\n\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n[ \t]+/g, '\n')
    .replace(/ {2,}/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Every error that a message or a setting can meet, by the part that says it. */
function errorList() {
  const groups = new Map([['dialogs', new Set(dialogErrors())]]);
  for (const file of sources()) {
    for (const [field, text] of errorsIn(read(file))) {
      const where = /^nodes\/([a-z-]+)\//.exec(file)?.[1] ?? 'all nodes';
      const list = groups.get(where) ?? new Set();
      list.add(`| ${cell(`\`${field}\``)} | ${cell(text)} |`);
      groups.set(where, list);
    }
  }
  const parts = [...groups].sort(([a], [b]) => a.localeCompare(b));
  return parts
    .map(([where, rows]) => [`\n### ${where}\n`, '| names | says |', '|---|---|', ...[...rows].sort(), ''].join('\n'))
    .join('');
}

/** What dialogs say of a setting, a row, a cell or a line. */
function dialogErrors() {
  const { error } = JSON.parse(read('lib', 'editor', 'locales', 'en-US', 'common.json'));
  return Object.values(error).map(
    (text) => `| its setting, row and column | ${cell(text.replace(/__\w+__/g, '...'))} |`,
  );
}

function sources() {
  return ['nodes', 'lib'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true })
      .map((name) => path.join(folder, String(name)).replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts'))
      .sort(),
  );
}

/** The two texts of each InputError and ConfigError that stand there as texts; what is filled in is shown as "...". */
function errorsIn(source) {
  const text = /\s*(?:'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`|"((?:[^"\\]|\\.)*)")\s*/y;
  const found = [];
  for (const { index } of source.matchAll(/new (?:InputError|ConfigError|FleetError)\(/g)) {
    text.lastIndex = source.indexOf('(', index) + 1;
    const both = [];
    for (let i = 0; i < 2; i++) {
      const match = text.exec(source);
      if (match === null) break;
      both.push(
        (match[1] ?? match[2] ?? match[3])
          .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '...')
          .replace(/(?:\.\.\.)+/g, '...')
          .replaceAll("\\'", "'"),
      );
      if (source[text.lastIndex] === ',') text.lastIndex++;
    }
    if (both.length === 2) found.push(both);
  }
  return found;
}

module.exports = { pages };

if (require.main === module) {
  for (const [file, text] of Object.entries(pages())) fs.writeFileSync(path.join(root, file), text);
}
