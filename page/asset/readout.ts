import type { History } from '../../lib/page/api';
import { type VNode, type Widget, widget } from '../dom/h';
import { full, number } from '../texts/format';
import { named, t } from '../texts/texts';
import { seriesOf, timesOf } from './history';
import { cursor } from './plot';

/** The values below the pointer in words; without a pointer, and for who moves by the arrow keys, those of the newest bucket. */

interface Shown {
  readonly history: History;
  readonly tag: string | undefined;
}

export function readout(history: History, tag: string | undefined): VNode {
  const props = { class: 'readout', tabindex: 0, 'aria-live': 'off', 'aria-label': t('chart.read'), onkeydown: move };
  return widget('p', props, writer, { history, tag });
}

function writer(element: HTMLElement): Widget<Shown> {
  let shown: Shown | undefined;
  const write = (): void => {
    if (shown !== undefined) element.textContent = textOf(shown);
  };
  cursor.listeners.add(write);
  return {
    update(next) {
      shown = next;
      write();
    },
    close: () => cursor.listeners.delete(write),
  };
}

function textOf({ history, tag }: Shown): string {
  const score = seriesOf(history, 'rarity') ?? seriesOf(history, 'score');
  const times = timesOf(history);
  const last = score?.hi.findLastIndex((value) => value !== null) ?? times.length - 1;
  const at = cursor.index >= 0 && cursor.index < times.length ? cursor.index : last;
  const parts = [full(times[at] ?? history.from), t('chart.at-score', { score: number(score?.hi[at]) })];
  const blamed = (history.blame ?? [])
    .map(({ tag: name, share }) => ({ name, share: share[at] ?? 0 }))
    .sort((a, b) => b.share - a.share)[0];
  if (blamed !== undefined && blamed.share > 0) parts.push(t('chart.at-blame', { tag: named('blamed', blamed.name) }));
  if (tag !== undefined) {
    const reads = number(seriesOf(history, `tag:${tag}`)?.mean[at]);
    const expected = seriesOf(history, `expected:${tag}`)?.mean[at];
    parts.push(
      expected === undefined || expected === null
        ? t('chart.at-tag', { tag, reads })
        : t('chart.at-tag-expected', { tag, reads, expected: number(expected) }),
    );
  }
  return parts.join(' · ');
}

/** Bucket by bucket. */
function move(event: KeyboardEvent): void {
  const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if (by === 0) return;
  event.preventDefault();
  cursor.index = Math.max(0, cursor.index < 0 ? 0 : cursor.index + by);
  for (const listener of cursor.listeners) listener();
  (event.currentTarget as HTMLElement).setAttribute('aria-live', 'polite');
}
