import uPlot from 'uplot';
import type { Widget } from '../dom/h';
import { colour, onTheme } from '../parts/colours';
import { clock, moment, number } from '../texts/format';
import { select } from './range';

/** A chart over time: band, lines, and what lies behind and before them. Knows uPlot; nothing else of the page does. */

export interface Line {
  readonly values: readonly (number | null)[];
  readonly role: 'trend' | 'axis' | 'limit' | 'learning';
  readonly dash?: boolean;
  readonly width?: number;
}

export interface PlotData {
  /** Middle of each bucket, ms. */
  readonly times: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** Between these two lines the chart is filled. */
  readonly band: { readonly lo: readonly (number | null)[]; readonly hi: readonly (number | null)[] } | undefined;
  readonly lines: readonly Line[];
  /** The least and the most that the axis shows; undefined: what the lines need. */
  readonly scale: readonly [number, number] | undefined;
  /** Drawn before and after the lines. */
  readonly behind: (pen: Pen) => void;
  readonly before: (pen: Pen) => void;
}

/** Where to draw, in pixels of the canvas. */
export interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly ratio: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  x(time: number): number;
  y(value: number): number;
}

/** Room for the numbers of the axis, CSS pixels; the heat map keeps the same. */
export function gutter(): number {
  return innerWidth < 600 ? 52 : 84;
}
/** Room for half of the last time on the axis. */
export const RIGHT = 30;

/** The bucket under the pointer, for all charts of the page and who reads it out. */
export const cursor = { index: -1, listeners: new Set<() => void>() };

function point(index: number): void {
  if (cursor.index === index) return;
  cursor.index = index;
  for (const listener of cursor.listeners) listener();
}

/** @returns the widget; it draws itself anew when its element changes its width */
export function plot(element: HTMLElement): Widget<PlotData> {
  let chart: uPlot | undefined;
  let data: PlotData;
  let shape = '';
  const observer = new ResizeObserver(() => {
    if (chart !== undefined && element.clientWidth > 0)
      chart.setSize({ width: element.clientWidth, height: data.height });
  });
  observer.observe(element);
  const endTheme = onTheme(() => chart?.redraw(false, true));
  return {
    update(next) {
      const before = data;
      data = next;
      const now = `${next.lines.map(({ role, dash, width }) => `${role}${dash}${width}`).join()} ${next.band !== undefined} ${gutter()}`;
      if (chart === undefined || shape !== now) {
        chart?.destroy();
        shape = now;
        chart = new uPlot(
          options(element, () => data),
          aligned(next),
          element,
        );
        return;
      }
      if (next.height !== before.height) chart.setSize({ width: element.clientWidth, height: next.height });
      chart.setData(aligned(next));
    },
    close() {
      observer.disconnect();
      endTheme();
      chart?.destroy();
    },
  };
}

function aligned({ times, band, lines }: PlotData): uPlot.AlignedData {
  const x = times.map((time) => time / 1000);
  const filled = band === undefined ? [] : [band.hi, band.lo];
  return [x, ...filled, ...lines.map(({ values }) => values)] as uPlot.AlignedData;
}

function options(element: HTMLElement, data: () => PlotData): uPlot.Options {
  const { band, lines, height } = data();
  const edge = { stroke: () => colour('axis'), width: 0.5, points: { show: false } };
  return {
    width: Math.max(200, element.clientWidth),
    height,
    padding: [10, RIGHT, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'twin-guard' }, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { time: true, range: () => [data().from / 1000, data().to / 1000] },
      y: { range: (_, min, max) => [...(data().scale ?? padded(min, max))] as [number, number] },
    },
    axes: [
      { ...axis(), size: 30, values: (_, splits) => splits.map((split) => tick(split * 1000, data())) },
      { ...axis(), size: gutter(), values: (_, splits) => splits.map((split) => number(split)) },
    ],
    series: [
      {},
      ...(band === undefined ? [] : [edge, edge]),
      ...lines.map(({ role, dash, width = 1.5 }) => ({
        stroke: () => colour(role),
        width,
        points: { show: false },
        spanGaps: false,
        ...(dash === true && { dash: [6, 4] }),
      })),
    ],
    bands: band === undefined ? [] : [{ series: [1, 2], fill: () => colour('fill') }],
    hooks: {
      drawClear: [(u) => data().behind(pen(u))],
      draw: [(u) => data().before(pen(u))],
      setCursor: [(u) => point(u.cursor.idx ?? -1)],
      setSelect: [
        (u) => {
          if (u.select.width < 8) return;
          const at = (x: number): number => 1000 * u.posToVal(x, 'x');
          select(at(u.select.left), at(u.select.left + u.select.width));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function axis(): Partial<uPlot.Axis> {
  return {
    stroke: () => colour('muted'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
  };
}

function padded(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const room = max > min ? 0.08 * (max - min) : Math.abs(max) * 0.05 || 1;
  return [min - room, max + room];
}

/** The time of day; the day, too, where more than one is shown. */
function tick(time: number, { from, to }: PlotData): string {
  if (to - from <= 2 * 3_600_000) return clock(time);
  const short = clock(time).slice(0, 5);
  return to - from <= 26 * 3_600_000
    ? short
    : moment(time, 0).replace(/,? \d\d:\d\d:\d\d.*/, short === '00:00' ? '' : ` ${short}`);
}

function pen(u: uPlot): Pen {
  const { left, top, width, height } = u.bbox;
  return {
    context: u.ctx,
    ratio: uPlot.pxRatio,
    left,
    right: left + width,
    top,
    bottom: top + height,
    x: (time) => Math.min(left + width, Math.max(left, u.valToPos(time / 1000, 'x', true))),
    y: (value) => u.valToPos(value, 'y', true),
  };
}
