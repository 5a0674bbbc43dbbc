/** A line chart as an SVG file; light and dark follow the reader's system. */
export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Texts below the positions on the x axis, evenly spaced. */
  readonly ticks: readonly string[];
  /** One value per tick, 0..1; NaN leaves a gap. */
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const WIDTH = 640;
const HEIGHT = 320;
const BOX = { left: 54, top: 36, right: 470, bottom: 270 };
/** Okabe and Ito's palette, which colour-blind readers can tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#888888'];

/** @returns the SVG's text */
export function plotSvg({ title, x, y, ticks, lines }: Plot): string {
  const across = (i: number): number => BOX.left + ((BOX.right - BOX.left) * (i + 0.5)) / ticks.length;
  const up = (value: number): number => BOX.bottom - (BOX.bottom - BOX.top) * value;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (v) =>
      `<line class="grid" x1="${BOX.left}" x2="${BOX.right}" y1="${up(v)}" y2="${up(v)}"/><text x="${BOX.left - 8}" y="${up(v) + 4}" text-anchor="end">${v}</text>`,
  );
  const labels = ticks.map(
    (text, i) => `<text x="${across(i)}" y="${BOX.bottom + 18}" text-anchor="middle">${text}</text>`,
  );
  const drawn = lines.map(({ name, values }, k) => {
    const colour = COLOURS[k % COLOURS.length]!;
    // More lines than colours: the second round is dashed.
    const dash = k < COLOURS.length ? '' : ' stroke-dasharray="5 3"';
    const points = values
      .map((v, i) => ({ v, at: `${across(i).toFixed(1)},${up(v).toFixed(1)}` }))
      .filter(({ v }) => Number.isFinite(v));
    const dots = points.map(
      ({ at }) => `<circle cx="${at.split(',')[0]}" cy="${at.split(',')[1]}" r="3.2" fill="${colour}"/>`,
    );
    const key = BOX.top + 8 + k * 22;
    return `<polyline fill="none" stroke="${colour}" stroke-width="2"${dash} points="${points.map(({ at }) => at).join(' ')}"/>${dots.join('')}<line x1="${BOX.right + 16}" x2="${BOX.right + 36}" y1="${key}" y2="${key}" stroke="${colour}" stroke-width="3"${dash}/><text x="${BOX.right + 42}" y="${key + 4}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>rect{fill:#fff}text{font:12px system-ui,sans-serif;fill:#333}.grid{stroke:#ddd}.title{font-size:14px;font-weight:600}@media(prefers-color-scheme:dark){rect{fill:#14181e}text{fill:#ddd}.grid{stroke:#3a4350}}</style>
<rect width="${WIDTH}" height="${HEIGHT}"/><text class="title" x="${BOX.left}" y="22">${title}</text>
${grid.join('\n')}
${labels.join('\n')}
<text x="${(BOX.left + BOX.right) / 2}" y="${BOX.bottom + 40}" text-anchor="middle">${x}</text>
<text x="14" y="${(BOX.top + BOX.bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(BOX.top + BOX.bottom) / 2})">${y}</text>
${drawn.join('\n')}
</svg>
`;
}
