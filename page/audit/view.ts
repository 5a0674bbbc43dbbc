import type { AuditLine, OrderRequest, Right } from '../../lib/page/api';
import { separated } from '../../lib/page/separated';
import { h, type VNode } from '../dom/h';
import { button, card, empty, whyNot } from '../parts/action';
import { download } from '../parts/download';
import { listTools } from '../parts/list-tools';
import { isObject } from '../parts/report';
import { order } from '../state/orders';
import { resource } from '../state/resource';
import { refine, route } from '../state/route';
import { full } from '../texts/format';
import { counted, named, spoken, t } from '../texts/texts';

/** Who changed what, and when: the audit log, the newest first. */

const MOST_SHOWN = 500;

export function auditView(): VNode {
  const { query } = route();
  const wanted = (query['text'] ?? '').toLocaleLowerCase();
  const people = query['people'] !== 'off';
  const { data, error } = resource<readonly AuditLine[]>('audit', 'api/audit', 15_000);
  const lines = (data ?? []).filter(
    (line) => (!people || isOfPerson(line)) && (wanted === '' || searchable(line).includes(wanted)),
  );
  return h(
    'main',
    { id: 'main', tabindex: -1, class: 'audit-view' },
    h('h1', {}, t('nav.audit')),
    listTools(
      [
        h(
          'label',
          { class: 'check' },
          h('input', {
            type: 'checkbox',
            checked: people,
            onchange: () => refine({ people: people ? 'off' : undefined }),
          }),
          t('audit.people'),
        ),
      ],
      () => save(lines),
    ),
    data === undefined
      ? empty(error ?? t('starting'))
      : card(
          counted('audit.entries', lines.length),
          {},
          lines.length === 0 ? empty(t('audit.none')) : table(lines.slice(0, MOST_SHOWN)),
        ),
  );
}

/** Orders of people and how they ended, whether they have a name or not; twin-decision gives some, too. */
function isOfPerson({ by, event }: AuditLine): boolean {
  const isOrder = ['order', 'order-refused', 'order-unsaved'].includes(event);
  return isOrder ? by !== 'twin-decision' : by !== undefined;
}

function searchable({ by = '', event, asset, text, facts }: AuditLine): string {
  return `${by} ${event} ${asset} ${text} ${JSON.stringify(facts)}`.toLocaleLowerCase();
}

function table(lines: readonly AuditLine[]): VNode {
  return h(
    'table',
    { class: 'audit-table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        (['when', 'who', 'asset', 'what', 'back'] as const).map((name) =>
          h('th', { scope: 'col' }, t(`audit.${name}`)),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      lines.map((line) => {
        const { seq, at, by, asset, event, text } = line;
        return h(
          'tr',
          { key: seq },
          h('td', {}, full(Date.parse(at))),
          h('td', {}, by ?? ''),
          h('td', {}, asset === '*' ? t('audit.all') : asset),
          h(
            'td',
            {},
            h('strong', {}, what(line)),
            event === 'order' ? ` ${orderOf(line)}` : ` ${spoken(text)}`,
            wasBefore(line),
          ),
          h('td', {}, undoOf(line)),
        );
      }),
    ),
  );
}

/** "before: budget 7, per days". */
function wasBefore({ facts: { before } }: AuditLine): VNode | undefined {
  if (!isObject(before)) return undefined;
  const text = listed(before, ['tag']);
  return text === '' ? undefined : h('small', { class: 'muted' }, t('audit.before', { what: text }));
}

function undoOf({ undo, asset }: AuditLine): VNode | undefined {
  if (undo === undefined) return undefined;
  const run = (): void => void order(undo, { text: t('done.taken-back', { asset }) });
  return button({ label: t('undo'), run }, whyNot(rightFor(undo)));
}

/** As the server has it; it has the last word. */
function rightFor({ do: name }: OrderRequest): Right {
  return name === 'unshelve' ? 'operate' : 'tune';
}

function what({ event, facts }: AuditLine): string {
  return event === 'order' ? named('order', String(facts['do'] ?? '')) : named('event', event);
}

const KNOWN = [
  'do',
  'by',
  'asset',
  'event',
  'at',
  'node',
  'type',
  'seq',
  'before',
  'via',
  'verified',
  'text',
  'n',
  'previous',
  'hash',
];

/** What was asked for in detail: "budget 7, per days". */
function orderOf({ facts }: AuditLine): string {
  return listed(facts, KNOWN);
}

function listed(facts: Readonly<Record<string, unknown>>, without: readonly string[]): string {
  return Object.entries(facts)
    .filter(([name, value]) => !without.includes(name) && ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name} ${name === 'since' ? full(Number(value)) : String(value)}`)
    .join(', ');
}

function save(lines: readonly AuditLine[]): void {
  const head = ['time', 'by', 'asset', 'event', 'node', 'type', 'text', 'facts'];
  const rows = lines.map(({ at, by = '', asset, event, node, type, text, facts }) => [
    at,
    by,
    asset,
    event,
    node,
    type,
    text,
    JSON.stringify(facts),
  ]);
  download('twin-guard-audit.csv', separated([head, ...rows]));
}
