import type { Widget } from '../dom/h';
import { colour } from '../parts/colours';

/** The last hour of an asset in one line, 0-100, with the limit in the middle. */
export function sparkline(element: HTMLElement): Widget<readonly (number | null)[]> {
  const canvas = element as HTMLCanvasElement;
  let drawn: readonly (number | null)[] | undefined;
  let theme = '';
  return {
    update(values) {
      const now = colour('trend');
      if (values === drawn && theme === now) return;
      drawn = values;
      theme = now;
      draw(canvas, values);
    },
    close: () => undefined,
  };
}

function draw(canvas: HTMLCanvasElement, values: readonly (number | null)[]): void {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [120, 28];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.scale(ratio, ratio);
  const y = (value: number): number => height - 2 - (Math.min(100, Math.max(0, value)) / 100) * (height - 4);
  pen.strokeStyle = colour('limit');
  pen.globalAlpha = 0.6;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(0, y(50));
  pen.lineTo(width, y(50));
  pen.stroke();
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  pen.strokeStyle = colour('trend');
  pen.lineWidth = 1.25;
  pen.lineJoin = 'round';
  pen.beginPath();
  let open = false;
  values.forEach((value, i) => {
    const x = (i / Math.max(1, values.length - 1)) * width;
    if (value === null) open = false;
    else if (open) pen.lineTo(x, y(value));
    else {
      // A single point would leave no trace.
      pen.moveTo(x - 0.75, y(value));
      pen.lineTo(x, y(value));
      open = true;
    }
  });
  pen.stroke();
}
