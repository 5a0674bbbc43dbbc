import type { Bucket } from './buckets';
import type { Episode, ReportContent } from './content';
import { scoreScale, short } from './scale';

/** Texts in HTML and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const MOST_TAGS = 20;
const BINS = 60;

/**
 * A chart over rows: x is the row itself, so that zooming only changes the view box; y runs from 0 (top) to 100.
 * The page's script finds all charts by the class `over-rows`.
 */
function overRows(rows: number, height: number, label: string, body: string): string {
  return `<svg class="over-rows" viewBox="0 0 ${rows} 100" preserveAspectRatio="none" height="${height}" role="img" aria-label="${escapeHtml(label)}">${body}</svg>`;
}

/** Score and limit over time; the rows labelled anomalous are shaded. */
export function scoreChart({ buckets, rows, labelled }: ReportContent): string {
  const scale = scoreScale(buckets.flatMap(({ low, high, limit }) => [low, high, limit]));
  const y = (score: number): string => (100 - 100 * scale.place(score)).toFixed(2);
  const grid = scale.ticks.map((t) => `<line class="grid" x1="0" x2="${rows}" y1="${y(t)}" y2="${y(t)}"/>`).join('');
  const truth = labelled ? truthBands(buckets) : '';
  const body = `${truth}${grid}<path class="score" d="${scorePath(buckets, y)}"/><path class="limit" d="${limitPath(buckets, y)}"/>`;
  const ticks = scale.ticks.map((t) => `<span style="top:${y(t)}%">${short(t)}</span>`).join('');
  return `<div class="axis">${ticks}</div>${overRows(rows, 260, 'score and limit over time', body)}`;
}

function truthBands(buckets: readonly Bucket[]): string {
  const bands = buckets.filter((b) => b.truth > 0).map((b) => `M${b.row} 0h${b.rows}v100h${-b.rows}z`);
  return `<path class="truth" d="${bands.join('')}"/>`;
}

/** A vertical stroke per bucket from its lowest to its highest score, joined; a gap where there is no score. */
function scorePath(buckets: readonly Bucket[], y: (score: number) => string): string {
  let path = '';
  let pen = 'M';
  for (const { row, rows, low, high } of buckets) {
    if (Number.isNaN(high)) pen = 'M';
    else {
      path += `${pen}${row + rows / 2} ${y(low)}${low === high ? '' : `V${y(high)}`}`;
      pen = 'L';
    }
  }
  return path;
}

function limitPath(buckets: readonly Bucket[], y: (score: number) => string): string {
  let path = '';
  let pen = 'M';
  for (const { row, rows, limit } of buckets) {
    if (Number.isNaN(limit)) pen = 'M';
    else {
      path += `${pen}${row} ${y(limit)}H${row + rows}`;
      pen = 'L';
    }
  }
  return path;
}

/** Where alarms stood, coloured by their kind. */
export function episodeStrip(rows: number, episodes: readonly Episode[]): string {
  const marks = episodes.map(
    ({ start, end, kind, sentence }) =>
      `<rect class="kind ${escapeHtml(kind)}" x="${start}" width="${end - start}" y="0" height="100"><title>${escapeHtml(`${kind}: ${sentence}`)}</title></rect>`,
  );
  return overRows(rows, 18, 'alarms', marks.join(''));
}

/** Which tags the score came from: one line per tag, the darker the more. */
export function blameChart({ buckets, rows }: ReportContent): string {
  const totals = new Map<string, number>();
  for (const { blame } of buckets) for (const [tag, value] of blame) totals.set(tag, (totals.get(tag) ?? 0) + value);
  const tags = [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_TAGS)
    .map(([tag]) => tag);
  const merged = mergeBy(buckets, Math.max(1, Math.ceil(buckets.length / 400)));
  return tags
    .map((tag) => {
      const cells = merged
        .map(({ row, rows: width, blame }) => ({ row, width, strength: (blame.get(tag) ?? 0) / width }))
        .filter(({ strength }) => strength >= 0.02)
        .map(
          ({ row, width, strength }) =>
            `<rect x="${row}" width="${width}" y="8" height="84" opacity="${Math.min(1, strength).toFixed(2)}"/>`,
        );
      return `<div class="name" title="${escapeHtml(tag)}">${escapeHtml(tag)}</div>${overRows(rows, 16, `share of ${tag}`, `<g class="blame">${cells.join('')}</g>`)}`;
    })
    .join('');
}

/** Neighbours summed up for display; the buckets themselves stay as they are. */
function mergeBy(
  buckets: readonly Bucket[],
  count: number,
): { row: number; rows: number; blame: Map<string, number> }[] {
  const merged: { row: number; rows: number; blame: Map<string, number> }[] = [];
  buckets.forEach((bucket, i) => {
    if (i % count === 0) merged.push({ row: bucket.row, rows: 0, blame: new Map() });
    const into = merged.at(-1)!;
    into.rows += bucket.rows;
    for (const [tag, value] of bucket.blame) into.blame.set(tag, (into.blame.get(tag) ?? 0) + value);
  });
  return merged;
}

/** How many rows scored how much, normal and (with labels) anomalous, and where the last limit lies. */
export function histogram({ sample, limit, labelled }: ReportContent): string {
  const scale = scoreScale([...sample.map(({ score }) => score), limit]);
  const counts = [new Float64Array(BINS), new Float64Array(BINS)] as const;
  for (const { score, truth } of sample) {
    counts[truth > 0 ? 1 : 0][Math.min(BINS - 1, Math.floor(scale.place(score) * BINS))]!++;
  }
  // Square roots: the anomalies are few, and must be seen beside the normal rows.
  const tallest = Math.sqrt(Math.max(...counts[0], ...counts[1], 1));
  const bars = (which: 0 | 1, name: string): string =>
    [...counts[which]]
      .map((n, bin) => ({ bin, height: (95 * Math.sqrt(n)) / tallest }))
      .filter(({ height }) => height > 0)
      .map(
        ({ bin, height }) =>
          `<rect class="${name}" x="${bin}" width="0.9" y="${(100 - height).toFixed(2)}" height="${height.toFixed(2)}"/>`,
      )
      .join('');
  const at = (scale.place(limit) * BINS).toFixed(2);
  const line = Number.isNaN(limit) ? '' : `<line class="limit" x1="${at}" x2="${at}" y1="0" y2="100"/>`;
  const ticks = scale.ticks
    .map((t) => `<span style="left:${(100 * scale.place(t)).toFixed(2)}%">${short(t)}</span>`)
    .join('');
  const body = `${bars(0, 'normal')}${labelled ? bars(1, 'anomalous') : ''}${line}`;
  return `<svg viewBox="0 0 ${BINS} 100" preserveAspectRatio="none" height="180" role="img" aria-label="histogram of scores">${body}</svg><div class="ticks">${ticks}</div>`;
}
