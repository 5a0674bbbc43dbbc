import { counted } from '../text/counted';
import { type Frame, rowsOfFrame } from './frame';

const HOUR = 3_600_000;
/** Clocks are set back once a year. */
const MOST_SET_BACK = 5;

/**
 * The rows of a recording in the order of their times. Newest first is turned round, and what stands out of order is sorted in;
 * rows of one time keep their order. Where a local clock was set back by an hour the order of the file is the right one.
 */
export function inOrder(frame: Frame): Frame {
  const { times, rows } = frame;
  if (times === undefined || rows < 2) return frame;
  const back = stepsBack(times);
  if (back.length === 0) return frame;
  if (isSetBack(times, back)) {
    const note = `the times go back by an hour ${back.length === 1 ? 'once' : `${back.length} times`}, as a local clock in autumn: the rows are read as they stand`;
    return { ...frame, notes: [...frame.notes, note] };
  }
  const newestFirst = back.length > (rows - 1) / 2 && countStrays(times) > countStrays(times.toReversed());
  const order = Uint32Array.from({ length: rows }, (_, i) => (newestFirst ? rows - 1 - i : i));
  const turned = newestFirst ? Float64Array.from(order, (row) => times[row]!) : times;
  const strays = countStrays(turned);
  // Array.prototype.sort is stable, that of typed arrays as well.
  if (strays > 0) order.sort((a, b) => times[a]! - times[b]! || (newestFirst ? b - a : a - b));
  const notes = [
    ...(newestFirst ? ['the newest row comes first; turned round'] : []),
    ...(strays > 0 ? [`${counted(strays, 'row')} out of order; sorted by time`] : []),
  ];
  return { ...rowsOfFrame(frame, order), notes: [...frame.notes, ...notes] };
}

function stepsBack(times: Float64Array): number[] {
  const back: number[] = [];
  for (let row = 1; row < times.length; row++) if (times[row]! < times[row - 1]!) back.push(row);
  return back;
}

/** The step back is an hour less the usual step, and time goes on from there. */
function isSetBack(times: Float64Array, back: readonly number[]): boolean {
  if (back.length > MOST_SET_BACK) return false;
  return back.every((row) => {
    const before = times[row - 1]!;
    const usual = row > 1 ? before - times[row - 2]! : 0;
    const by = before + usual - times[row]!;
    return Math.abs(by - HOUR) <= usual && usual < HOUR;
  });
}

function countStrays(times: Float64Array): number {
  let newest = -Infinity;
  let strays = 0;
  for (const time of times) {
    if (time < newest) strays++;
    else newest = time;
  }
  return strays;
}
