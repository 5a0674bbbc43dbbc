import type { AlarmLine, History } from '../../lib/page/api';
import { colour } from '../parts/colours';
import { isUnseen } from '../state/store';
import type { Pen } from './plot';

/** What lies on the time axis beside the lines: alarms, blind time, flags, and what another limit would have done. */

/** Alarms as bands: filled while nobody has seen them, an outline afterwards. */
export function drawAlarms(pen: Pen, alarms: readonly AlarmLine[], now: number): void {
  const { context, top, bottom, ratio } = pen;
  for (const alarm of alarms) {
    const [left, right] = ends(pen, alarm.since, alarm.until ?? now);
    if (right <= left) continue;
    const ink = colour(alarm.severity);
    context.save();
    context.fillStyle = ink;
    context.globalAlpha = isUnseen(alarm) ? 0.22 : 0.1;
    context.fillRect(left, top, right - left, bottom - top);
    context.globalAlpha = 1;
    context.fillRect(left, top, right - left, (isUnseen(alarm) ? 4 : 2) * ratio);
    context.restore();
  }
}

/** Hatched, so that nobody takes it for calm; while it learns in another colour. */
export function drawBlind(pen: Pen, blind: History['blind']): void {
  for (const { from, to, why } of blind) hatch(pen, from, to, colour(why === 'learning' ? 'learning' : 'blind'));
}

export function drawNotCounted(pen: Pen, spans: readonly { readonly from: number; readonly to: number }[]): void {
  for (const { from, to } of spans) hatch(pen, from, to, colour('axis'));
}

function hatch(pen: Pen, from: number, to: number, ink: string): void {
  const { context, top, bottom, ratio } = pen;
  const [left, right] = ends(pen, from, to);
  if (right <= left) return;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.strokeStyle = ink;
  context.globalAlpha = 0.5;
  context.lineWidth = ratio;
  context.beginPath();
  const height = bottom - top;
  for (let x = left - height; x < right; x += 8 * ratio) {
    context.moveTo(x, bottom);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

/** A small flag at each change, at the foot of the chart. */
export function drawMarks(pen: Pen, marks: History['marks']): void {
  const { context, bottom, top, ratio, left, right } = pen;
  context.save();
  context.strokeStyle = colour('learning');
  context.fillStyle = colour('learning');
  context.lineWidth = ratio;
  for (const { at } of marks) {
    const x = pen.x(at);
    if (x <= left || x >= right) continue;
    context.globalAlpha = 0.5;
    context.beginPath();
    context.moveTo(x, bottom);
    context.lineTo(x, top + 8 * ratio);
    context.stroke();
    context.globalAlpha = 1;
    context.beginPath();
    context.moveTo(x, bottom - 12 * ratio);
    context.lineTo(x + 8 * ratio, bottom - 8 * ratio);
    context.lineTo(x, bottom - 4 * ratio);
    context.fill();
  }
  context.restore();
}

export function drawLevel(pen: Pen, value: number, strong: boolean): void {
  const { context, left, right, ratio } = pen;
  const y = pen.y(value);
  context.save();
  context.strokeStyle = colour('limit');
  context.lineWidth = (strong ? 2 : 1.25) * ratio;
  context.globalAlpha = strong ? 1 : 0.8;
  context.setLineDash(strong ? [] : [6 * ratio, 4 * ratio]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
  context.restore();
}

/** Alarms that there would have been, as outlines. */
export function drawWouldBe(pen: Pen, alarms: readonly { readonly from: number; readonly to: number }[]): void {
  const { context, top, bottom, ratio } = pen;
  context.save();
  context.strokeStyle = colour('limit');
  context.lineWidth = 1.5 * ratio;
  for (const { from, to } of alarms) {
    const [left, right] = ends(pen, from, to);
    if (right > left) context.strokeRect(left, top + ratio, right - left, bottom - top - 2 * ratio);
  }
  context.restore();
}

/** Alarms that there would not have been: struck through. */
export function drawLost(pen: Pen, alarms: readonly { readonly from: number; readonly to: number }[]): void {
  const { context, top, bottom, ratio } = pen;
  context.save();
  context.strokeStyle = colour('text');
  context.lineWidth = 1.5 * ratio;
  for (const { from, to } of alarms) {
    const [left, right] = ends(pen, from, to);
    if (right <= left) continue;
    context.beginPath();
    context.moveTo(left - 3 * ratio, bottom);
    context.lineTo(right + 3 * ratio, top);
    context.stroke();
  }
  context.restore();
}

/** At least three pixels wide: a short alarm must be seen in a month, too. Outside of the chart: nothing. */
function ends(pen: Pen, from: number, to: number): readonly [number, number] {
  const [left, right] = [pen.x(from), pen.x(to)];
  if (right <= pen.left || left >= pen.right) return [0, 0];
  return [left, Math.max(right, Math.min(pen.right, left + 3 * pen.ratio))];
}
