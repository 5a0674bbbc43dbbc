import { Calm } from './calm';
import { Charts } from './charts';
import type { FittedTwin } from './fit';

/**
 * What the twin says of the rows by predictors that had not seen them: how far out the worst tag is in each row, 1 = the
 * limit. 0 where it is silent: in the first rows, and where too little is known of the rows before.
 */
export function heldOutOf({ twin, trail, residuals }: FittedTwin): Float64Array {
  const out = new Float64Array(trail.at + 1);
  twin.judges.forEach(({ judges, limits, change, most = Number.POSITIVE_INFINITY }, k) => {
    if (!judges) return;
    const charts = new Charts(change);
    const all = residuals[k]!;
    for (let t = 0; t < all.length; t++) {
      if (Number.isNaN(all[t]!)) continue;
      charts.step(all[t]!);
      out[t] = Math.max(out[t]!, Math.min(charts.highest(limits), most) / twin.margin);
    }
  });
  for (const [tag, limits] of twin.calm) {
    const calm = new Calm(limits);
    for (let t = 0; t < out.length; t++) {
      if (trail.measured[t * trail.width + tag] === 0) continue;
      out[t] = Math.max(out[t]!, calm.step(trail.data[t * trail.stride + tag]!) / twin.margin);
    }
  }
  return out;
}
