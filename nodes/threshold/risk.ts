import type { ThresholdConfig } from './config';

const MS: Readonly<Record<'hours' | 'days', number>> = { hours: 3_600_000, days: 86_400_000 };

/** Probability with which a normal record may exceed the limit, from the budget of false alarms. @param interval ms between records */
export function riskOf({ budget, per }: Pick<ThresholdConfig, 'budget' | 'per'>, interval: number): number {
  const records = per === 'records' ? budget : (budget * MS[per]) / interval;
  return Math.min(0.2, Math.max(1e-9, 1 / records));
}

/** False alarms a week that a budget promises. @param interval ms between records */
export function perWeek({ budget, per }: Pick<ThresholdConfig, 'budget' | 'per'>, interval: number): number {
  const alarm = per === 'records' ? budget * interval : budget * MS[per];
  return (7 * MS.days) / alarm;
}

/** Intervals that the pace is averaged over. */
const MEMORY = 100;
/** A pause of so many intervals is not part of the pace ... */
export const PAUSE = 20;
/** ... but so many pauses in a row are: the records that came before were a burst. */
const LASTING = 5;

/** Pace as plain JSON. */
export interface PaceSnapshot {
  readonly interval: number;
  readonly count: number;
  readonly last?: number;
  /** Pauses in a row; absent when there was none, and in what older versions kept. */
  readonly pauses?: number;
}

/** How fast records come, by their own times. */
export class Pace {
  #last: number | undefined;
  #interval: number;
  #count: number;
  #pauses: number;

  constructor(from: PaceSnapshot = { interval: 1000, count: 0 }) {
    this.#last = from.last;
    this.#interval = from.interval;
    this.#count = from.count;
    this.#pauses = from.pauses ?? 0;
  }

  /** ms between records; a second until two of them are known. */
  get interval(): number {
    return this.#interval;
  }

  /** Time of the last record; undefined before the first. */
  get last(): number | undefined {
    return this.#last;
  }

  /** @returns whether it knows more of the pace now */
  add(time: number): boolean {
    const passed = this.#last === undefined ? 0 : time - this.#last;
    this.#last = time;
    if (passed <= 0) return false;
    if (this.#count > 5 && passed > PAUSE * this.#interval) {
      if (++this.#pauses < LASTING) return false;
      this.#count = 0;
    }
    this.#pauses = 0;
    this.#count = Math.min(MEMORY, this.#count + 1);
    this.#interval += (passed - this.#interval) / this.#count;
    return true;
  }

  snapshot(): PaceSnapshot {
    const last = this.#last === undefined ? {} : { last: this.#last };
    const pauses = this.#pauses === 0 ? {} : { pauses: this.#pauses };
    return { interval: this.#interval, count: this.#count, ...last, ...pauses };
  }
}
