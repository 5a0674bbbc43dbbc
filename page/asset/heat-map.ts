import type { AlarmLine } from '../../lib/page/api';
import type { Widget } from '../dom/h';
import { colour, onTheme } from '../parts/colours';
import { cursor, RIGHT } from './plot';

/** Which tag made the score, over time: one row a tag, light to dark. Drawn as one small picture that is stretched. */

export interface HeatData {
  /** Share in the score, 0-1, faint where the score is usual: one list a tag. */
  readonly rows: readonly (readonly (number | null)[])[];
  readonly from: number;
  readonly to: number;
  /** Of the first bucket, and of each, ms. */
  readonly start: number;
  readonly width: number;
  readonly rowHeight: number;
  readonly alarms: readonly AlarmLine[];
  /** The row of the chosen tag. */
  readonly chosen: number;
}

const SHADES = 256;

export function heatMap(element: HTMLElement): Widget<HeatData> {
  const canvas = element as HTMLCanvasElement;
  const picture = document.createElement('canvas');
  let data: HeatData | undefined;
  const paint = (): void => {
    if (data !== undefined && canvas.clientWidth > 0) draw(canvas, picture, data);
  };
  const observer = new ResizeObserver(paint);
  observer.observe(canvas);
  cursor.listeners.add(paint);
  const endTheme = onTheme(paint);
  return {
    update(next) {
      data = next;
      paint();
    },
    close() {
      observer.disconnect();
      cursor.listeners.delete(paint);
      endTheme();
    },
  };
}

function draw(canvas: HTMLCanvasElement, picture: HTMLCanvasElement, data: HeatData): void {
  const { rows, from, to, start, width, rowHeight, alarms, chosen } = data;
  const ratio = devicePixelRatio || 1;
  const [w, h] = [canvas.clientWidth, rows.length * rowHeight];
  canvas.width = Math.round(w * ratio);
  canvas.height = Math.round(h * ratio);
  const pen = canvas.getContext('2d');
  const buckets = rows[0]?.length ?? 0;
  if (pen === null || buckets === 0) return;
  fill(picture, rows, buckets);
  pen.scale(ratio, ratio);
  pen.imageSmoothingEnabled = false;
  const x = (time: number): number => ((time - from) / (to - from)) * w;
  pen.drawImage(picture, x(start), 0, x(start + buckets * width) - x(start), h);
  pen.fillStyle = colour('panel');
  for (let i = 1; i < rows.length; i++) pen.fillRect(0, i * rowHeight - 0.5, w, 1);
  mark(pen, alarms, data, x);
  if (chosen >= 0) {
    pen.strokeStyle = colour('trend');
    pen.strokeRect(0.5, chosen * rowHeight + 0.5, w - 1, rowHeight - 1);
  }
  if (cursor.index >= 0) {
    pen.fillStyle = colour('axis');
    pen.fillRect(x(start + (cursor.index + 0.5) * width), 0, 1, h);
  }
}

/** A notch above the rows where there was an alarm: depth of colour alone does not say so. */
function mark(
  pen: CanvasRenderingContext2D,
  alarms: readonly AlarmLine[],
  { to, rowHeight }: HeatData,
  x: (time: number) => number,
): void {
  for (const { since, until, severity } of alarms) {
    const left = Math.max(0, x(since));
    const right = Math.max(left + 3, x(Math.min(until ?? to, to)));
    pen.fillStyle = colour(severity);
    pen.fillRect(left, 0, right - left, Math.min(3, rowHeight / 4));
  }
}

function fill(picture: HTMLCanvasElement, rows: HeatData['rows'], buckets: number): void {
  picture.width = buckets;
  picture.height = rows.length;
  const pen = picture.getContext('2d')!;
  const image = pen.createImageData(buckets, rows.length);
  const cells = new Uint32Array(image.data.buffer);
  const table = shades();
  rows.forEach((row, r) => {
    row.forEach((share, i) => {
      if (share !== null) cells[r * buckets + i] = table[Math.min(SHADES - 1, Math.round(share * (SHADES - 1)))]!;
    });
  });
  pen.putImageData(image, 0, 0);
}

let table: { readonly ink: string; readonly shades: Uint32Array } | undefined;

/** From the panel's colour to the ink, as the canvas has its bytes. */
function shades(): Uint32Array {
  const ink = colour('heat') + colour('panel');
  if (table?.ink === ink) return table.shades;
  const [a, b] = [bytes(colour('panel')), bytes(colour('heat'))];
  const list = new Uint32Array(SHADES);
  const view = new DataView(list.buffer);
  for (let i = 0; i < SHADES; i++) {
    const part = (i / (SHADES - 1)) ** 0.8;
    for (let c = 0; c < 3; c++) view.setUint8(4 * i + c, Math.round(a[c]! + (b[c]! - a[c]!) * part));
    view.setUint8(4 * i + 3, 255);
  }
  table = { ink, shades: list };
  return list;
}

function bytes(hex: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** The canvas stands exactly below the chart. */
export function heatMargin(gutter: number): Readonly<Record<string, string>> {
  return { 'margin-left': `${gutter}px`, width: `calc(100% - ${gutter + RIGHT}px)` };
}
