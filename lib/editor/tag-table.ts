import { TAG_ROLES } from '../names';
import { parseTagTable, tagTableToJson } from '../tags';

/** The tag table of the dialog: a row for each tag, with import and export as tags.json. */
export interface TagEditor {
  /** The table as JSON text. */
  json(): string;
}

type Row = Record<string, unknown>;
type Text = (key: string, values?: Record<string, string | number>) => string;

const POLICIES = ['', 'expected', 'hold', 'interpolate', 'drop'];
/** Edited in the row; everything else that a tag has is kept as it is. */
const SHORT = ['unit', 'min', 'max', 'maxAge'] as const;

/** @param text the node's catalogue */
export function createTagEditor(node: string, text: Text): TagEditor {
  const list = $('#twin-tags').editableList<Row>({
    addButton: true,
    sortable: true,
    removable: true,
    height: 260,
    addItem: (row, _index, tag) => drawRow(row, tag, text),
  });
  const fill = (table: Record<string, Row>): void => {
    list.editableList('empty');
    for (const name of Object.keys(table)) list.editableList('addItem', { name, ...table[name] });
  };
  fill(read(String($('#node-input-tags').val() || '{}'), text));
  offerLearned(node, text, fill);
  offerFiles(text, fill, () => toJson(list));
  return { json: () => JSON.stringify(toJson(list)) };
}

function drawRow(row: JQuery, tag: Row, text: Text): void {
  const line = $('<div>').css({ display: 'flex', gap: '4px', flexWrap: 'wrap' }).appendTo(row);
  const input = (key: string, width: string): void => {
    const label = text(`ingest.table.${key}`);
    const value = tag[key];
    $('<input type="text">')
      .attr({ placeholder: label, title: label, 'data-key': key })
      .css({ width })
      .val(value === undefined ? '' : String(value))
      .appendTo(line);
  };
  const choice = (key: string, choices: readonly string[]): void => {
    const select = $('<select>')
      .attr({ title: text(`ingest.table.${key}`), 'data-key': key })
      .css({ width: '92px' })
      .appendTo(line);
    for (const one of choices)
      $('<option>')
        .val(one)
        .text(one === '' ? text(`ingest.table.${key}`) : one)
        .appendTo(select);
    select.val(String(tag[key] ?? choices[0]));
  };
  row.data('tag', tag);
  input('name', '130px');
  choice('role', TAG_ROLES);
  input('of', '80px');
  for (const key of SHORT) input(key, '52px');
  choice('missing', POLICIES);
}

function toJson(list: JQuery): Record<string, Row> {
  const table: Record<string, Row> = {};
  list.editableList('items').each((_, item) => {
    const row = $(item as HTMLElement);
    const tag: Row = { ...(row.data('tag') as Row) };
    row.find('[data-key]').each((_at, element) => {
      const key = String($(element).attr('data-key'));
      const value = String($(element).val() ?? '').trim();
      if (value === '') delete tag[key];
      else tag[key] = value;
    });
    const { name, ...rest } = tag;
    if (typeof name === 'string' && name !== '') table[name] = rest;
  });
  return table;
}

/** Checked and with numbers for numbers; what cannot be read is told and left out. */
function read(json: string, text: Text): Record<string, Row> {
  try {
    return tagTableToJson(parseTagTable(JSON.parse(json)).values()) as unknown as Record<string, Row>;
  } catch (error) {
    RED.notify(text('ingest.table.wrong', { why: (error as Error).message }), 'error');
    return {};
  }
}

interface Learned {
  asset: string;
  tags: Record<string, Row>;
  /** Partners found by correlation: proposed, not known. */
  proposals: { tag: string; of: string; correlation: number }[];
}

/** What the running node has learned fills the table, one asset at a time; roles that names suggest are in it. */
function offerLearned(node: string, text: Text, fill: (table: Record<string, Row>) => void): void {
  const choose = $('#twin-asset');
  const take = ({ tags, proposals }: Learned): void => {
    for (const { tag, of } of proposals) tags[tag] = { ...tags[tag], of };
    fill(tags);
    if (proposals.length === 0) return;
    const pairs = proposals.map(({ tag, of, correlation }) => `${tag} → ${of} (${correlation})`).join(', ');
    RED.notify(text('ingest.table.proposed', { pairs }), 'warning');
  };
  $('#twin-learned').on('click', () => {
    $.getJSON(`twin-guard/ingest/${encodeURIComponent(node)}/tags`, (assets: Learned[]) => {
      if (assets.length === 0) return void RED.notify(text('ingest.table.nothing'), 'warning');
      choose
        .empty()
        .toggle(assets.length > 1)
        .off('change');
      for (const { asset } of assets) $('<option>').val(asset).text(asset).appendTo(choose);
      choose.on('change', () => take(assets.find(({ asset }) => asset === choose.val()) ?? assets[0]!));
      return take(assets[0]!);
    }).fail(() => void RED.notify(text('ingest.table.unreachable'), 'error'));
  });
}

function offerFiles(text: Text, fill: (table: Record<string, Row>) => void, table: () => unknown): void {
  $('#twin-export').on('click', () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(table(), null, 1)], { type: 'application/json' }));
    $('<a>').attr({ href: url, download: 'tags.json' })[0]!.click();
    URL.revokeObjectURL(url);
  });
  $('#twin-choose').on('click', () => void $('#twin-import').trigger('click'));
  $('#twin-import').on('change', function () {
    const file = (this as HTMLInputElement).files?.[0];
    void file?.text().then((json) => fill(read(json, text)));
  });
}
