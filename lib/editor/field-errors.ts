import type { Fields } from '../config/fields';
import { type Parse, type Problem, problemsOf, type Reader } from '../config/problems';
import type { Text } from './text';

/**
 * Says what is wrong while it is typed: beside each setting, marked in its input or cell, and all together in a list that leads
 * there. A fold in which something is wrong stands open.
 * @param parse the room's parseConfig
 */
export function showErrors(fields: Fields, parse: Parse, reader: Reader): void {
  const { text } = reader;
  const form = $('#dialog-form');
  const list = $('<section class="twin-problems" hidden>').attr('aria-label', text('problems')).appendTo(form);
  const check = (): void => {
    const problems = [...unreadable(fields, text), ...problemsOf(fields, parse, typedIn(fields), reader)];
    tellBeside(fields, problems);
    mark(form, problems);
    drawList(list, problems, text);
  };
  // keyup comes behind the editor's own check, which knows what is stored and not what else is typed.
  form.on('input change keyup', check);
  check();
  form.find('.twin-error:not([hidden])').closest('details').prop('open', true);
}

/** The settings as they stand in the dialog. */
function typedIn(fields: Fields): Record<string, unknown> {
  const all = Object.entries(fields).map(([name, { kind }]): [string, unknown] => {
    const input = $(`#node-input-${name}`);
    return [name, kind === 'flag' ? input.is(':checked') : input.val()];
  });
  return Object.fromEntries(all);
}

/** Where a number is typed that the browser cannot read, the input says that it is empty. */
function unreadable(fields: Fields, text: Text): Problem[] {
  return Object.keys(fields).flatMap((field) => {
    const input = inputOf(field)[0] as HTMLInputElement | undefined;
    if (input?.validity?.badInput !== true) return [];
    return [{ field, spot: undefined, place: text(`field.${field}`), says: text('error.badInput') }];
  });
}

/** What a person types into: a share is kept in a hidden input and typed as per cent. */
function inputOf(field: string): JQuery {
  const share = $(`#twin-share-${field}`);
  return share.length > 0 ? share : $(`#node-input-${field}`);
}

/** Of a setting with entries also which one; the label of any other stands beside it. */
function tellBeside(fields: Fields, problems: readonly Problem[]): void {
  for (const name of Object.keys(fields)) {
    const own = problems.filter(({ field }) => field === name);
    const lines = own.map(({ spot, place, says }) => $('<div>').text(spot === undefined ? says : `${place}: ${says}`));
    const box = $(`#twin-error-${name}`);
    const said = lines.map((line) => line.text()).join();
    // What is said already is not said again to who listens.
    if (box.text() === said) continue;
    box
      .empty()
      .append(lines)
      .prop('hidden', own.length === 0);
  }
}

function mark(form: JQuery, problems: readonly Problem[]): void {
  const wrong = problems.map((problem) => placeOf(problem)[0]);
  form.find('[id^="node-input-"], [id^="twin-share-"], [data-key]').each((_, element) => {
    const is = wrong.includes(element);
    $(element).attr('aria-invalid', String(is)).toggleClass('input-error', is);
  });
}

/** The input or cell where it is; the first cell of an entry of which no column is wrong. */
function placeOf({ field, spot }: Problem): JQuery {
  const table = $(`#twin-${field}`);
  if (spot === undefined || table.length === 0) return inputOf(field);
  const entries = table.find('[data-entry]');
  const entry =
    typeof spot.at === 'number' ? entries.eq(spot.at - 1) : entries.filter((_, one) => nameOf(one) === spot.at);
  const cells = entry.find('[data-key]');
  const cell = cells.filter(`[data-key="${spot.column}"]`);
  return (cell.length > 0 ? cell : cells).first();
}

function nameOf(entry: HTMLElement): unknown {
  return $(entry).attr('data-entry') || $(entry).find('[data-key="name"]').val();
}

function drawList(list: JQuery, problems: readonly Problem[], text: Text): void {
  const lines = problems.map((problem) => {
    const link = $('<button type="button" class="twin-jump">').text(problem.place);
    link.on('click', () => jump(problem));
    return $('<li>').append(link, ` ${problem.says}`);
  });
  const drawn = $('<ul>').append(lines);
  if (list.children('ul').text() === drawn.text()) return;
  list
    .empty()
    .append($('<b>').text(text('problems')), drawn)
    .prop('hidden', problems.length === 0);
}

function jump(problem: Problem): void {
  const place = placeOf(problem);
  place.parents('details').prop('open', true);
  // A filter may hide the row, and a setting may be shown only where others need it.
  place.closest('tr, .form-row').show();
  const input = place.is('fieldset') ? place.find('input').first() : place;
  input[0]?.scrollIntoView({ block: 'center' });
  input.trigger('focus');
  if (input.is('textarea')) select(input[0] as HTMLTextAreaElement, problem);
}

/** The line, the entry's name or the character at which it is. */
function select(area: HTMLTextAreaElement, { spot, at }: Problem): void {
  const text = area.value;
  if (spot?.entry === 'line') {
    const lines = text.split('\n');
    const before = lines.slice(0, Number(spot.at) - 1).join('\n').length;
    const from = spot.at === 1 ? 0 : before + 1;
    area.setSelectionRange(from, from + lines[Number(spot.at) - 1]!.length);
  } else if (spot !== undefined) {
    const name = JSON.stringify(spot.at);
    const from = text.indexOf(name);
    if (from >= 0) area.setSelectionRange(from, from + name.length);
  } else if (at !== undefined) area.setSelectionRange(at - 1, at);
}
