/** A row as the node keeps it; members that no column shows are kept as they are. */
export type Row = Record<string, unknown>;

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'choice' | 'flag';
  /** Of a choice: value and what a person reads. The first one stands for nothing said when its value is ''. */
  readonly choices?: readonly (readonly [value: string, label: string])[];
  readonly placeholder?: string;
  readonly width?: string;
  /** Of a flag: what an absent member means. */
  readonly otherwise?: boolean;
}

interface Options {
  readonly columns: readonly Column[];
  /** What the button says that removes a row. */
  readonly remove: string;
  /** A row of the person's own was changed, added or removed. */
  readonly changed: () => void;
  /** Draws further cells of a row: before the first column, and behind the last one. */
  readonly before?: (row: JQuery) => void;
  readonly behind?: (row: JQuery, data: Row) => void;
}

/** A table that a person edits: a header for each column, a name for each cell, a button to remove each row. */
export interface RowTable {
  /** What stands in it; empty cells are left out. */
  rows(): Row[];
  fill(rows: readonly Row[]): void;
  /** Adds a row and puts the cursor into it. */
  add(row: Row): void;
}

/** @param host an empty table element, @param head the header cells before and behind the columns */
export function createRowTable(
  host: JQuery,
  options: Options,
  head = { before: '', behind: [] as string[] },
): RowTable {
  const { columns } = options;
  const heads = $('<tr>').appendTo($('<thead>').appendTo(host));
  if (options.before !== undefined) $('<th scope="col">').text(head.before).appendTo(heads);
  for (const name of [...columns.map(({ label }) => label), ...head.behind, '']) {
    $('<th scope="col">').text(name).appendTo(heads);
  }
  const body = $('<tbody>').appendTo(host);
  const draw = (data: Row): JQuery => {
    const row = $('<tr data-entry>').data('row', data).appendTo(body);
    options.before?.(row);
    for (const column of columns) {
      const cell = $('<td>').appendTo(row);
      cellOf(column, data[column.key]).attr({ 'data-key': column.key, 'aria-label': column.label }).appendTo(cell);
      if (column.width !== undefined) cell.css({ width: column.width });
    }
    options.behind?.(row, data);
    $('<button type="button" class="red-ui-button red-ui-button-small">')
      .attr({ title: options.remove, 'aria-label': options.remove })
      .append('<i class="fa fa-remove" aria-hidden="true">')
      .on('click', () => {
        const near = row.next().add(row.prev()).first().find('[data-key]').first();
        row.remove();
        near.trigger('focus');
        options.changed();
      })
      .appendTo($('<td>').appendTo(row));
    return row;
  };
  body.on('input change', () => options.changed());
  return {
    rows: () =>
      body
        .children()
        .toArray()
        .map((element) => read($(element), columns)),
    fill(rows) {
      body.empty();
      for (const row of rows) draw(row);
    },
    add(row) {
      const drawn = draw(row);
      drawn.find('[data-key]').first().trigger('focus');
      drawn[0]?.scrollIntoView({ block: 'nearest' });
      options.changed();
    },
  };
}

function cellOf({ kind, choices = [], placeholder = '', otherwise = false }: Column, value: unknown): JQuery {
  if (kind === 'flag') return $('<input type="checkbox">').prop('checked', (value ?? otherwise) === true);
  if (kind === 'choice') {
    const select = $('<select>');
    for (const [name, label] of choices) $('<option>').val(name).text(label).appendTo(select);
    return select.val(String(value ?? choices[0]?.[0] ?? ''));
  }
  // A number that cannot be read must reach the check as it was typed.
  return $('<input type="text">')
    .attr({ placeholder, ...(kind === 'number' && { inputmode: 'decimal', size: 6 }) })
    .val(value === undefined || value === null ? '' : String(value));
}

function read(row: JQuery, columns: readonly Column[]): Row {
  const data: Row = { ...(row.data('row') as Row) };
  for (const { key, kind, otherwise = false } of columns) {
    const input = row.find(`[data-key="${key}"]`);
    const value = kind === 'flag' ? input.is(':checked') : typed(String(input.val() ?? '').trim(), kind);
    if (value === undefined || (kind === 'flag' && value === otherwise)) delete data[key];
    else data[key] = value;
  }
  return data;
}

function typed(text: string, kind: Column['kind']): string | number | undefined {
  if (text === '') return undefined;
  const number = Number(text.replace(',', '.'));
  return kind === 'number' && !Number.isNaN(number) ? number : text;
}
