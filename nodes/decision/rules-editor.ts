import { type Column, createRowTable, type Row } from '../../lib/editor/row-table';
import type { Text } from '../../lib/editor/text';
import { DECISION_KINDS, SEVERITIES } from '../../lib/record/words';
import { PATTERNS } from './evidence/patterns';
import { DEVIATIONS } from './judge/rule-table';

/** The plant's own rules in a table, and below it what is built in, to be read. */
export function showRules(text: Text): void {
  const kept = $('#node-input-rules');
  const host = $('#twin-rules');
  const say = (key: string): string => text(`rules.${key}`);
  const table = createRowTable(host, {
    columns: columnsOf(text, say),
    remove: say('remove'),
    changed: () => void kept.val(JSON.stringify(table.rows())).trigger('change'),
  });
  table.fill(rowsOf(String(kept.val() || '[]')));
  $('#twin-add-rule').on('click', () => table.add({ when: 'off', kind: 'sensor-fault' }));
  drawBuiltIn(text, say);
}

function rowsOf(json: string): Row[] {
  try {
    const rows = JSON.parse(json) as unknown;
    return Array.isArray(rows) ? (rows as Row[]) : [];
  } catch {
    return [];
  }
}

function columnsOf(text: Text, say: (key: string) => string): Column[] {
  const choice = (key: string, choices: readonly (readonly [string, string])[]): Column => ({
    key,
    label: say(key),
    kind: 'choice',
    choices,
  });
  const word = (name: string): [string, string] => [name, text(`word.${name}`)];
  return [
    { key: 'tags', label: say('tags'), kind: 'text', placeholder: say('tags-hint'), width: '28%' },
    choice(
      'when',
      DEVIATIONS.map((name) => [name, say(name)]),
    ),
    choice('kind', DECISION_KINDS.map(word)),
    { key: 'name', label: say('name'), kind: 'text', width: '24%' },
    choice('severity', [['', say('asJudged')], ...SEVERITIES.map(word)]),
  ];
}

function drawBuiltIn(text: Text, say: (key: string) => string): void {
  const table = $('#twin-built-in').empty();
  const head = $('<tr>').appendTo($('<thead>').appendTo(table));
  for (const key of ['name', 'kind', 'looks']) $('<th scope="col">').text(say(key)).appendTo(head);
  const body = $('<tbody>').appendTo(table);
  for (const [pattern, kind] of Object.entries(PATTERNS)) {
    const row = $('<tr>').appendTo(body);
    for (const cell of [pattern, text(`word.${kind}`), text(`pattern.${pattern}`)]) $('<td>').text(cell).appendTo(row);
  }
}
