import type { WhatIf } from '../../lib/page/api';

/** What would be if the slider were there: looked up, not asked for, so that it follows the finger. */

export type Stop = WhatIf['stops'][number];

export interface Hypothesis {
  readonly stop: Stop;
  /** Alarms of the setting in force that it would not raise. */
  readonly lost: readonly { readonly from: number; readonly to: number }[];
  readonly notCounted: WhatIf['notCounted'];
}

/** The stop that is nearest to a budget, on a logarithmic scale. */
export function nearest(stops: readonly Stop[], perWeek: number): number {
  let best = 0;
  const distance = (i: number): number => Math.abs(Math.log(stops[i]!.perWeek / perWeek));
  for (let i = 1; i < stops.length; i++) if (distance(i) < distance(best)) best = i;
  return best;
}

export function hypothesisOf(whatIf: WhatIf, index: number): Hypothesis | undefined {
  const stop = whatIf.stops[index];
  const present = whatIf.stops[nearest(whatIf.stops, whatIf.present)];
  if (stop === undefined || present === undefined) return undefined;
  const meets = (a: { from: number; to: number }): boolean => stop.alarms.some((b) => a.from <= b.to && b.from <= a.to);
  return { stop, lost: present.alarms.filter((alarm) => !meets(alarm)), notCounted: whatIf.notCounted };
}
