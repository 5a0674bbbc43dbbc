import type { AssetView, AuditLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { type Action, actions, card, empty } from '../parts/action';
import { isObject, listOf, numberOf, type Report, textOf } from '../parts/report';
import { smallTable } from '../parts/small-table';
import { resource } from '../state/resource';
import { store } from '../state/store';
import { full, number, rough } from '../texts/format';
import { counted, spoken, t } from '../texts/texts';
import { comparison } from './compared';
import { fileLearning, fromFile } from './from-file';
import { type Ordering, orderingOf } from './ordering';
import { versions } from './versions';

/** What guards an asset, what it learns, and what waits for a person. */

/** What the exam counts, in the order in which it is shown. */
const EXAM = ['drills', 'found', 'alarms', 'highest'] as const;

/** What became of a model that was learned. */
const OUTCOMES = ['model-refused', 'model-promoted', 'model-waiting', 'model-approved', 'model-shadow'];

export function learningCard(view: AssetView): VNode {
  const detector = view.layers.find(({ layer }) => layer === 'detector');
  const title = t('learning.title', { asset: view.line.asset });
  if (detector === undefined) return card(title, { class: 'drawer' }, empty(t('learning.none')));
  const { report } = detector;
  const ordering = orderingOf(view.line.key, detector.orders);
  const { pending } = report;
  const accepting = textOf(report, 'accepting');
  const ask = ordering.action;
  return card(
    title,
    { class: 'drawer learning' },
    inForce(report),
    refused(view),
    fileLearning(view),
    isObject(pending) && waiting(view, pending, ordering),
    isObject(report['shadow']) && shadow(report['shadow'], ordering),
    accepting !== undefined && h('p', { class: 'notice' }, t('learning.accepting', { name: accepting })),
    versions(report, ordering),
    view.compared !== undefined && comparison(view.compared),
    store.rights?.name === undefined && h('p', { class: 'needs' }, t('learning.no-name')),
    actions(
      'tune',
      ask('accept', t('learning.accept'), t('learning.accept-text')),
      before(report, ask('rollback', t('learning.rollback'), t('learning.rollback-text'))),
      ask('retrain', t('learning.retrain'), t('learning.retrain-text')),
      fromFile(view, detector.orders.includes('train')),
      report['frozen'] === true
        ? byPosture(report, ask('unfreeze', t('learning.unfreeze'), t('learning.unfreeze-text')))
        : ask('freeze', t('learning.freeze'), t('learning.freeze-text')),
      isTrained(report) ? ask('cancel', t('learning.cancel'), t('learning.cancel-text')) : undefined,
    ),
  );
}

/** There has to be one to go back to. */
function before(report: Report, rollback: Action | undefined): Action | undefined {
  if (rollback === undefined || listOf(report['versions']).length > 1) return rollback;
  return { ...rollback, off: t('learning.first') };
}

/** What the posture froze only a lower posture sets free. */
function byPosture(report: Report, unfreeze: Action | undefined): Action | undefined {
  return unfreeze && isPosture(report) ? { ...unfreeze, off: t('learning.frozen-by-posture') } : unfreeze;
}

/** Only the posture has frozen it. */
function isPosture(report: Report): boolean {
  const by = listOf(report['frozenBy']);
  return by.length === 1 && by[0] === 'posture';
}

/** It waits for a training, or is trained. */
function isTrained(report: Report): boolean {
  return report['state'] === 'training' || report['state'] === 'queued';
}

function noModel(report: Report, progress: Report): string {
  const [done, total] = [number(numberOf(progress, 'done')), number(numberOf(progress, 'total'))];
  if (report['state'] === 'queued') return t('learning.queued', { place: number(numberOf(progress, 'place')) });
  return t(isTrained(report) ? 'learning.training' : 'learning.no-model', { done, total });
}

function inForce(report: Report): VNode {
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
      ? h('p', {}, noModel(report, progress))
      : h(
          'p',
          {},
          h('strong', {}, t('learning.version', { version })),
          records === undefined ? '' : ` · ${counted('learning.records', records)}`,
          from === undefined || to === undefined
            ? ''
            : ` · ${t('learning.from-to', { from: full(from), to: full(to) })}`,
          report['frozen'] === true && ` · ${t(isPosture(report) ? 'learning.frozen-by-posture' : 'learning.frozen')}`,
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
          notes.map((note) => h('li', {}, spoken(note))),
        ),
      ),
  );
}

/** A model that waits, with its exam and where its levels are. */
function waiting(view: AssetView, pending: Report, { action }: Ordering): VNode {
  const levels = listOf(pending['levels']).filter(isObject);
  const version = numberOf(pending, 'version') ?? 0;
  return h(
    'div',
    { key: `waiting ${version}`, class: 'waiting-model' },
    h('h3', {}, t('learning.waits', { version })),
    h('p', {}, t('learning.waits-why')),
    levels.length > 0 &&
      smallTable(
        [t('learning.feature'), t('learning.was'), t('learning.now'), t('learning.by')],
        levels.map((level) => [
          textOf(level, 'feature') ?? '',
          number(numberOf(level, 'was')),
          number(numberOf(level, 'now')),
          t('learning.deviations', { n: rough(numberOf(level, 'by') ?? 0) }),
        ]),
      ),
    exam(view, version),
    actions(
      'tune',
      // Another one may wait by the time the order is there.
      kind(action('approve', t('learning.approve'), undefined, { version })),
      action('decline', t('learning.decline'), undefined, { version }),
    ),
  );
}

/** A model that judges beside the one in force: how far it is, and how it does. */
function shadow(report: Report, { action }: Ordering): VNode {
  const [version, done, total] = ['version', 'done', 'total'].map((name) => numberOf(report, name) ?? 0);
  const [alone, silent] = ['alone', 'silent'].map((name) => number(numberOf(report, name)));
  return h(
    'div',
    { key: `shadow ${version}`, class: 'waiting-model' },
    h('h3', {}, t('learning.shadow', { version: version!, done: number(done), total: number(total) })),
    h('p', {}, t('learning.shadow-why')),
    h('p', { class: 'muted' }, t('learning.shadow-counts', { alone: alone!, silent: silent! })),
    actions(
      'tune',
      action('approve', t('learning.approve-now'), undefined, { version }),
      action('decline', t('learning.decline'), undefined, { version }),
    ),
  );
}

function kind(action: Action | undefined): Action | undefined {
  return action && { ...action, kind: 'main' };
}

/** What the log says of an asset, the newest first. */
function logOf({ line }: AssetView): readonly AuditLine[] {
  return resource<readonly AuditLine[]>('exam', `api/audit?key=${encodeURIComponent(line.key)}`, 10_000).data ?? [];
}

/** Why the newest model does not judge, where it did not pass its exam. */
function refused(view: AssetView): VNode | undefined {
  const last = logOf(view).find(({ event }) => OUTCOMES.includes(event));
  return last?.event === 'model-refused' ? h('p', { class: 'notice' }, spoken(last.text)) : undefined;
}

/** The exam in two columns: the model in force, and the one that waits. It was told when it began to wait. */
function exam(view: AssetView, version: number): VNode | undefined {
  const told = logOf(view).find(({ event, facts }) => event === 'model-waiting' && facts['version'] === version)?.facts;
  const [champion, challenger] = [told?.['champion'], told?.['challenger']];
  if (!isObject(champion) || !isObject(challenger)) return undefined;
  return smallTable(
    [t('learning.exam'), t('learning.champion'), t('learning.challenger')],
    EXAM.map((name) => [t(`exam.${name}`), number(numberOf(champion, name)), number(numberOf(challenger, name))]),
  );
}
