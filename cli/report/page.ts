import { alarmList } from './alarms';
import type { Bucket } from './buckets';
import { blameChart, episodeStrip, escapeHtml, histogram, scoreChart } from './charts';
import type { ReportContent } from './content';
import { dataSection, trainingSection } from './data';
import type { PartShares } from './parts';
import { short } from './scale';
import { SCRIPT, STYLE } from './style';
import { isDate, lasted, when } from './when';

/** The report as one HTML page that needs nothing else: no network, no other file. */
export function reportPage(content: ReportContent): string {
  const { title, rows, episodes, metrics, settings, labelled, data } = content;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${rows} rows judged one after the other, each from what came before it${spanOf(content)}. ${alarms(content)}</p>
<h2>Quality of the data</h2>
${dataSection(data)}
<h2>What was learned</h2>
${trainingSection(content.training)}
<h2>Score and limit</h2>
<p class="legend">${legend(labelled)}</p>
<div class="over-time">
${scoreChart(content)}
<div class="name">alarms</div>${episodeStrip(rows, episodes)}
<div class="rows"></div>
${blameChart(content)}
<div class="readout">Drag to look closer, double-click for everything.</div>
</div>
<p>Each line below the alarms is one tag: the darker, the more of the score came from it.</p>
<h2>Alarms</h2>
<p>${escapeHtml(content.budget)}.</p>
${alarmList(episodes)}
<div class="columns">
<section><h2>Scores</h2>${histogram(content)}<p>Rows per score (square root scale)${limitText(content)}${labelled ? '; blue rows are labelled normal, yellow ones anomalous' : ''}.</p></section>
${labelled ? `<section><h2>Against the labels</h2>${metricTable(metrics)}</section>` : ''}
${content.parts.length > 0 ? `<section><h2>What the score is made of</h2>${partTable(content.parts)}</section>` : ''}
<section><h2>Settings</h2>${settingTable(settings)}</section>
</div>
<script type="application/json" id="data">${dataOf(content)}</script>
<script>${SCRIPT}</script>
</body></html>
`;
}

function spanOf({ buckets }: ReportContent): string {
  const [first, last] = [buckets[0]?.time ?? 0, buckets.at(-1)?.time ?? 0];
  return isDate(first) ? `, from ${when(first)} to ${when(last)} UTC` : '';
}

function alarms({ episodes }: ReportContent): string {
  const count = episodes.length;
  if (count === 0) return 'No alarm was raised.';
  const longest = episodes.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  const text = count === 1 ? 'One alarm was raised' : `${count} alarms were raised`;
  return `${text}, ${count === 1 ? 'it lasted' : 'the longest lasted'} ${lasted(longest.from, longest.to)}.`;
}

function limitText({ limit }: ReportContent): string {
  return Number.isNaN(limit) ? '; there never was a limit' : `, the dashed line is the last limit, ${short(limit)}`;
}

function legend(labelled: boolean): string {
  const entries: [string, string][] = [
    ['score', 'score'],
    ['limit', 'limit'],
    ...(labelled ? [['truth', 'labelled anomalous'] as [string, string]] : []),
    ['attack', 'alarm: attack'],
    ['fault', 'alarm: sensor fault'],
    ['drift', 'alarm: drift'],
    ['other', 'alarm: undetermined'],
  ];
  return entries.map(([name, text]) => `<span style="--mark:var(--${name})">${text}</span>`).join('');
}

function metricTable(metrics: ReportContent['metrics']): string {
  if (metrics.length === 0) return '<p>No row is labelled anomalous: there is nothing to compare with.</p>';
  const lines = metrics.map(
    ([name, value, meaning]) =>
      `<tr><td>${escapeHtml(name)}</td><td class="number">${short(value)}</td><td>${escapeHtml(meaning)}</td></tr>`,
  );
  return `<div class="wide"><table>${lines.join('')}</table></div>`;
}

function settingTable(settings: ReportContent['settings']): string {
  return `<table class="settings">${settings.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;
}

function partTable(parts: readonly PartShares[]): string {
  const percent = (share: number): string => (Number.isNaN(share) ? '' : `${Math.round(100 * share)} %`);
  const lines = parts.map(
    ({ name, all, beyond }) =>
      `<tr><td>${escapeHtml(name)}</td><td class="number">${percent(all)}</td><td class="number">${percent(beyond)}</td></tr>`,
  );
  return `<table><tr><th>part of the score</th><th>all rows</th><th>beyond the limit</th></tr>${lines.join('')}</table>`;
}

/** What the page's script reads values from. */
function dataOf({ rows, buckets }: ReportContent): string {
  const shown = (value: number): string | null => (Number.isNaN(value) ? null : short(value));
  const columns = {
    rows,
    row: buckets.map((b) => b.row),
    time: buckets.map((b) => b.time),
    score: buckets.map((b) => shown(b.high)),
    limit: buckets.map((b) => shown(b.limit)),
    top: buckets.map(mostBlamed),
  };
  // A tag's name could close the script element.
  return JSON.stringify(columns).replace(/</g, '\\u003c');
}

function mostBlamed({ blame }: Bucket): string {
  let most = '';
  let value = 0;
  for (const [tag, share] of blame) {
    if (share > value) {
      most = tag;
      value = share;
    }
  }
  return most;
}
