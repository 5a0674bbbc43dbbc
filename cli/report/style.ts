/** The report's look; light and dark follow the reader's system. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --text: #1d2530; --weak: #5b6675; --line: #d8dde4;
  --score: #2563c9; --limit: #b3261e; --truth: #f2b84b; --attack: #8e24aa; --fault: #c77700; --drift: #1f7a8c; --other: #6b7280; }
@media (prefers-color-scheme: dark) { :root { --back: #14181e; --card: #1c222a; --text: #e4e9f0; --weak: #9aa6b5; --line: #333c48;
  --score: #7eb0ff; --limit: #ff8a80; --truth: #8a6a1f; --attack: #d790f0; --fault: #ffb74d; --drift: #6fc7d6; --other: #9aa3af; } }
body { margin: 0 auto; padding: 24px; max-width: 1200px; background: var(--back); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; overflow-wrap: anywhere; } h3 { font-size: 14px; margin: 12px 0 4px; overflow-wrap: anywhere; }
small { font-weight: 400; color: var(--weak); } ul { margin: 4px 0; padding-left: 20px; } li, summary { overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 28px 0 8px; }
p { margin: 4px 0; color: var(--weak); }
svg { display: block; width: 100%; background: var(--card); }
svg rect { shape-rendering: crispEdges; } .kinds { white-space: nowrap; }
svg line, svg path { vector-effect: non-scaling-stroke; }
.over-time { display: grid; grid-template-columns: 110px 1fr; gap: 3px 8px; align-items: center; cursor: crosshair; user-select: none; }
.axis { position: relative; height: 260px; color: var(--weak); font-size: 12px; }
.axis span { position: absolute; right: 0; transform: translateY(-50%); }
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: right; font-size: 12px; color: var(--weak); }
.score { fill: none; stroke: var(--score); stroke-width: 1.2; } .grid { stroke: var(--line); stroke-width: 1; }
.limit { fill: none; stroke: var(--limit); stroke-width: 1.6; stroke-dasharray: 6 4; }
.truth { fill: var(--truth); opacity: .45; } .blame { fill: var(--score); }
.normal { fill: var(--score); } .anomalous { fill: var(--truth); opacity: .8; }
.kind { fill: var(--other); } .cyber-attack { fill: var(--attack); } .sensor-fault { fill: var(--fault); } .data-drift { fill: var(--drift); }
.rows, .ticks { position: relative; height: 20px; font-size: 12px; color: var(--weak); }
.rows { display: flex; justify-content: space-between; grid-column: 2; } .ticks span { position: absolute; transform: translateX(-50%); }
.readout { grid-column: 2; min-height: 21px; font-variant-numeric: tabular-nums; }
.legend span::before { content: ''; display: inline-block; width: 12px; height: 12px; margin: 0 5px -1px 12px; background: var(--mark); }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--weak); font-weight: 500; } td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 0 32px; } .columns > * { min-width: 0; }
.wide { overflow-x: auto; } .settings td { overflow-wrap: anywhere; } .settings td:first-child { overflow-wrap: normal; }
.alarms { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr)); gap: 12px; }
.alarm { --mark: var(--other); min-width: 0; padding: 4px 12px 12px; border-left: 4px solid var(--mark); background: var(--card); cursor: pointer; }
.alarm.cyber-attack { --mark: var(--attack); } .alarm.sensor-fault { --mark: var(--fault); } .alarm.data-drift { --mark: var(--drift); }
.alarm:hover, .alarm:focus { outline: 1px solid var(--mark); } .alarm b { color: var(--text); overflow-wrap: anywhere; }
.alarm .sentence { color: var(--text); overflow-wrap: anywhere; } figure { margin: 8px 0 0; } figcaption { font-size: 12px; color: var(--weak); overflow-wrap: anywhere; }
.alarm svg { background: var(--back); } .during { fill: var(--mark); opacity: .18; }
path.measured { fill: none; stroke: var(--score); stroke-width: 1.4; } path.expected { fill: none; stroke: var(--limit); stroke-width: 1.4; stroke-dasharray: 5 3; }
span.measured { color: var(--score); } span.expected { color: var(--limit); }
.badge { padding: 1px 8px; border-radius: 9px; color: var(--back); background: var(--mark); white-space: nowrap; }
@media (max-width: 600px) {
  body { padding: 12px; } .over-time { grid-template-columns: 56px minmax(0, 1fr); } .legend span { display: inline-block; }
  .rows { height: 34px; } .rows span { max-width: 72px; } .rows span:nth-child(even), .ticks span:nth-child(even) { display: none; }
  .rows span:last-child { text-align: right; }
}
`;

/** Drag over a chart to look closer, double-click for all, click an alarm to go there; the pointer reads values. */
export const SCRIPT = `
const data = JSON.parse(document.getElementById('data').textContent);
const area = document.querySelector('.over-time');
const charts = [...document.querySelectorAll('.over-rows')];
const labels = document.querySelector('.rows'), readout = document.querySelector('.readout');
let from = 0, to = data.rows, start = null;
const bucketAt = (row) => { let a = 0, b = data.row.length - 1; while (a < b) { const m = (a + b + 1) >> 1; data.row[m] <= row ? a = m : b = m - 1; } return a; };
const isDate = (row) => data.time[bucketAt(row)] > 1e11;
const timeAt = (row) => { return isDate(row) ? new Date(data.time[bucketAt(row)]).toISOString().slice(0, 19).replace('T', ' ') : 'row ' + Math.round(row); };
function show(a, b) {
  if (b - a < 4) b = a + 4;
  from = Math.max(0, a); to = Math.min(data.rows, b);
  for (const chart of charts) chart.setAttribute('viewBox', from + ' 0 ' + (to - from) + ' 100');
  labels.innerHTML = [0, .25, .5, .75, 1].map((p) => '<span>' + timeAt(Math.min(data.rows - 1, from + p * (to - from))) + '</span>').join('');
}
const rowAt = (event) => { const box = charts[0].getBoundingClientRect(); return from + (to - from) * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)); };
area.addEventListener('pointermove', (event) => {
  const i = bucketAt(rowAt(event));
  readout.textContent = 'row ' + data.row[i] + (isDate(data.row[i]) ? ' \\u00b7 ' + timeAt(data.row[i]) : '') + ' \\u00b7 score ' + (data.score[i] ?? 'none') + ' \\u00b7 limit ' + (data.limit[i] ?? 'none') + (data.top[i] ? ' \\u00b7 ' + data.top[i] : '');
});
area.addEventListener('pointerdown', (event) => { start = rowAt(event); });
addEventListener('pointerup', (event) => { if (start === null) return; const end = rowAt(event); if (Math.abs(end - start) > (to - from) / 200) show(Math.min(start, end), Math.max(start, end)); start = null; });
area.addEventListener('dblclick', () => show(0, data.rows));
for (const line of document.querySelectorAll('[data-start]')) {
  const go = () => { const a = +line.dataset.start, b = +line.dataset.end, pad = Math.max(20, b - a); show(a - pad, b + pad); area.scrollIntoView({ behavior: 'smooth' }); };
  line.addEventListener('click', go);
  line.addEventListener('keydown', (event) => { if (event.key === 'Enter') go(); });
}
show(0, data.rows);
`;
