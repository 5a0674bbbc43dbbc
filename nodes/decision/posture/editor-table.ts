import { POSTURES, SEVERITIES } from '../../../lib/record/words';
import { LEAST_LIMIT, MOST_CONFIRM, type PostureRow, ROWS, readPostures } from './table';

const COLUMNS = ['limit', 'confirm', 'freeze', 'commands', 'log'] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Shows the table of postures in the dialog, a row for each level. What is typed stands in the node's hidden input at once, and
 * below the table what is wrong with it.
 * @param text the node's catalogue
 */
export function showPostures(text: (key: string) => string): void {
  const kept = $('#node-input-postures');
  const table = $('#twin-postures').empty();
  const tell = (): void => {
    const why = problem(String(kept.val() ?? ''));
    const shown = why !== undefined;
    $('#twin-postures-wrong')
      .text(shown ? why : '')
      .toggle(shown);
    table.attr('aria-invalid', String(shown));
  };
  drawHead(table, text);
  const rows = read(String(kept.val() ?? ''));
  for (const level of POSTURES) {
    const row = $('<tr>').attr('data-level', level).appendTo(table);
    $('<th scope="row">').css({ textAlign: 'left', fontWeight: 'normal' }).text(level).appendTo(row);
    for (const column of COLUMNS) {
      const name = `${level}, ${text(`decision.posture.${column}`)}`;
      inputFor(column, shownOf(column, rows[level], ROWS[level]), text)
        .attr({ 'data-column': column, title: name, 'aria-label': name })
        .appendTo($('<td>').css({ padding: '2px 6px 2px 0' }).appendTo(row));
    }
  }
  table.off('input change').on('input change', () => {
    kept.val(JSON.stringify(rowsOf(table))).trigger('change');
    tell();
  });
  tell();
}

function drawHead(table: JQuery, text: (key: string) => string): void {
  const head = $('<tr>').appendTo(table);
  for (const column of ['level', ...COLUMNS]) {
    $('<th scope="col">')
      .css({ textAlign: 'left', paddingRight: '6px' })
      .text(text(`decision.posture.${column}`))
      .appendTo(head);
  }
}

/** What a level that is there does not say holds as usual; where it says no number of records, the setting does. */
function shownOf(column: Column, row: PostureRow | undefined, usual: PostureRow): unknown {
  return row === undefined ? usual[column] : column === 'confirm' ? row[column] : (row[column] ?? usual[column]);
}

function inputFor(column: Column, value: unknown, text: (key: string) => string): JQuery {
  if (column === 'freeze' || column === 'log') {
    return $('<input type="checkbox">')
      .css({ width: 'auto', margin: '0' })
      .prop('checked', value === true);
  }
  if (column === 'commands') {
    const select = $('<select>').css({ width: '92px' });
    for (const severity of SEVERITIES) $('<option>').val(severity).text(severity).appendTo(select);
    return select.val(String(value));
  }
  const [min, max, step] = column === 'limit' ? [LEAST_LIMIT, 1, 0.01] : [1, MOST_CONFIRM, 1];
  const shown = value === undefined || value === null ? '' : String(value);
  const placeholder = column === 'confirm' ? text('decision.posture.asSet') : '';
  return $('<input type="number">').attr({ min, max, step, placeholder }).css({ width: '70px' }).val(shown);
}

/** Of a table that cannot be read the default one is shown, with what is wrong. */
function read(json: string): Record<string, PostureRow> {
  return problem(json) === undefined ? (JSON.parse(json) as Record<string, PostureRow>) : {};
}

function problem(json: string): string | undefined {
  try {
    readPostures(JSON.parse(json));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function rowsOf(table: JQuery): Record<string, PostureRow> {
  const rows: Record<string, PostureRow> = {};
  table.find('tr[data-level]').each((_, element) => {
    const row: PostureRow = {};
    $(element)
      .find('[data-column]')
      .each((_at, input) => {
        row[String($(input).attr('data-column'))] = typedIn($(input));
      });
    rows[String($(element).attr('data-level'))] = row;
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
