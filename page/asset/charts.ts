import type { AlarmLine, History, Series, TagLine } from '../../lib/page/api';
import { h, type VNode, widget } from '../dom/h';
import { button, card, empty } from '../parts/action';
import type { Rule } from '../rules/past';
import type { Hypothesis } from '../sensitivity/hypothesis';
import { refine } from '../state/route';
import { full, number, span } from '../texts/format';
import { counted, named, spoken, t } from '../texts/texts';
import { type HeatData, heatMap, heatMargin } from './heat-map';
import { type Charted, rarityOf, seriesOf, timesOf } from './history';
import { drawAlarms, drawBlind, drawLevel, drawLost, drawMarks, drawNotCounted, drawWouldBe } from './overlay';
import { gutter, type Pen, type PlotData, plot } from './plot';
import { choose, pan, RANGES, type Range, zoom } from './range';
import { readout } from './readout';
import { askTable } from './table';

/** The charts of an asset: score and limit, who made it, the chosen tag; one time axis and one cursor for all. */

const LIMIT = 50;
const ROW = 20;
/** Tags in the heat map; the others made less of the score. */
const MOST_ROWS = 12;
const MOST_MARKS = 20;

export function rangeBar({ name, follows }: Range): VNode {
  return h(
    'div',
    { class: 'ranges', role: 'group', 'aria-label': t('range') },
    button({ label: '◀', run: () => pan(-1) }),
    RANGES.map((range) =>
      h(
        'button',
        {
          key: range,
          type: 'button',
          class: 'button range',
          'aria-pressed': String(follows && range === name),
          onclick: () => choose(range),
        },
        t(`range.${range}`),
      ),
    ),
    button({ label: '▶', run: () => pan(1), off: follows ? t('range.now') : undefined }),
    button({ label: '+', run: () => zoom(1) }),
    button({ label: '–', run: () => zoom(-1) }),
    !follows &&
      button({ label: t('range.live'), run: () => choose(RANGES.includes(name as '6h') ? name : '6h'), kind: 'main' }),
  );
}

export function charts(
  { history, alarms, error, loading }: Charted,
  range: Range,
  now: number,
  tags: readonly TagLine[],
  tag: string | undefined,
  hypothesis: Hypothesis | undefined,
  rule: Rule | undefined,
): VNode {
  if (history === undefined || timesOf(history).length === 0) {
    const text = error ?? (loading ? t('starting') : t('chart.none'));
    return card(t('chart.score'), { class: 'charts' }, empty(text));
  }
  const rarity = seriesOf(history, 'rarity');
  const shown = rarity ?? seriesOf(history, 'score');
  const score: PlotData = {
    times: timesOf(history),
    from: range.from,
    to: range.to,
    height: innerWidth < 600 ? 160 : 230,
    band: shown && { lo: shown.lo, hi: shown.hi },
    lines: [
      { values: shown?.hi ?? [], role: 'trend' },
      ...(rarity === undefined
        ? [{ values: seriesOf(history, 'limit')?.mean ?? [], role: 'limit', dash: true } as const]
        : []),
    ],
    scale: rarity === undefined ? undefined : [0, 100],
    behind: (pen) => {
      drawAlarms(pen, alarms, now);
      drawBlind(pen, history.blind);
    },
    before: (pen) => {
      if (rarity !== undefined) drawLevel(pen, LIMIT, false);
      drawMarks(pen, history.marks);
      if (hypothesis !== undefined) drawHypothesis(pen, hypothesis, history, rarity !== undefined);
    },
  };
  return card(
    t(rarity === undefined ? 'chart.raw-score' : 'chart.score'),
    { class: 'charts' },
    h(
      'div',
      { class: 'chart-head' },
      readout(history, tag),
      button({ label: t('chart.table'), run: () => askTable(history) }),
    ),
    shown === undefined
      ? empty(t('chart.not-judged'))
      : widget('div', { class: 'chart', role: 'img', 'aria-label': summary(history, alarms, now) }, plot, score),
    blame(history, range, alarms, tag),
    tag !== undefined && tagChart(history, range, tags, tag, alarms, now, rule),
    h('p', { class: 'muted kept' }, keptText(history)),
    marksList(history),
  );
}

function drawHypothesis(pen: Pen, { stop, lost, notCounted }: Hypothesis, history: History, isRarity: boolean): void {
  drawNotCounted(pen, notCounted);
  drawWouldBe(pen, stop.alarms);
  drawLost(pen, lost);
  const level = isRarity ? rarityOf(history, stop.limit) : stop.limit;
  if (level !== undefined) drawLevel(pen, level, true);
}

/** What the chart shows, for who cannot see it. */
function summary(history: History, alarms: readonly AlarmLine[], now: number): string {
  const last = seriesOf(history, 'rarity')?.hi.findLast((value) => value !== null);
  const from = history.from;
  const count = alarms.filter(({ until }) => (until ?? now) >= from).length;
  return `${t('chart.summary', { score: number(last), limit: LIMIT })} ${counted('chart.alarms', count)}`;
}

function blame(
  history: History,
  { from, to }: Range,
  alarms: readonly AlarmLine[],
  tag: string | undefined,
): VNode | undefined {
  const rarity = seriesOf(history, 'rarity')?.hi;
  const weight = (i: number): number => (rarity === undefined ? 1 : Math.min(1, (rarity[i] ?? 0) / LIMIT) ** 2);
  const rows = (history.blame ?? [])
    .map(({ tag: name, share }) => {
      const weighted = share.map((part, i) => (part === null ? null : part * weight(i)));
      return { name, weighted, sum: weighted.reduce<number>((sum, part) => sum + (part ?? 0), 0) };
    })
    .sort((a, b) => b.sum - a.sum)
    .slice(0, MOST_ROWS);
  if (rows.length === 0) return undefined;
  const data: HeatData = {
    rows: rows.map(({ weighted }) => weighted),
    from,
    to,
    start: history.from,
    width: history.width,
    rowHeight: ROW,
    alarms,
    chosen: rows.findIndex(({ name }) => name === tag),
  };
  const height = `${ROW * rows.length}px`;
  return h(
    'div',
    { class: 'blame' },
    h('h3', {}, t('chart.blame')),
    h(
      'div',
      { class: 'heat', style: { height } },
      h(
        'div',
        { class: 'heat-names', style: { width: `${gutter() - 6}px` } },
        rows.map(({ name }) =>
          h(
            'button',
            {
              key: name,
              type: 'button',
              class: name === tag ? 'chosen' : '',
              style: { height: `${ROW}px` },
              title: named('blamed', name),
              onclick: () => refine({ tag: name }),
            },
            named('blamed', name),
          ),
        ),
      ),
      widget(
        'canvas',
        {
          role: 'img',
          'aria-label': t('chart.blame-summary', {
            tags: rows
              .slice(0, 3)
              .map(({ name }) => named('blamed', name))
              .join(', '),
          }),
          style: { ...heatMargin(gutter()), height },
        },
        heatMap,
        data,
      ),
    ),
  );
}

function tagChart(
  history: History,
  range: Range,
  tags: readonly TagLine[],
  tag: string,
  alarms: readonly AlarmLine[],
  now: number,
  rule: Rule | undefined,
): VNode {
  const measured = seriesOf(history, `tag:${tag}`);
  const expected = seriesOf(history, `expected:${tag}`);
  const line = tags.find((candidate) => candidate.tag === tag);
  const title = h(
    'h3',
    {},
    t('chart.tag', { tag }),
    h('span', { class: 'key measured' }, t('chart.measured')),
    expected !== undefined && h('span', { class: 'key expected' }, expectedName(line)),
  );
  if (measured === undefined) return h('div', { class: 'tag-chart', key: tag }, title, empty(t('chart.none')));
  const data: PlotData = {
    times: timesOf(history),
    from: range.from,
    to: range.to,
    height: innerWidth < 600 ? 140 : 170,
    band: { lo: measured.lo, hi: measured.hi },
    lines: [
      { values: measured.mean, role: 'trend' },
      ...(expected === undefined ? [] : [{ values: expected.mean, role: 'learning', dash: true, width: 2 } as const]),
      ...bounds(expected, rule),
    ],
    scale: undefined,
    behind: (pen) => {
      drawAlarms(pen, alarms, now);
      drawBlind(pen, history.blind);
    },
    before: () => undefined,
  };
  const label = t('chart.tag-summary', { tag, value: number(line?.value), expected: number(line?.expected) });
  return h(
    'div',
    { class: 'tag-chart', key: tag },
    title,
    widget('div', { class: 'chart', role: 'img', 'aria-label': label }, plot, data),
  );
}

/** From where on a deviation would count. */
function bounds(expected: Series | undefined, rule: Rule | undefined): PlotData['lines'] {
  if (expected === undefined || rule === undefined || rule.size === 0) return [];
  const at = (by: number): readonly (number | null)[] =>
    expected.mean.map((mean) => (mean === null ? null : mean + by));
  return [
    ...(rule.way === 'low' ? [] : [{ values: at(rule.size), role: 'limit', dash: true } as const]),
    ...(rule.way === 'high' ? [] : [{ values: at(-rule.size), role: 'limit', dash: true } as const]),
  ];
}

export function expectedName(line: TagLine | undefined): string {
  if (line?.expectedFrom === 'twin') return t('chart.by-twin');
  return line?.expectedFrom === 'other tags' ? t('chart.by-others') : t('chart.expected');
}

const HOUR = 3_600_000;

/** How far back how much is kept. */
function keptText({ kept: { raw, minutes, fives, first, trouble } }: History): string {
  const texts: string[] = [];
  if (first === undefined) texts.push(t('kept.none'));
  else if (raw !== undefined && raw >= first - HOUR) texts.push(t('kept.all', { span: span(raw) }));
  else {
    if (raw !== undefined) texts.push(t('kept.raw', { span: span(raw) }));
    if (minutes !== undefined) texts.push(t('kept.minutes', { span: span(minutes) }));
    if (fives !== undefined) texts.push(t('kept.fives', { span: span(fives) }));
    if ((fives ?? minutes ?? 0) < first - 24 * HOUR) texts.push(t('kept.hours', { span: span(first) }));
  }
  return [...texts, ...(trouble === undefined ? [] : [spoken(trouble)])].join(' ');
}

/** The flags in words, the newest first. */
function marksList({ marks }: History): VNode | undefined {
  if (marks.length === 0) return undefined;
  return h(
    'details',
    { key: 'marks', class: 'marks' },
    h('summary', {}, counted('chart.marks', marks.length)),
    h(
      'ul',
      {},
      marks
        .slice(-MOST_MARKS)
        .reverse()
        .map(({ at, text, by }) =>
          h('li', {}, h('time', {}, full(at)), ` ${spoken(text)}`, by !== undefined && ` (${by})`),
        ),
    ),
  );
}
