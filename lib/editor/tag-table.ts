import { TAG_ROLES } from '../record/words';
import { figures } from './live-panel';
import { type Column, createRowTable, type Row, type RowTable } from './row-table';
import type { Text } from './text';

type Tags = Record<string, Row>;

const POLICIES = ['', 'expected', 'hold', 'interpolate', 'drop'];
/** How often values are asked for while the dialog is open, ms. */
const AGAIN_MS = 3000;

interface Learned {
  readonly asset: string;
  readonly tags: Tags;
  /** Partners found by correlation: proposed, not known. */
  readonly proposals: readonly { readonly tag: string; readonly of: string; readonly correlation: number }[];
  readonly values: Readonly<Record<string, number>>;
}

/**
 * Shows the tag table: a row for each tag, with import and export as tags.json. What is typed stands in the node's hidden input at once.
 * @param text the node's catalogue
 */
export function showTagTable(node: string, text: Text): void {
  const host = $('#twin-tags');
  const kept = $('#node-input-tags');
  const say = (key: string, values?: Record<string, string | number>): string => text(`tags.${key}`, values);
  let table: RowTable;
  const check = (): void => void kept.val(JSON.stringify(tagsOf(table.rows()))).trigger('change');
  table = createRowTable(
    host,
    {
      columns: columnsOf(say, text),
      remove: say('remove'),
      changed: check,
      before: (row) =>
        void $('<input type="checkbox" class="twin-pick">')
          .attr('aria-label', say('pick'))
          .appendTo($('<td>').appendTo(row)),
      behind: (row) => void $('<td class="twin-now">').appendTo(row),
    },
    { before: '', behind: [say('now')] },
  );
  const fill = (rows: readonly Row[]): void => {
    table.fill(rows);
    check();
  };
  table.fill(rowsOf(String(kept.val() || '{}')) ?? []);
  $('#twin-add-tag').on('click', () => table.add({}));
  offerFilter(host);
  offerBulk(host, say, text, check);
  offerLearned(node, say, fill);
  offerFiles(say, fill, () => tagsOf(table.rows()));
  showValues(node, host);
}

function columnsOf(say: Text, text: Text): Column[] {
  const choices = (names: readonly string[], label: (name: string) => string): [string, string][] =>
    names.map((name) => [name, name === '' ? say('usual') : label(name)]);
  return [
    { key: 'name', label: say('name'), kind: 'text', width: '22%' },
    { key: 'role', label: say('role'), kind: 'choice', choices: choices(TAG_ROLES, (name) => say(`roles.${name}`)) },
    { key: 'of', label: say('of'), kind: 'text', width: '14%' },
    { key: 'unit', label: say('unit'), kind: 'text', width: '9%' },
    { key: 'min', label: say('min'), kind: 'number', width: '9%' },
    { key: 'max', label: say('max'), kind: 'number', width: '9%' },
    { key: 'maxAge', label: say('maxAge'), kind: 'number', width: '9%' },
    {
      key: 'missing',
      label: say('missing'),
      kind: 'choice',
      choices: choices(POLICIES, (name) => text(`choice.missing.${name}`)),
    },
  ];
}

/** By name; as long as a name is missing or stands twice, the rows as they are, so that none is lost. */
function tagsOf(rows: readonly Row[]): Tags | readonly Row[] {
  const tags = new Map(rows.map(({ name, ...tag }) => [name, tag]));
  return tags.size < rows.length || tags.has(undefined) ? rows : Object.fromEntries(tags);
}

/** @returns the rows as they are, right or wrong; undefined when it is no table of tags at all */
function rowsOf(json: string): readonly Row[] | undefined {
  try {
    const tags = JSON.parse(json) as Tags | readonly Row[] | null;
    if (Array.isArray(tags)) return tags;
    return typeof tags === 'object' && tags !== null ? withNames(tags as Tags) : undefined;
  } catch {
    return undefined;
  }
}

function withNames(tags: Tags): readonly Row[] {
  return Object.entries(tags).map(([name, tag]) => ({ ...tag, name }));
}

/** Shows only the rows of which a tag's name holds what is typed. */
function offerFilter(host: JQuery): void {
  $('#twin-filter').on('input', function () {
    const wanted = String($(this).val()).toLowerCase();
    host.find('tbody tr').each((_, element) => {
      const row = $(element);
      row.toggle(String(row.find('[data-key="name"]').val()).toLowerCase().includes(wanted));
    });
  });
}

/** Sets role or policy of all rows that are picked; without a pick, of all that are shown. */
function offerBulk(host: JQuery, say: Text, text: Text, changed: () => void): void {
  const role = $('#twin-bulk-role').attr('aria-label', say('bulk'));
  const option = (value: string, label: string): JQuery => $('<option>').val(value).text(label);
  role.append(option('', say('bulk')));
  for (const name of TAG_ROLES) role.append(option(`role ${name}`, `${say('role')}: ${say(`roles.${name}`)}`));
  for (const name of POLICIES.slice(1))
    role.append(option(`missing ${name}`, `${say('missing')}: ${text(`choice.missing.${name}`)}`));
  role.append(option('remove', say('remove')));
  role.on('change', () => {
    const [key, value] = String(role.val()).split(' ');
    role.val('');
    const shown = host.find('tbody tr').filter(':visible');
    const picked = shown.has('.twin-pick:checked');
    const rows = picked.length > 0 ? picked : shown;
    if (key === 'remove') rows.remove();
    else rows.find(`[data-key="${key}"]`).val(value ?? '');
    changed();
  });
}

/** What the running node has learned fills the table, one asset at a time; roles that names suggest are in it. */
function offerLearned(node: string, say: Text, fill: (rows: readonly Row[]) => void): void {
  const choose = $('#twin-asset').attr('aria-label', say('asset'));
  const take = ({ tags, proposals }: Learned): void => {
    const proposed: Tags = { ...tags };
    for (const { tag, of } of proposals) proposed[tag] = { ...proposed[tag], of };
    fill(withNames(proposed));
    const pairs = proposals.map(({ tag, of, correlation }) => `${tag} → ${of} (${correlation})`).join(', ');
    const count = Object.keys(tags).length;
    $('#twin-tags-told').text(
      [say('took', { count }), ...(pairs === '' ? [] : [say('proposed', { pairs })])].join(' '),
    );
  };
  $('#twin-learned').on('click', () => {
    learned(node).then(
      (assets) => {
        if (assets.length === 0) return void $('#twin-tags-told').text(say('nothing'));
        choose
          .empty()
          .toggle(assets.length > 1)
          .off('change');
        for (const { asset } of assets) $('<option>').val(asset).text(asset).appendTo(choose);
        choose.on('change', () => take(assets.find(({ asset }) => asset === choose.val()) ?? assets[0]!));
        take(assets[0]!);
      },
      () => void $('#twin-tags-told').text(say('unreachable')),
    );
  });
}

async function learned(node: string): Promise<readonly Learned[]> {
  return (await $.getJSON(`twin-guard/ingest/${encodeURIComponent(node)}/tags`)) as readonly Learned[];
}

/** The last value of each tag beside it, of the asset that is chosen. */
function showValues(node: string, host: JQuery): void {
  const load = async (): Promise<void> => {
    const assets = await learned(node).catch(() => []);
    const { values = {} } = assets.find(({ asset }) => asset === $('#twin-asset').val()) ?? assets[0] ?? {};
    host.find('tbody tr').each((_, element) => {
      const name = String($(element).find('[data-key="name"]').val());
      const value = Object.hasOwn(values, name) ? values[name]! : undefined;
      $(element)
        .find('.twin-now')
        .text(value === undefined ? '' : figures(value));
    });
  };
  void load();
  const timer = setInterval(() => {
    if (document.contains(host[0] ?? null)) void load();
    else clearInterval(timer);
  }, AGAIN_MS);
}

function offerFiles(say: Text, fill: (rows: readonly Row[]) => void, table: () => unknown): void {
  $('#twin-export').on('click', () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(table(), null, 1)], { type: 'application/json' }));
    $('<a>').attr({ href: url, download: 'tags.json' })[0]!.click();
    URL.revokeObjectURL(url);
  });
  $('#twin-choose').on('click', () => void $('#twin-import').trigger('click'));
  $('#twin-import').on('change', function () {
    const file = (this as HTMLInputElement).files?.[0];
    void file?.text().then((json) => {
      const rows = rowsOf(json);
      if (rows === undefined) return void $('#twin-tags-told').text(say('unreadable', { file: file.name }));
      $('#twin-tags-told').text(say('took', { count: rows.length }));
      fill(rows);
    });
  });
}
