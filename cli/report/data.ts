import { counted } from '../../lib/text/counted';
import { duration } from '../../lib/time/duration';
import type { Quality, TagQuality } from '../../nodes/ingest/recording/quality';
import { escapeHtml } from './charts';
import type { DataSummary } from './content';
import { short } from './scale';
import { when } from './when';

/** How good the data is: before anything else, as nothing that follows is better. */
export function dataSection(data: readonly DataSummary[]): string {
  return data.map((one) => summary(one)).join('');
}

function summary({ use, name, quality, notes }: DataSummary): string {
  const list = notes.length === 0 ? '' : `<ul>${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`;
  return `<h3>${escapeHtml(use)} <small>${escapeHtml(name)}</small></h3>
<p>${facts(quality).join(' &#183; ')}</p>${list}${tagTable(quality)}`;
}

/** What the training left out of the rows, in words. */
export function trainingSection(notes: readonly string[]): string {
  if (notes.length === 0) return '<p>Nothing was left out of the training.</p>';
  return `<ul class="training">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`;
}

function facts({ rows, span, interval, gaps, longestGap, duplicates }: Quality): string[] {
  const rate = Number.isNaN(interval) ? '' : `, one every ${duration(interval)}`;
  return [
    `${rows} rows${rate}`,
    ...(span === undefined ? ['no times: a row a second'] : [`${when(span[0])} to ${when(span[1])} UTC`]),
    gaps === 0 ? 'no gap' : `${counted(gaps, 'gap')}, the longest ${duration(longestGap)}`,
    ...(duplicates > 0 ? [`${counted(duplicates, 'row')} twice`] : []),
  ];
}

/** Tags with something to say stand first; the others are folded away. */
function tagTable({ tags, rows }: Quality): string {
  const odd = tags.filter(({ missing, bad, course }) => missing + bad > 0 || course !== undefined);
  const fine = tags.filter((tag) => !odd.includes(tag));
  const told = odd.length === 0 ? `<p>All ${tags.length} tags are complete.</p>` : table(odd, rows);
  if (fine.length === 0) return told;
  return `${told}<details><summary>${counted(fine.length, 'tag')} without a remark</summary>${table(fine, rows)}</details>`;
}

function table(tags: readonly TagQuality[], rows: number): string {
  const share = (count: number): string => (count === 0 ? '' : `${count} (${short((100 * count) / rows)} %)`);
  const lines = tags.map(({ name, role, unit, missing, bad, badShown, min, max, course }) => {
    const range = Number.isNaN(min) ? '' : `${short(min)} to ${short(max)}${unit === undefined ? '' : ` ${unit}`}`;
    const cells = [name, role, range, share(missing), bad === 0 ? '' : `${share(bad)}: ${badShown}`, course ?? ''];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  return `<div class="wide"><table><tr><th>tag</th><th>role</th><th>range</th><th>missing</th><th>bad</th><th>course</th></tr>${lines.join('')}</table></div>`;
}
