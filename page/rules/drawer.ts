import type { AssetView } from '../../lib/page/api';
import { unitsOf } from '../asset/tags';
import { type Child, h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { actions, card, empty } from '../parts/action';
import { choice } from '../parts/dialog';
import { isObject, numberOf, type Report, textOf } from '../parts/report';
import { order } from '../state/orders';
import { refine } from '../state/route';
import { store } from '../state/store';
import { full, number } from '../texts/format';
import { counted, t } from '../texts/texts';
import { comes, furthest, pastOf, type Rule, type Way } from './past';
import { settings } from './settings';

/** What of an asset alarms: for each tag from which deviation on and which way, and when nothing does. */

const WAYS: readonly Way[] = ['both', 'high', 'low', 'never'];
const ANY: Rule = { size: 0, way: 'both' };
const MOST_LISTED = 6;

/** What stands in the fields. */
interface Fields {
  readonly size: string;
  readonly way: Way;
}

/** What a person has changed and not applied: the other field goes on showing what holds, whoever sets it. */
let draft: { readonly key: string; readonly tag: string; readonly fields: Partial<Fields> } | undefined;

function rulesOf(report: Report): Record<string, Rule> {
  const least = isObject(report['least']) ? report['least'] : {};
  return Object.fromEntries(
    Object.entries(least).flatMap(([tag, said]) => {
      if (!isObject(said)) return [];
      const way = WAYS.find((one) => one === said['way']) ?? 'both';
      return [[tag, { size: numberOf(said, 'size') ?? 0, way }]];
    }),
  );
}

/** What holds for a tag, and what a person sees in the fields. */
function fieldsOf(report: Report, key: string, tag: string): { holds: Rule; mine: Partial<Fields>; shown: Fields } {
  const rules = rulesOf(report);
  const holds = Object.hasOwn(rules, tag) ? rules[tag]! : ANY;
  const mine = draft?.key === key && draft.tag === tag ? draft.fields : {};
  return { holds, mine, shown: { size: holds.size === 0 ? '' : String(holds.size), way: holds.way, ...mine } };
}

/** The rule that is in the fields for the chosen tag, so that the chart can show it; undefined where that is what holds. */
export function drafted({ line: { key }, layers }: AssetView, tag: string): Rule | undefined {
  if (draft?.key !== key || draft.tag !== tag) return undefined;
  const { shown } = fieldsOf(layers.find(({ layer }) => layer === 'decision')?.report ?? {}, key, tag);
  return { size: sizeOf(shown.size) ?? 0, way: shown.way };
}

/** A decimal comma is one, too. */
function sizeOf(text: string): number | undefined {
  const size = text.trim() === '' ? 0 : Number(text.trim().replace(',', '.'));
  return size >= 0 && Number.isFinite(size) ? size : undefined;
}

export function rulesDrawer(view: AssetView, tag: string | undefined): VNode {
  const { asset } = view.line;
  const decision = view.layers.find(({ layer }) => layer === 'decision');
  const title = t('rules.title', { asset });
  if (decision?.orders.includes('set') !== true) return card(title, { class: 'drawer' }, empty(t('rules.none')));
  return card(
    title,
    { class: 'drawer rules' },
    tag === undefined ? empty(t('tags.none')) : ofTag(view, decision.report, tag),
    settings(view, decision.report),
  );
}

function ofTag(view: AssetView, report: Report, tag: string): Child {
  const { key, asset } = view.line;
  const { holds, mine, shown } = fieldsOf(report, key, tag);
  const size = sizeOf(shown.size);
  const unit = unitsOf(view)(tag);
  const change = (next: Partial<Fields>): void => {
    draft = { key, tag, fields: { ...mine, ...next } };
    redraw();
  };
  const rule: Rule = { size: shown.way === 'never' ? 0 : (size ?? 0), way: shown.way };
  const same = rule.size === holds.size && rule.way === holds.way;
  const give = (keys: readonly string[]): void => {
    const text = t('done.rule', { tag, asset: keys.length === 1 ? asset : counted('names-all', keys.length) });
    const options = { tag, least: rule.size, way: rule.way };
    const seen = keys.length === 1 && { seen: { least: report['least'] } };
    void order({ keys, layer: 'decision', do: 'set', options, ...seen }, { text, undo: 'before' }).then((followed) => {
      if (followed) draft = undefined;
      redraw();
    });
  };
  return h(
    'div',
    { class: 'rule' },
    h(
      'label',
      { class: 'field inline' },
      t('tags.tag'),
      h(
        'select',
        { value: tag, onchange: (event: Event) => refine({ tag: (event.target as HTMLSelectElement).value }) },
        view.tags.map(({ tag: name }) => h('option', { key: name, value: name }, name)),
      ),
    ),
    choice(
      t('rules.way', { tag }),
      WAYS.map((value) => ({ value, text: t(`rules.${value}`), hint: t(`rules.${value}-hint`) })),
      shown.way,
      (way) => change({ way }),
    ),
    shown.way !== 'never' &&
      h(
        'label',
        { class: 'field inline' },
        t('rules.least', { unit: unit ?? t('rules.unit') }),
        h('input', {
          type: 'text',
          inputmode: 'decimal',
          class: 'short',
          value: shown.size,
          placeholder: '0',
          'aria-invalid': String(size === undefined),
          oninput: (event: Event) => change({ size: (event.target as HTMLInputElement).value }),
        }),
      ),
    size === undefined && h('p', { class: 'problem', role: 'alert' }, t('rules.no-number')),
    whatIf(
      key,
      tag,
      rule,
      rulesOf(report),
      numberOf(isObject(report['delays']) ? report['delays'] : {}, 'confirm') ?? 1,
    ),
    given(report),
    actions(
      'tune',
      {
        label: t('sensitivity.apply'),
        kind: 'main',
        run: () => give([key]),
        off: size === undefined ? t('rules.no-number') : same ? t('sensitivity.same') : undefined,
      },
      store.fleet.size > 1 && !same && size !== undefined
        ? {
            key: 'all',
            label: counted('sensitivity.apply-all', store.fleet.size),
            run: () => give([...store.fleet.keys()]),
          }
        : undefined,
      same
        ? undefined
        : {
            label: t('sensitivity.back'),
            run: () => {
              draft = undefined;
              redraw();
            },
          },
    ),
  );
}

/** Which of the alarms of the last month would have come. */
function whatIf(key: string, tag: string, rule: Rule, rules: Readonly<Record<string, Rule>>, needed: number): VNode {
  if (!store.past) return h('p', { class: 'muted' }, t('rules.no-past'));
  const { alarms, more, loading } = pastOf(key, tag);
  if (loading) return h('p', { class: 'muted' }, t('sensitivity.counting'));
  if (alarms.length === 0) return h('p', { class: 'muted' }, t('rules.no-alarms', { tag }));
  const told = alarms.map((past) => ({ past, comes: comes(past, tag, rule, rules, needed) }));
  const gone = told.filter((one) => one.comes === false).length;
  const unknown = told.filter((one) => one.comes === undefined).length;
  return h(
    'div',
    { class: 'past' },
    h(
      'p',
      {},
      counted('rules.about', alarms.length, { tag }),
      ' ',
      h('strong', {}, gone === 0 ? t('rules.none-gone') : counted('rules.gone', gone)),
      unknown > 0 && ` ${counted('rules.unknown', unknown)}`,
      more && ` ${t('rules.more')}`,
    ),
    h(
      'ul',
      {},
      told
        .slice(0, MOST_LISTED)
        .map(({ past, comes: stays }) =>
          h(
            'li',
            { key: past.alarm.id, class: stays === false ? 'lost' : '' },
            h('time', {}, full(past.alarm.since)),
            ` ${t('rules.furthest', { far: past.off === undefined ? '–' : number(furthest(past)) })}`,
            stays === false && ` ${t('rules.would-not')}`,
          ),
        ),
    ),
  );
}

/** Who has set what holds in place of the dialog. */
function given(report: Report): VNode | undefined {
  const ordered = isObject(report['ordered']) ? report['ordered'] : {};
  const said = ordered['least'];
  if (!isObject(said)) return undefined;
  const at = numberOf(said, 'at');
  return h(
    'p',
    { class: 'muted' },
    t('rules.given', { name: textOf(said, 'by') ?? t('rules.somebody'), time: at === undefined ? '' : full(at) }),
  );
}
