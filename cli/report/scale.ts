import { ascending, quantile } from '../../lib/math/quantile';

/** Places scores between 0 (bottom) and 1 (top): logarithmic, because an anomaly may score a thousand times the limit. */
export interface ScoreScale {
  place(score: number): number;
  readonly ticks: readonly number[];
}

/**
 * @param scores and limits to be shown; those that are not above 0 lie at the bottom
 */
export function scoreScale(scores: readonly number[]): ScoreScale {
  const positive = ascending(scores.filter((s) => s > 0 && Number.isFinite(s)));
  if (positive.length === 0) return { place: () => 0, ticks: [] };
  const low = Math.log10(Math.max(quantile(positive, 0.02), positive.at(-1)! * 1e-6));
  const high = Math.max(Math.log10(positive.at(-1)!), low + 0.3);
  const place = (score: number): number =>
    Math.min(1, Math.max(0, (Math.log10(Math.max(score, 1e-300)) - low) / (high - low)));
  return { place, ticks: ticksBetween(low, high) };
}

/** 1, 2 and 5 times powers of ten; powers only when the range is wide. */
function ticksBetween(low: number, high: number): number[] {
  const steps = high - low > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (Math.log10(tick) >= low && Math.log10(tick) <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** A number as short as its three leading digits allow. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
}
