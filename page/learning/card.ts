import type { AssetView } from '../../lib/page/api';
import { type Child, h, type VNode } from '../dom/h';
import { type Action, actions, card, empty } from '../parts/action';
import { dialog } from '../parts/dialog';
import { isObject, listOf, numberOf, textOf } from '../parts/report';
import { order } from '../state/orders';
import { closeDialog, openDialog } from '../state/ui';
import { full, integer, number, rough } from '../texts/format';
import { counted, t } from '../texts/texts';

/** What guards an asset, what it learns, and what waits for a person. */

export function learningCard(view: AssetView): VNode {
  const detector = view.layers.find(({ layer }) => layer === 'detector');
  const title = t('learning.title', { asset: view.line.asset });
  if (detector === undefined) return card(title, { class: 'drawer' }, empty(t('learning.none')));
  const { report, orders } = detector;
  const give = (name: string, text: string, options?: Readonly<Record<string, unknown>>): void =>
    void order({ keys: [view.line.key], layer: 'detector', do: name, ...(options && { options }) }, { text });
  const ask = (
    name: string,
    label: string,
    text: string,
    options?: Readonly<Record<string, unknown>>,
  ): Action | undefined =>
    orders.includes(name)
      ? { label, run: () => confirm(label, text, () => give(name, t('done.order', { what: label }), options)) }
      : undefined;
  const pending = report['pending'];
  return card(
    title,
    { class: 'drawer learning' },
    inForce(report),
    isObject(pending) && waiting(pending, give),
    versions(report, orders, ask),
    textOf(report, 'accepting') !== undefined &&
      h('p', { class: 'notice' }, t('learning.accepting', { name: textOf(report, 'accepting')! })),
    actions(
      'tune',
      ask('accept', t('learning.accept'), t('learning.accept-text')),
      ask('rollback', t('learning.rollback'), t('learning.rollback-text')),
      ask('retrain', t('learning.retrain'), t('learning.retrain-text')),
      report['frozen'] === true
        ? ask('unfreeze', t('learning.unfreeze'), t('learning.unfreeze-text'))
        : ask('freeze', t('learning.freeze'), t('learning.freeze-text')),
      report['state'] === 'training' ? ask('cancel', t('learning.cancel'), t('learning.cancel-text')) : undefined,
    ),
  );
}

function confirm(title: string, text: string, run: () => void): void {
  const main = {
    label: title,
    run: () => {
      closeDialog();
      run();
    },
  };
  openDialog(() => dialog(title, [h('p', {}, text)], main));
}

function inForce(report: Readonly<Record<string, unknown>>): VNode {
  const version = numberOf(report, 'version');
  const training = isObject(report['training']) ? report['training'] : {};
  const [from, to] = [numberOf(training, 'from'), numberOf(training, 'to')];
  const records = numberOf(training, 'rows') ?? numberOf(training, 'records');
  const notes = listOf(report['notes']).filter((note): note is string => typeof note === 'string');
  const progress = isObject(report['values']) ? report['values'] : {};
  return h(
    'div',
    {},
    version === undefined
      ? h(
          'p',
          {},
          t('learning.no-model', {
            done: number(numberOf(progress, 'done')),
            total: number(numberOf(progress, 'total')),
          }),
        )
      : h(
          'p',
          {},
          h('strong', {}, t('learning.version', { version })),
          records === undefined ? '' : ` · ${counted('learning.records', records)}`,
          from === undefined || to === undefined
            ? ''
            : ` · ${t('learning.from-to', { from: full(from), to: full(to) })}`,
          report['frozen'] === true && ` · ${t('learning.frozen')}`,
        ),
    version !== undefined &&
      h('p', { class: 'muted' }, counted('learning.collected', numberOf(report, 'collected') ?? 0)),
    notes.length > 0 &&
      h(
        'details',
        {},
        h('summary', {}, counted('learning.notes', notes.length)),
        h(
          'ul',
          {},
          notes.map((note) => h('li', {}, note)),
        ),
      ),
  );
}

/** A model that waits, with its exam and where its levels are. */
function waiting(pending: Readonly<Record<string, unknown>>, give: (name: string, text: string) => void): VNode {
  const levels = listOf(pending['levels']).filter(isObject);
  const exam = isObject(pending['exam']) ? pending['exam'] : pending;
  const [challenger, champion] = [exam['challenger'], exam['champion']];
  return h(
    'div',
    { class: 'waiting-model' },
    h('h3', {}, t('learning.waits', { version: number(numberOf(pending, 'version')) })),
    h('p', {}, t('learning.waits-why')),
    levels.length > 0 &&
      table(
        [t('learning.feature'), t('learning.was'), t('learning.now'), t('learning.by')],
        levels.map((level) => [
          textOf(level, 'feature') ?? '',
          number(numberOf(level, 'was')),
          number(numberOf(level, 'now')),
          t('learning.deviations', { n: rough(numberOf(level, 'by') ?? 0) }),
        ]),
      ),
    isObject(challenger) && isObject(champion) && examTable(champion, challenger),
    actions(
      'tune',
      { label: t('learning.approve'), kind: 'main', run: () => give('approve', t('done.approved')) },
      { label: t('learning.decline'), run: () => give('decline', t('done.declined')) },
    ),
  );
}

/** The exam in two columns: the model in force, and the one that waits. */
function examTable(champion: Readonly<Record<string, unknown>>, challenger: Readonly<Record<string, unknown>>): VNode {
  const names = Object.keys(challenger).filter((name) => typeof challenger[name] === 'number');
  const shown = (value: unknown): string => (typeof value === 'number' ? number(value) : '–');
  return table(
    [t('learning.exam'), t('learning.champion'), t('learning.challenger')],
    names.map((name) => [name, shown(champion[name]), shown(challenger[name])]),
  );
}

/** Versions that are kept, where the detector tells them. */
function versions(
  report: Readonly<Record<string, unknown>>,
  orders: readonly string[],
  ask: (name: string, label: string, text: string, options?: Readonly<Record<string, unknown>>) => Action | undefined,
): VNode | undefined {
  const list = listOf(report['versions']).filter(isObject);
  if (list.length === 0) return undefined;
  return h(
    'details',
    { class: 'versions' },
    h('summary', {}, counted('learning.versions', list.length)),
    table(
      [t('learning.version-head'), t('learning.made'), t('learning.records-head'), ''],
      list.map((version) => {
        const number_ = numberOf(version, 'version') ?? 0;
        const at = numberOf(version, 'to') ?? numberOf(version, 'time');
        const back = ask('rollback', t('learning.to-version', { version: number_ }), t('learning.rollback-text'), {
          version: number_,
        });
        const pin = orders.includes('pin')
          ? ask('pin', t('learning.pin'), t('learning.pin-text'), { version: number_ })
          : undefined;
        const isInForce = number_ === numberOf(report, 'version');
        return [
          `${integer(number_)}${isInForce ? ` (${t('learning.in-force')})` : ''}`,
          at === undefined ? '' : full(at),
          number(numberOf(version, 'rows') ?? numberOf(version, 'records')),
          isInForce ? pin && actions('tune', pin) : actions('tune', back),
        ];
      }),
    ),
  );
}

function table(head: readonly string[], rows: readonly (readonly Child[])[]): VNode {
  return h(
    'table',
    { class: 'small-table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        head.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((row) =>
        h(
          'tr',
          {},
          row.map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, cell)),
        ),
      ),
    ),
  );
}
