import { escapeHtml } from './charts';
import type { Episode, Trace } from './content';
import { short } from './scale';
import { lasted, when } from './when';

/** One block per alarm: when and how long, what and which tags, and what they read against what they should have read. */
export function alarmList(episodes: readonly Episode[]): string {
  if (episodes.length === 0) return '<p>None.</p>';
  return `<div class="alarms">${episodes.map(block).join('')}</div>`;
}

function block(episode: Episode): string {
  const { start, end, from, to, kind, severity, confidence, sentence, posture, tags, traces } = episode;
  const place = `rows ${start} to ${end - 1}`;
  const named = tags.slice(0, 5).map((tag) => `<b>${escapeHtml(tag)}</b>`);
  return `<section class="alarm ${escapeHtml(kind)}" tabindex="0" data-start="${start}" data-end="${end}">
<h3>${when(from)} <small>${lasted(from, to)} &#183; ${place}</small></h3>
<p><span class="badge">${escapeHtml(kind)}</span> ${escapeHtml(severity)}, ${(100 * confidence).toFixed(0)} % sure${posture === undefined ? '' : `, posture ${escapeHtml(posture)}`}${named.length > 0 ? `: ${named.join(', ')}` : ''}</p>
<p class="sentence">${escapeHtml(sentence)}</p>
${traces.map((trace) => traceChart(trace, episode)).join('')}
</section>`;
}

/** Measured and expected values of one tag; the alarm is shaded. */
function traceChart({ tag, rows, measured, expected }: Trace, { start, end }: Episode): string {
  const all = [...measured, ...expected].filter((value) => Number.isFinite(value));
  if (all.length === 0) return '';
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  const y = (value: number): string => ((100 * (high + room - value)) / (high - low + 2 * room)).toFixed(2);
  const [first, last] = [rows[0]!, rows.at(-1)! + 1];
  const inside = rows.map((row) => row >= start && row < end);
  const mean = (values: readonly number[]): string => {
    const counted = values.filter((value, i) => inside[i] && Number.isFinite(value));
    return counted.length === 0 ? 'nothing' : short(counted.reduce((sum, value) => sum + value, 0) / counted.length);
  };
  const name = escapeHtml(tag);
  return `<figure><figcaption>${name}: <span class="measured">measured ${mean(measured)}</span>, <span class="expected">expected ${mean(expected)}</span> on average; ${short(low)} to ${short(high)}</figcaption>
<svg viewBox="${first} 0 ${last - first} 100" preserveAspectRatio="none" height="80" role="img" aria-label="${name}, measured and expected"><rect class="during" x="${start}" width="${end - start}" y="0" height="100"/><path class="expected" d="${path(rows, expected, y)}"/><path class="measured" d="${path(rows, measured, y)}"/></svg></figure>`;
}

function path(rows: readonly number[], values: readonly number[], y: (value: number) => string): string {
  let d = '';
  let pen = 'M';
  values.forEach((value, i) => {
    if (Number.isFinite(value)) d += `${pen}${rows[i]! + 0.5} ${y(value)}`;
    pen = Number.isFinite(value) ? 'L' : 'M';
  });
  return d;
}
