import type { AssetView, OrderRequest, WhatIf } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { actions, card, empty } from '../parts/action';
import { dialog } from '../parts/dialog';
import { order } from '../state/orders';
import { resource } from '../state/resource';
import { store } from '../state/store';
import { closeDialog, openDialog } from '../state/ui';
import { integer, moment, number, rough, span } from '../texts/format';
import { counted, spoken, t } from '../texts/texts';
import { type Hypothesis, hypothesisOf, nearest, type Stop } from './hypothesis';

/** How many false alarms are accepted: a slider, and what it would have meant on the asset's own history. */

/** Where the slider stands while nobody has applied it, by asset. */
let moved: { readonly key: string; readonly index: number } | undefined;

const WEEK_DAYS = 7;

/** The history learns of a new limit with the next records: an answer from before that must not stand for good, ms. */
const AGAIN_MS = 30_000;

function whatIfOf(key: string): ReturnType<typeof resource<WhatIf>> {
  return resource<WhatIf>(`what-if ${key}`, `api/whatif?key=${encodeURIComponent(key)}`, AGAIN_MS);
}

/** What the slider means, while it is not where the setting is. */
export function hypothesis(key: string): Hypothesis | undefined {
  const { data } = store.past ? whatIfOf(key) : { data: undefined };
  if (data === undefined || moved?.key !== key || moved.index === nearest(data.stops, data.present)) return undefined;
  return hypothesisOf(data, moved.index);
}

export function sensitivityDrawer(view: AssetView): VNode {
  const { key, asset } = view.line;
  const title = t('sensitivity.title', { asset });
  if (!store.past) return card(title, { class: 'drawer' }, empty(t('chart.no-past')));
  const { data, error } = whatIfOf(key);
  if (data === undefined) return card(title, { class: 'drawer' }, empty(error ?? t('sensitivity.counting')));
  if (data.stops.length === 0)
    return card(title, { class: 'drawer' }, empty(spoken(data.why ?? t('sensitivity.none'))));
  const present = nearest(data.stops, data.present);
  const index = moved?.key === key ? Math.min(moved.index, data.stops.length - 1) : present;
  const stop = data.stops[index]!;
  const move = (event: Event): void => {
    moved = { key, index: Number((event.target as HTMLInputElement).value) };
    redraw();
  };
  const said = sentence(data, stop);
  return card(
    title,
    { class: 'drawer' },
    h('p', { class: 'stop', 'aria-hidden': 'true' }, rate(stop.perWeek)),
    h('input', {
      type: 'range',
      class: 'slider',
      min: 0,
      max: data.stops.length - 1,
      step: 1,
      value: String(index),
      'aria-label': t('sensitivity.slider'),
      'aria-valuetext': `${rate(stop.perWeek)}. ${said}`,
      oninput: move,
    }),
    h('div', { class: 'slider-ends muted' }, h('span', {}, t('sensitivity.few')), h('span', {}, t('sensitivity.many'))),
    h('p', {}, said),
    h('p', { class: 'limits' }, limits(stop, data.stops[present]!)),
    h('p', { class: 'muted' }, beside(data, stop)),
    index !== present && difference(data, stop, data.stops[present]!),
    actions(
      'tune',
      {
        label: t('sensitivity.apply'),
        kind: 'main',
        run: () => apply(view, [key], stop.perWeek, t('done.budget', { rate: rate(stop.perWeek), asset })),
        off: index === present ? t('sensitivity.same') : undefined,
      },
      store.fleet.size > 1
        ? { key: 'all', label: counted('sensitivity.apply-all', store.fleet.size), run: () => askAll(view, stop) }
        : undefined,
      index === present ? undefined : { label: t('sensitivity.back'), run: back },
    ),
  );
}

function back(): void {
  moved = undefined;
  redraw();
}

/** "1 in 7 days", "3 a week". */
export function rate(perWeek: number): string {
  if (perWeek > 1.5) return t('sensitivity.a-week', { n: rough(perWeek) });
  const days = WEEK_DAYS / perWeek;
  return days >= 1.5 ? t('sensitivity.one-in', { n: integer(days) }) : t('sensitivity.one-a-day');
}

function sentence({ from, to, judged }: WhatIf, { alarms }: Stop): string {
  const short = judged < WEEK_DAYS * 86_400_000 ? ` ${t('sensitivity.short', { span: span(judged) })}` : '';
  return counted('sensitivity.would', alarms.length, { span: span(to - from) }) + short;
}

/** The score that would be the limit, in the unit of the score itself. */
function limits(stop: Stop, present: Stop): string {
  const now = t('sensitivity.limit', { limit: number(present.limit) });
  return stop === present ? now : `${now} ${t('sensitivity.limit-then', { limit: number(stop.limit) })}`;
}

function beside({ realised, anyway, notCounted }: WhatIf, { missedTrue, remainingFalse }: Stop): string {
  return [
    realised === undefined ? '' : t('sensitivity.realised', { n: rough(realised) }),
    missedTrue > 0 ? counted('sensitivity.missed', missedTrue) : '',
    remainingFalse > 0 ? counted('sensitivity.remaining', remainingFalse) : '',
    anyway.length > 0 ? counted('sensitivity.anyway', anyway.length) : '',
    notCounted.length > 0 ? t('sensitivity.not-counted') : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function difference(whatIf: WhatIf, stop: Stop, present: Stop): VNode {
  const change = stop.alarms.length - present.alarms.length;
  const text =
    change > 0
      ? counted('sensitivity.more', change)
      : change < 0
        ? counted('sensitivity.fewer', -change)
        : t('sensitivity.equal');
  const newest = stop.alarms.at(-1);
  return h(
    'p',
    { class: 'difference' },
    h('strong', {}, text),
    ' ',
    newest !== undefined && t('sensitivity.last', { time: moment(newest.from, whatIf.to) }),
  );
}

/** For one asset only if nobody has set it meanwhile. */
function apply(view: AssetView, keys: readonly string[], perWeek: number, text: string): void {
  const report = view.layers.find(({ layer }) => layer === 'threshold')?.report;
  const set: OrderRequest = {
    keys,
    layer: 'threshold',
    do: 'set',
    options: { budget: WEEK_DAYS / perWeek, per: 'days' },
  };
  const seen = keys.length === 1 && report !== undefined && { seen: { budget: report['budget'], per: report['per'] } };
  void order({ ...set, ...seen }, { text, undo: 'before' }).then((followed) => followed && back());
}

function askAll(view: AssetView, stop: Stop): void {
  const keys = [...store.fleet.keys()];
  const run = (): void => {
    closeDialog();
    apply(view, keys, stop.perWeek, counted('done.budget-all', keys.length, { rate: rate(stop.perWeek) }));
  };
  openDialog(() =>
    dialog(
      counted('sensitivity.apply-all', keys.length),
      [h('p', {}, t('sensitivity.all-text', { rate: rate(stop.perWeek) }))],
      { label: t('sensitivity.apply'), run },
    ),
  );
}
