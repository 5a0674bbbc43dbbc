import type { Channels } from './channels';
import type { Recent } from './recent';
import type { Reference } from './reference';

/** By chance a sensor stands still for longer than its limit once in about so many rows, were one row as good as another. */
const RARE = Math.log(1e16);
/** Fewer rows say nothing, however restless a sensor is. */
const FEWEST = 8;
/** What usually reads the same as in the row before in a larger part of the rows is none that never stands still. */
const RESTLESS = 0.5;
/** What it read further from its mean, in deviations, says nothing of what it usually reads. */
const USUAL = 4;
/** What comes to rest within so many rows of something that is switched off rests with it. */
const TOGETHER = FEWEST;

/**
 * Sensors that read the very same for longer than chance explains, while others of their asset go on. Only those that never rested while their
 * usual behaviour was learned, and between values that they have read: what rests may do so for longer one day, and what stands at the end of its
 * range is switched off or cannot go further, and not stuck. Where as many stand still with it, or it came to rest with such a one, the plant
 * rests, or whatever reads it.
 */
export class Stillness {
  /** Channels of the sensors' values. */
  readonly #sensors: readonly number[];
  /** Rows for which each has stood still; below 0 where it began to at the end of its range, or beyond. */
  readonly #runs: number[];
  /** The range of what each has usually read. Plain lists, as typed arrays of so few numbers take more room. */
  readonly #least: number[];
  readonly #most: number[];

  constructor(
    { tags, list }: Channels,
    private readonly reference: Reference,
  ) {
    const sensors = tags.filter(({ role, value }) => role === 'sensor' && list[value]!.source === 'value');
    this.#sensors = sensors.map(({ value }) => value);
    this.#runs = sensors.map(() => 0);
    this.#least = sensors.map(() => Number.POSITIVE_INFINITY);
    this.#most = sensors.map(() => Number.NEGATIVE_INFINITY);
  }

  /** Takes in the newest row. @param recent of two rows at least */
  step(recent: Recent): void {
    const { data, columns } = recent;
    const [now, before] = [recent.offset(0), recent.offset(1)];
    this.#sensors.forEach((channel, k) => {
      const column = columns[channel]!;
      const value = data[now + column]!;
      const run = this.#runs[k]!;
      if (value < this.#least[k]! || value > this.#most[k]!) this.#widen(k, value);
      if (value !== data[before + column]) this.#runs[k] = 0;
      else this.#runs[k] = run < 0 || (run === 0 && !this.#isWithin(k, value)) ? run - 1 : run + 1;
    });
  }

  get isOut(): boolean {
    return this.#runs.some((_, k) => this.#stands(k));
  }

  /** Channels that stand still for too long with the newest row. */
  out(): number[] {
    return this.#sensors.filter((_, k) => this.#stands(k));
  }

  #stands(k: number): boolean {
    const run = this.#runs[k]!;
    if (run < FEWEST || run < this.#limit(this.#sensors[k]!)) return false;
    let [moved, still] = [0, 0];
    for (let other = 0; other < this.#runs.length; other++) {
      if (other === k || this.#limit(this.#sensors[other]!) === Number.POSITIVE_INFINITY) continue;
      const beside = this.#runs[other]!;
      if (beside < 0 && Math.abs(run + beside) <= TOGETHER) return false;
      if (Math.abs(beside) < run) moved++;
      else still++;
    }
    return moved > still;
  }

  #widen(k: number, value: number): void {
    const { reference } = this;
    const channel = this.#sensors[k]!;
    if (!reference.knows(channel)) return;
    if (Math.abs(value - reference.mean(channel)) > USUAL * reference.deviation(channel)) return;
    this.#least[k] = Math.min(this.#least[k]!, value);
    this.#most[k] = Math.max(this.#most[k]!, value);
  }

  #isWithin(k: number, value: number): boolean {
    return value > this.#least[k]! && value < this.#most[k]!;
  }

  /** Rows for which a sensor may stand still; without end where it is not known, or does rest. */
  #limit(channel: number): number {
    const { reference } = this;
    const share = reference.flatShare(channel);
    if (!reference.knows(channel) || reference.rest(channel) !== undefined || share > RESTLESS)
      return Number.POSITIVE_INFINITY;
    return RARE / -Math.log(Math.max(share, 1 / reference.progress.done));
  }

  snapshot(): StillnessSnapshot {
    // JSON has no infinity: of what is not known nothing is kept.
    const ends = this.#least.map((least, k) => (least <= this.#most[k]! ? [least, this.#most[k]!] : []));
    return { runs: [...this.#runs], ends };
  }

  restore({ runs, ends }: StillnessSnapshot): void {
    runs.forEach((run, k) => {
      this.#runs[k] = run;
    });
    ends.forEach(([least, most], k) => {
      if (least !== undefined && most !== undefined) [this.#least[k], this.#most[k]] = [least, most];
    });
  }
}

/** Plain JSON. */
export interface StillnessSnapshot {
  readonly runs: readonly number[];
  /** The least and the most that each has usually read; nothing where that is not known. */
  readonly ends: readonly (readonly number[])[];
}
