import { bearableGap } from '../live/gaps';
import type { Collected } from './training-data';

/** Rows to learn from. */
export interface Kept extends Collected {
  /** Rows that did not come right after the row before them, were it for one that was left out. */
  readonly skips: readonly number[];
}

/**
 * The rows that are learned from. Where more rows are left out than a window of the network can bridge, the next one does
 * not follow: as for live records.
 * @param mask 1 for rows to leave out
 * @param window of the network
 */
export function leaveOut(collected: Collected, mask: Uint8Array, window: number): Kept {
  const { features, rows, seams, range } = collected;
  const width = features.length;
  const kept = Int32Array.from(mask.keys()).filter((t) => mask[t] === 0);
  if (kept.length === mask.length) return { ...collected, skips: seams };
  const left = new Float64Array(kept.length * width);
  kept.forEach((t, k) => {
    left.set(rows.subarray(t * width, (t + 1) * width), k * width);
  });
  const bearable = bearableGap(window);
  const cuts: number[] = [];
  const skips: number[] = [];
  let next = 0;
  kept.forEach((t, k) => {
    let cut = k > 0 && t - kept[k - 1]! - 1 > bearable;
    for (; next < seams.length && seams[next]! <= t; next++) cut ||= k > 0;
    if (cut) cuts.push(k);
    if (cut || (k > 0 && t - kept[k - 1]! > 1)) skips.push(k);
  });
  return { features, rows: left, range, seams: cuts, skips };
}
