import type { Bucket } from './buckets';
import { blameChart, episodeStrip, escapeHtml, histogram, scoreChart } from './charts';
import type { Episode, ReportContent } from './content';
import { short } from './scale';
import { SCRIPT, STYLE } from './style';

/** The report as one HTML page that needs nothing else: no network, no other file. */
export function reportPage(content: ReportContent): string {
  const { title, rows, episodes, metrics, settings, labelled } = content;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${rows} rows judged one after the other, each from what came before it. ${alarms(episodes.length)}</p>
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
${episodeTable(episodes)}
<div class="columns">
<section><h2>Scores</h2>${histogram(content)}<p>Rows per score (square root scale), the dashed line is the last limit${labelled ? '; blue rows are labelled normal, yellow ones anomalous' : ''}.</p></section>
${labelled ? `<section><h2>Against the labels</h2>${metricTable(metrics)}</section>` : ''}
<section><h2>Settings</h2>${settingTable(settings)}</section>
</div>
<script type="application/json" id="data">${dataOf(content)}</script>
<script>${SCRIPT}</script>
</body></html>
`;
}

function alarms(count: number): string {
  return count === 0 ? 'No alarm was raised.' : count === 1 ? 'One alarm was raised.' : `${count} alarms were raised.`;
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

function episodeTable(episodes: readonly Episode[]): string {
  if (episodes.length === 0) return '<p>None.</p>';
  const lines = episodes.map(
    ({ start, end, kind, severity, confidence, sentence }) =>
      `<tr tabindex="0" data-start="${start}" data-end="${end}"><td class="number">${start} to ${end}</td><td class="kinds">${escapeHtml(kind)}</td><td>${escapeHtml(severity)}</td><td class="number">${(100 * confidence).toFixed(0)} %</td><td>${escapeHtml(sentence)}</td></tr>`,
  );
  return `<table><tr><th>rows</th><th>kind</th><th>severity</th><th>confidence</th><th>what happened</th></tr>${lines.join('')}</table>`;
}

function metricTable(metrics: ReportContent['metrics']): string {
  const lines = metrics.map(
    ([name, value, meaning]) =>
      `<tr><td>${escapeHtml(name)}</td><td class="number">${short(value)}</td><td>${escapeHtml(meaning)}</td></tr>`,
  );
  return `<table>${lines.join('')}</table>`;
}

function settingTable(settings: ReportContent['settings']): string {
  return `<table>${settings.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;
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
