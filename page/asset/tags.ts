import type { AssetView, TagLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { card, empty } from '../parts/action';
import { isObject, textOf } from '../parts/report';
import { refine } from '../state/route';
import { number, percent } from '../texts/format';
import { named, t } from '../texts/texts';
import { expectedName } from './charts';

/** What every tag reads, what is expected of it, and its share in the score. */

/** While an alarm is open those first that it is about; else as the source has them, so that nothing moves without need. */
function ordered({ tags, line }: AssetView): readonly TagLine[] {
  const blamed = line.alarm?.tags ?? [];
  if (blamed.length === 0) return tags;
  const rank = ({ tag }: TagLine): number => {
    const at = blamed.indexOf(tag);
    return at < 0 ? blamed.length : at;
  };
  return [...tags].sort((a, b) => rank(a) - rank(b));
}

export function tagTable(view: AssetView, chosen: string | undefined): VNode {
  const { tags, line } = view;
  if (tags.length === 0) return card(t('tags'), { class: 'tags' }, empty(t('tags.none')));
  const blamed = line.alarm?.tags ?? [];
  const units = unitsOf(view);
  return card(
    t('tags'),
    { class: 'tags' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, t('tags.tag')),
          h('th', { scope: 'col', class: 'n' }, t('tags.reads')),
          h('th', { scope: 'col', class: 'n' }, t('tags.expected')),
          h('th', { scope: 'col' }, t('tags.share')),
        ),
      ),
      h(
        'tbody',
        {},
        ordered(view).map((tag) => row(tag, units(tag.tag), tag.tag === chosen, blamed.includes(tag.tag))),
      ),
    ),
  );
}

/** As the tag table of the ingest node has them. */
export function unitsOf({ layers }: AssetView): (tag: string) => string | undefined {
  const tags = layers.find(({ layer }) => layer === 'ingest')?.report['tags'];
  return (tag) => {
    const found = isObject(tags) && Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    return isObject(found) ? textOf(found, 'unit') : undefined;
  };
}

function row(line: TagLine, unit: string | undefined, chosen: boolean, blamed: boolean): VNode {
  const { tag, value, expected, role, quality, share } = line;
  const said = [
    // What has no dimension has the unit 1.
    unit === undefined || unit === '1' ? '' : unit,
    role === undefined || role === 'sensor' ? '' : named('role', role),
    quality === undefined ? '' : named('quality', quality),
  ];
  return h(
    'tr',
    { key: tag, class: `${chosen ? 'chosen' : ''}${blamed ? ' blamed' : ''}` },
    h(
      'th',
      { scope: 'row' },
      h(
        'button',
        { type: 'button', class: 'link', onclick: () => refine({ tag }), 'aria-pressed': String(chosen) },
        tag,
      ),
      h('small', { class: 'muted' }, said.filter((text) => text !== '').join(', ')),
      h(
        'button',
        {
          type: 'button',
          class: 'rule-of',
          title: t('rules.way', { tag }),
          'aria-label': t('rules.way', { tag }),
          onclick: () => refine({ tag, open: 'rules' }),
        },
        '⚙',
      ),
    ),
    h('td', { class: 'n' }, number(value)),
    h('td', { class: 'n', title: expected === undefined ? undefined : explained(line) }, number(expected)),
    h('td', { class: 'share' }, bar(share)),
  );
}

function explained(line: TagLine): string {
  return line.explained === undefined
    ? expectedName(line)
    : `${expectedName(line)}, ${t('tags.explained', { share: percent(line.explained) })}`;
}

function bar(share: number | undefined): VNode | undefined {
  if (share === undefined) return undefined;
  return h(
    'span',
    { class: 'bar' },
    h('span', { class: 'bar-fill', style: { width: `${Math.round(100 * Math.min(1, Math.max(0, share)))}%` } }),
    h('span', { class: 'bar-text' }, percent(share)),
  );
}
