import { bearableGap } from './gaps';
import type { Collected } from './training-data';

/**
 * The rows that are learned from. Where more rows are left out than a window of the network can bridge, the next one does
 * not follow: as for live records.
 * @param mask 1 for rows to leave out
 * @param window of the network
 */
export function leaveOut(collected: Collected, mask: Uint8Array, window: number): Collected {
  const { features, rows, seams, range } = collected;
  const width = features.length;
  const kept = Int32Array.from(mask.keys()).filter((t) => mask[t] === 0);
  if (kept.length === mask.length) return collected;
  const left = new Float64Array(kept.length * width);
  kept.forEach((t, k) => {
    left.set(rows.subarray(t * width, (t + 1) * width), k * width);
  });
  const bearable = bearableGap(window);
  const cuts: number[] = [];
  let next = 0;
  kept.forEach((t, k) => {
    let cut = k > 0 && t - kept[k - 1]! - 1 > bearable;
    for (; next < seams.length && seams[next]! <= t; next++) cut ||= k > 0;
    if (cut) cuts.push(k);
  });
  return { features, rows: left, range, seams: cuts };
}
