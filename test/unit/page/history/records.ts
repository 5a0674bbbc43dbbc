import type { TwinRecord } from '../../../../lib/record/record';

/** A record of a plant with two tags at a time, as it leaves the chain. */
export function recordAt(time: number, more: Partial<TwinRecord> = {}): TwinRecord {
  const score = 1 + 0.5 * Math.sin(time / 7000);
  return {
    asset: 'tank',
    time,
    values: { L1: Math.sin(time / 60_000), Fin: 5 },
    expected: { L1: 0.5 },
    contributions: { L1: 0.75, Fin: 0.25 },
    score,
    threshold: 3,
    rarity: 10,
    anomaly: false,
    verdict: 'normal',
    ...more,
  };
}

export const START = Date.UTC(2026, 2, 1);
