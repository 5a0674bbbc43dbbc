import type { History, Series } from '../../lib/page/api';

/** A history, and the end of it as it is now. @param from what lies before is dropped */
export function continued(history: History, end: History, from: number): History {
  const { width } = history;
  // Of buckets that are as wide both begin on the border of one.
  const first = Math.max(history.from, Math.floor(from / width) * width);
  const skipped = Math.round((first - history.from) / width);
  const kept = Math.round((end.from - history.from) / width);
  const joined = <T>(old: readonly T[] | undefined, more: readonly T[], none: T): T[] => {
    const before = Array.from({ length: Math.max(0, kept - skipped) }, (_, i) => old?.[skipped + i] ?? none);
    return [...before, ...more.slice(Math.max(0, skipped - kept))];
  };
  const series = end.series.map((more): Series => {
    const old = history.series.find(({ name }) => name === more.name);
    return {
      name: more.name,
      lo: joined(old?.lo, more.lo, null),
      hi: joined(old?.hi, more.hi, null),
      mean: joined(old?.mean, more.mean, null),
    };
  });
  const blame = end.blame?.map(({ tag, share }) => {
    const old = history.blame?.find((one) => one.tag === tag);
    return { tag, share: joined(old?.share, share, null) };
  });
  return {
    ...end,
    from: first,
    series,
    ...(blame && { blame }),
    marks: [
      ...history.marks.filter(({ at }) => at >= first && at < end.from),
      ...end.marks.filter(({ at }) => at >= end.from),
    ],
    blind: blindOf(history, end, first),
  };
}

/** What lasts is told again with its new end. */
function blindOf(history: History, end: History, first: number): History['blind'] {
  const again = new Set(end.blind.map(({ from }) => from));
  return [...history.blind.filter(({ from, to }) => to >= first && !again.has(from)), ...end.blind];
}
