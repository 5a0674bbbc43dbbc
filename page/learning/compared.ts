import { h, type VNode } from '../dom/h';
import { isObject, listOf, numberOf, type Report } from '../parts/report';
import { smallTable } from '../parts/small-table';
import { number, percent } from '../texts/format';
import { counted, t } from '../texts/texts';

/** Two versions of a model side by side, on the same rows: what each finds, and where each has the level and the range of a tag. */

const MOST_TAGS = 12;
/** A level that moved by so much of the range, or a range that became so many times as wide or narrow, is worth a line. */
const MOVED = 0.1;
const WIDER = 1.25;

export function comparison(compared: Report): VNode | undefined {
  const versions = listOf(compared['versions']).filter((one): one is number => typeof one === 'number');
  const [first, second] = listOf(compared['performance']).filter(isObject);
  if (versions.length !== 2 || first === undefined || second === undefined) return undefined;
  const heads = versions.map((version) => t('learning.nth', { version }));
  const features = listOf(compared['features']).filter(isObject).filter(isOther);
  return h(
    'div',
    { class: 'compared' },
    h('h3', {}, t('learning.compared')),
    smallTable(
      ['', ...heads],
      [
        [t('exam.alarms'), share(first), share(second)],
        [t('exam.highest'), number(numberOf(first, 'highest')), number(numberOf(second, 'highest'))],
        ...drillsOf(first).map((kind) => [t('exam.drill', { kind }), found(first, kind), found(second, kind)]),
      ],
    ),
    features.length === 0
      ? h('p', { class: 'muted' }, t('learning.same-levels'))
      : smallTable(
          [t('learning.feature'), ...heads.flatMap((head) => [`${head}: ${t('learning.level')}`, t('learning.range')])],
          features.slice(0, MOST_TAGS).map((feature) => {
            const [level, range] = [pairOf(feature, 'level'), pairOf(feature, 'range')];
            return [String(feature['name']), number(level[0]), number(range[0]), number(level[1]), number(range[1])];
          }),
        ),
    features.length > MOST_TAGS &&
      h('p', { class: 'muted' }, counted('learning.more-tags', features.length - MOST_TAGS)),
  );
}

function share(performance: Report): string {
  const alarms = numberOf(performance, 'alarms');
  return alarms === undefined ? '–' : percent(alarms);
}

function drillsOf({ drills }: Report): string[] {
  return isObject(drills) ? Object.keys(drills) : [];
}

/** "12 of 15" */
function found({ drills }: Report, kind: string): string {
  const of = isObject(drills) && Object.hasOwn(drills, kind) ? drills[kind] : undefined;
  if (!isObject(of)) return '–';
  return t('exam.found-of', { found: numberOf(of, 'found') ?? 0, all: numberOf(of, 'drills') ?? 0 });
}

function pairOf(feature: Report, name: string): readonly [number, number] {
  const [a, b] = listOf(feature[name]);
  return [Number(a), Number(b)];
}

function isOther(feature: Report): boolean {
  const [level, range] = [pairOf(feature, 'level'), pairOf(feature, 'range')];
  const wider = range[1] / range[0];
  return Math.abs(level[1] - level[0]) > MOVED * Math.max(...range) || wider >= WIDER || wider <= 1 / WIDER;
}
