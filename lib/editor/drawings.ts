/** Small drawings for the live panel. Colours are the editor's, so that they are seen in light and dark. */

const WIDTH = 400;
const HEIGHT = 70;
const SVG = 'http://www.w3.org/2000/svg';

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function canvas(label: string): SVGElement {
  const drawn = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  drawn.setAttribute('aria-label', label);
  return drawn;
}

/** How often which score came, on a logarithmic scale so that single ones are seen, and the limit as a dashed line. */
export function histogram(counts: readonly number[], to: number, limit: number | undefined, label: string): SVGElement {
  const drawn = canvas(label);
  const most = Math.log1p(Math.max(...counts));
  const step = WIDTH / counts.length;
  counts.forEach((count, i) => {
    if (count === 0) return;
    const height = Math.max(2, (HEIGHT * Math.log1p(count)) / most);
    const x = i * step;
    const beyond = limit !== undefined && ((i + 0.5) * to) / counts.length > limit;
    const fill = beyond ? '#b3121d' : 'currentColor';
    drawn.append(
      element('rect', { x, y: HEIGHT - height, width: step * 0.9, height, fill, opacity: beyond ? 1 : 0.5 }),
    );
  });
  if (limit !== undefined && to > 0) {
    const x = (WIDTH * limit) / to;
    const look = { stroke: '#b3121d', 'stroke-width': 2, 'stroke-dasharray': '4 3' };
    drawn.append(element('line', { x1: x, x2: x, y1: 0, y2: HEIGHT, ...look }));
  }
  return drawn;
}

/** Losses by epoch on a logarithmic scale: those of the records learned from, and dashed those of records held out. */
export function lossCurve(curve: readonly (readonly (number | null)[])[], label: string): SVGElement {
  const drawn = canvas(label);
  const losses = curve.flat().filter((loss): loss is number => typeof loss === 'number' && loss > 0);
  const [low, high] = [Math.log(Math.min(...losses)), Math.log(Math.max(...losses))];
  for (const of of [0, 1]) {
    const points = curve.flatMap((pair, i) => {
      const loss = pair[of];
      if (typeof loss !== 'number' || loss <= 0) return [];
      const x = (WIDTH * i) / Math.max(1, curve.length - 1);
      return [`${x.toFixed(1)},${(2 + ((HEIGHT - 4) * (high - Math.log(loss))) / (high - low || 1)).toFixed(1)}`];
    });
    const look = of === 0 ? {} : { 'stroke-dasharray': '5 3' };
    drawn.append(
      element('polyline', {
        points: points.join(' '),
        fill: 'none',
        stroke: 'currentColor',
        'stroke-width': 1.5,
        ...look,
      }),
    );
  }
  return drawn;
}
