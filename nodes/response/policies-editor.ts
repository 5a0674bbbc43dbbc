import { language } from '../../lib/editor/language';
import { type Column, createRowTable, type Row } from '../../lib/editor/row-table';
import type { Text } from '../../lib/editor/text';
import type { AlarmLine } from '../../lib/page/api';
import { DECISION_KINDS, POSTURES, SEVERITIES } from '../../lib/record/words';
import { readCommands } from './commands';
import { allows, checkPolicies, POLICY_STATES, type Policy, policyFor, readPolicies } from './policies';
import { atLeast } from './severity';

const DAYS = 14;
const DAY_MS = 86_400_000;
/** Alarms that are listed one by one. */
const LISTED = 30;

/** The table of policies in the dialog, and a button that tries it on what has been. */
export interface PolicyEditor {
  /** The commands have changed: the table offers and checks the new ones. */
  refresh(): void;
}

/** @param commands names of the commands that are listed now */
export function showPolicies(text: Text, commands: () => readonly string[]): PolicyEditor {
  const kept = $('#node-input-policies');
  const host = $('#twin-policies');
  const say: Text = (key, values) => text(`policies.${key}`, values);
  const checked = (rows: readonly Row[]): readonly Policy[] => {
    const policies = readPolicies(rows);
    checkPolicies(
      policies,
      commands().map((name) => ({ name })),
    );
    return policies;
  };
  let rows = readRows(String(kept.val() || '[]'));
  const build = () => {
    const table = createRowTable(host.empty(), {
      columns: columnsOf(text, commands()),
      remove: say('remove'),
      changed,
    });
    table.fill(rows);
    return table;
  };
  function changed(): void {
    rows = table.rows();
    kept.val(JSON.stringify(rows)).trigger('change');
  }
  let table = build();
  $('#twin-add-policy').on('click', () => table.add({}));
  $('#twin-simulate').on('click', () => void simulate(() => checked(rows), text));
  return {
    refresh() {
      table = build();
    },
  };
}

function readRows(json: string): Row[] {
  try {
    const rows = JSON.parse(json) as unknown;
    return Array.isArray(rows) ? (rows as Row[]) : [];
  } catch {
    return [];
  }
}

function columnsOf(text: Text, commands: readonly string[]): Column[] {
  const any = ['', text('policies.any')] as const;
  const words = (names: readonly string[]) => names.map((name) => [name, text(`word.${name}`)] as const);
  const choice = (key: string, names: readonly string[]): Column => ({
    key,
    label: text(`policies.${key}`),
    kind: 'choice',
    choices: [any, ...words(names)],
  });
  const flag = (key: string, otherwise: boolean): Column => ({
    key,
    label: text(`policies.${key}`),
    kind: 'flag',
    otherwise,
  });
  const leaves = [
    ['', text('policies.all')],
    ['none', text('policies.none')],
  ] as const;
  return [
    choice('kind', [...DECISION_KINDS, 'fault']),
    choice('severity', SEVERITIES),
    choice('posture', POSTURES),
    { key: 'asset', label: text('policies.asset'), kind: 'text', placeholder: '*' },
    { key: 'tag', label: text('policies.tag'), kind: 'text', placeholder: '*' },
    choice('state', POLICY_STATES),
    flag('alert', true),
    {
      key: 'command',
      label: text('policies.command'),
      kind: 'choice',
      choices: [...leaves, ...commands.map((name) => [`only:${name}`, name] as const)],
    },
    flag('retrain', true),
    flag('log', false),
  ];
}

/** What the table would have done with the alarms that the history knows. */
async function simulate(read: () => readonly Policy[], text: Text): Promise<void> {
  const out = $('#twin-simulated').empty();
  const say: Text = (key, values) => text(`policies.${key}`, values);
  const told = $('<p>').appendTo(out);
  try {
    const policies = read();
    const now = Date.now();
    const past = `twin-guard/api/alarms?from=${now - DAYS * DAY_MS}&to=${now}`;
    const alarms = (await $.getJSON(past)) as readonly AlarmLine[];
    if (alarms.length === 0) return void told.text(say('noAlarms'));
    const outcomes = alarms.map((alarm) => outcomeOf(alarm, policies));
    const count = (key: 'alert' | 'retrain' | 'log'): number => outcomes.filter((one) => one[key]).length;
    const command = outcomes.filter(({ commands }) => commands.length > 0).length;
    const totals = { alert: count('alert'), command, retrain: count('retrain'), log: count('log') };
    told.text(say('result', { count: alarms.length, ...totals }));
    out.append(listOf(outcomes.slice(0, LISTED), say, text));
  } catch (error) {
    const answer = error as { responseJSON?: { error?: string }; statusText?: string; message?: string };
    told.text(say('noPast', { why: answer.responseJSON?.error ?? answer.message ?? answer.statusText ?? '' }));
  }
}

interface WouldBe {
  readonly alarm: AlarmLine;
  readonly policy: Policy | undefined;
  readonly alert: boolean;
  readonly commands: readonly string[];
  readonly retrain: boolean;
  readonly log: boolean;
}

function outcomeOf(alarm: AlarmLine, policies: readonly Policy[]): WouldBe {
  const { kind, severity, tags, asset } = alarm;
  // As it was raised: what a person did to it later is not known for each of its records.
  const policy = policyFor(policies, { kind, severity, tags, alarm: 'unacknowledged' }, asset);
  const least = String($('#node-input-minSeverity').val()) as AlarmLine['severity'];
  const listed = readCommands(JSON.parse(String($('#node-input-commands').val() || '[]')));
  const fitting = listed.filter((one) => one.kinds.includes(kind) && atLeast(severity, one.severity));
  return {
    alarm,
    policy,
    alert: policy?.alert !== false && atLeast(severity, least),
    commands: fitting.map(({ name }) => name).filter((name) => allows(policy, name)),
    retrain: policy?.retrain !== false && kind === 'data-drift' && $('#node-input-retrain').is(':checked'),
    log: policy?.log === true,
  };
}

function listOf(outcomes: readonly WouldBe[], say: Text, text: Text): JQuery {
  const table = $('<table class="twin-table">');
  const head = $('<tr>').appendTo($('<thead>').appendTo(table));
  for (const name of ['when', 'what', 'row', 'answers']) $('<th scope="col">').text(say(name)).appendTo(head);
  const body = $('<tbody>').appendTo(table);
  for (const { alarm, policy, alert, commands, retrain, log } of outcomes) {
    const answers = [
      ...(alert ? [say('alert')] : []),
      ...commands,
      ...(retrain ? [say('retrain')] : []),
      ...(log ? [say('log')] : []),
    ];
    const row = $('<tr>').appendTo(body);
    for (const cell of [
      new Date(alarm.since).toLocaleString(language()),
      `${alarm.asset}: ${text(`word.${alarm.kind}`)}, ${text(`word.${alarm.severity}`)}`,
      policy === undefined ? say('asSet') : String(policy.row),
      answers.join(', ') || say('none'),
    ]) {
      $('<td>').text(cell).appendTo(row);
    }
  }
  return table;
}
