import type { Text } from '../../lib/editor/text';
import { DECISION_KINDS, SEVERITIES } from '../../lib/record/words';
import { DATATYPES, TWIN_NAMES, TWINS, type Twin, type TwinName } from './write-back/twins';

type Entry = Record<string, unknown>;

/** Numbers of a command and what holds where they are empty. */
const NUMBERS = { min: '', max: '', interval: '10', expires: '60', approvals: '0' } as const;
const KINDS = [...DECISION_KINDS, 'fault'];

/** The commands of the dialog. */
export interface CommandEditor {
  /** Names in the order of the list. */
  names(): string[];
}

/**
 * Shows the commands, each with the inputs that its twin needs, and below each what leaves by it. What is typed stands in the node's
 * hidden input at once.
 * @param changed a command has come, gone or has another name
 */
export function showCommands(text: Text, changed: () => void): CommandEditor {
  const kept = $('#node-input-commands');
  const list = $('#twin-commands');
  const entries = (): Entry[] => list.children('details').toArray().map(entryOf);
  const check = (): void => {
    kept.val(JSON.stringify(entries())).trigger('change');
    $('#twin-commands-none').prop('hidden', entries().length > 0);
    changed();
  };
  const draw = (entry: Entry, open: boolean): JQuery =>
    drawCommand(entry, text, check).prop('open', open).appendTo(list);
  for (const entry of readList(String(kept.val() || '[]'))) draw(entry, false);
  const select = $('#twin-command-twin');
  for (const twin of TWIN_NAMES)
    $('<option>')
      .val(twin)
      .text(text(`twin.${twin}`))
      .appendTo(select);
  $('#twin-add-command').on('click', () => {
    const twin = String(select.val()) as TwinName;
    const name = freeName(text('commands.named'), entries());
    const card = draw({ name, ...(twin !== 'plain' && { twin }), ...TWINS[twin].example }, true);
    check();
    card.find('[data-key="name"]').trigger('focus').trigger('select');
  });
  list.on('input change', check);
  $('#twin-commands-none').prop('hidden', entries().length > 0);
  return { names: () => entries().map(({ name }) => String(name ?? '')) };
}

/** A list that cannot be read is shown as none; the field says what is wrong with it, and nothing is lost before it is changed. */
function readList(json: string): Entry[] {
  try {
    const list = JSON.parse(json) as unknown;
    return Array.isArray(list) ? (list as Entry[]) : [];
  } catch {
    return [];
  }
}

function freeName(base: string, entries: readonly Entry[]): string {
  const names = new Set(entries.map(({ name }) => name));
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base} ${n}`;
  return name;
}

function drawCommand(entry: Entry, text: Text, changed: () => void): JQuery {
  const twin = (Object.hasOwn(TWINS, String(entry['twin'])) ? entry['twin'] : 'plain') as TwinName;
  const shape: Twin = TWINS[twin];
  const card = $('<details class="twin-command" data-entry>').data('entry', entry);
  const summary = $('<summary>').appendTo(card);
  const grid = $('<div class="twin-grid">').appendTo(card);
  const row = (key: string, input: JQuery): JQuery => {
    const label = $('<label>').text(text(`commands.${key}`));
    return label.append(input.attr('data-key', key)).appendTo(grid);
  };
  const line = (key: string, value: unknown, placeholder = ''): JQuery =>
    row(
      key,
      $('<input type="text">')
        .attr({ placeholder })
        .val(value === undefined ? '' : shown(value)),
    );
  line('name', entry['name']);
  const kinds = $('<fieldset data-key="kinds">')
    .append($('<legend>').text(text('commands.kinds')))
    .appendTo(grid);
  const chosen = Array.isArray(entry['kinds']) ? (entry['kinds'] as unknown[]) : ['cyber-attack'];
  for (const kind of KINDS) {
    const box = $('<input type="checkbox">').val(kind).prop('checked', chosen.includes(kind));
    $('<label>')
      .append(box, ` ${text(`word.${kind}`)}`)
      .appendTo(kinds);
  }
  row(
    'severity',
    choice(SEVERITIES, (one) => text(`word.${one}`), String(entry['severity'] ?? 'high')),
  );
  if (shape.where !== 'nothing') line(shape.where, entry[shape.where]);
  if (shape.tag === undefined) line('payload', entry['payload']).attr('title', text('commands.payload-hint'));
  else {
    line('tag', entry['tag'], String(shape.example['tag']));
    row(
      'datatype',
      choice(Object.keys(DATATYPES), (one) => one, String(entry['datatype'] ?? 'Double')),
    );
  }
  line('value', entry['value']).attr('title', text('commands.value-hint'));
  for (const [key, usual] of Object.entries(NUMBERS)) line(key, entry[key], usual);
  $('<div class="twin-note">')
    .append(
      $('<span>').text(`${text(`twin.${twin}`)}. ${text('commands.leaves', { asset: shape.asset })} `),
      $('<code>').text(shape.leaves),
    )
    .appendTo(card);
  $('<button type="button" class="red-ui-button red-ui-button-small">')
    .text(text('commands.remove'))
    .on('click', () => {
      card.remove();
      $('#twin-add-command').trigger('focus');
      changed();
    })
    .appendTo(card);
  const summarise = (): void => {
    const { name = '', kinds: on = ['cyber-attack'], severity = 'high' } = entryOf(card[0]!);
    const words = (on as string[]).map((kind) => text(`word.${kind}`)).join(', ');
    summary.text(
      text('commands.summary', { name: String(name), kinds: words, severity: text(`word.${String(severity)}`) }),
    );
  };
  card.on('input change', summarise);
  summarise();
  return card;
}

function choice(names: readonly string[], label: (name: string) => string, value: string): JQuery {
  const select = $('<select>');
  for (const name of names) $('<option>').val(name).text(label(name)).appendTo(select);
  return select.val(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a card says. What holds anyway is not written down; what is no number stays a text, so that it is refused by its name. */
function entryOf(element: HTMLElement): Entry {
  const card = $(element);
  const entry: Entry = { ...(card.data('entry') as Entry) };
  card.find('input[data-key], select[data-key]').each((_, input) => {
    const key = String($(input).attr('data-key'));
    const typed = String($(input).val() ?? '').trim();
    if (typed === '') delete entry[key];
    else entry[key] = readTyped(key, typed);
  });
  const kinds = card.find('fieldset :checked').toArray();
  entry['kinds'] = kinds.map((box) => String($(box).val()));
  return entry;
}

function readTyped(key: string, typed: string): unknown {
  if (key === 'payload') return payloadOf(typed);
  const number = Number(typed.replace(',', '.'));
  return (key === 'value' || key in NUMBERS) && !Number.isNaN(number) ? number : typed;
}

/** JSON where it is some, else the text as it is. */
function payloadOf(typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}
