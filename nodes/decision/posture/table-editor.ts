import type { Text } from '../../../lib/editor/text';
import { POSTURES, SEVERITIES } from '../../../lib/record/words';
import { LEAST_LIMIT, MOST_CONFIRM, type PostureRow, ROWS } from './table';

const COLUMNS = ['limit', 'confirm', 'freeze', 'commands', 'log'] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Shows the table of postures in the dialog, a row for each level. What is typed stands in the node's hidden input at once.
 * @param text the node's catalogue
 */
export function showPostures(text: Text): void {
  const kept = $('#node-input-postures');
  const table = $('#twin-postures').empty();
  const head = $('<tr>').appendTo($('<thead>').appendTo(table));
  for (const column of ['level', ...COLUMNS])
    $('<th scope="col">')
      .text(text(`postures.${column}`))
      .appendTo(head);
  const body = $('<tbody>').appendTo(table);
  const rows = read(String(kept.val() ?? ''));
  for (const level of POSTURES) {
    const row = $('<tr>').attr('data-entry', level).appendTo(body);
    $('<th scope="row">')
      .text(text(`word.${level}`))
      .appendTo(row);
    for (const column of COLUMNS) {
      inputFor(column, shownOf(column, rows[level], ROWS[level]), text)
        .attr({ 'data-key': column, 'aria-label': `${text(`word.${level}`)}, ${text(`postures.${column}`)}` })
        .appendTo($('<td>').appendTo(row));
    }
  }
  body.on('input change', () => void kept.val(JSON.stringify(rowsOf(body))).trigger('change'));
}

/** What a level that is there does not say holds as usual; where it says no number of records, the setting does. */
function shownOf(column: Column, row: PostureRow | undefined, usual: PostureRow): unknown {
  return row === undefined ? usual[column] : column === 'confirm' ? row[column] : (row[column] ?? usual[column]);
}

function inputFor(column: Column, value: unknown, text: Text): JQuery {
  if (column === 'freeze' || column === 'log') return $('<input type="checkbox">').prop('checked', value === true);
  if (column === 'commands') {
    const select = $('<select>');
    for (const severity of SEVERITIES)
      $('<option>')
        .val(severity)
        .text(text(`word.${severity}`))
        .appendTo(select);
    return select.val(String(value));
  }
  const [min, max, step] = column === 'limit' ? [LEAST_LIMIT, 1, 0.01] : [1, MOST_CONFIRM, 1];
  const shown = value === undefined || value === null ? '' : String(value);
  const placeholder = column === 'confirm' ? text('postures.asSet') : '';
  return $('<input type="number">').attr({ min, max, step, placeholder }).val(shown);
}

/** As they are kept, right or wrong; of what is no table the default one is shown, and the list of errors says it. */
function read(json: string): Record<string, PostureRow> {
  try {
    return (JSON.parse(json) ?? {}) as Record<string, PostureRow>;
  } catch {
    return {};
  }
}

function rowsOf(body: JQuery): Record<string, PostureRow> {
  const rows: Record<string, PostureRow> = {};
  body.find('[data-entry]').each((_, element) => {
    const row: PostureRow = {};
    $(element)
      .find('[data-key]')
      .each((_at, input) => {
        row[String($(input).attr('data-key'))] = typedIn($(input));
      });
    rows[String($(element).attr('data-entry'))] = row;
  });
  return rows;
}

/** What is no number stays a text, so that it is refused by its name. Nothing typed is nothing said. */
function typedIn(input: JQuery): unknown {
  if (input.is(':checkbox')) return input.is(':checked');
  const typed = String(input.val() ?? '').trim();
  if (input.is('select')) return typed;
  if (typed === '') return null;
  return Number.isNaN(Number(typed)) ? typed : Number(typed);
}
