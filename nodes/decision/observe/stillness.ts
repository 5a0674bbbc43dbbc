import type { Channels } from './channels';
import type { Recent } from './recent';
import type { Reference } from './reference';

/** By chance a sensor stands still for longer than its limit once in about so many rows, were one row as good as another. */
const RARE = Math.log(1e16);
/** Fewer rows say nothing, however restless a sensor is. */
const FEWEST = 8;
/** What usually reads the same as in the row before in a larger part of the rows is none that never stands still. */
const RESTLESS = 0.5;
/** Further from its mean, in deviations, it does not read what it did before: it is off, and not stuck. */
const USUAL = 4;

/**
 * Sensors that read the very same for longer than chance explains, while others of their asset go on. Only those that never rested while their
 * usual behaviour was learned, and at a value that they usually read: what rests may do so for longer one day, and what is switched off for the
 * first time is not stuck. Where as many stand still with it, the plant rests, or whatever reads it.
 */
export class Stillness {
  /** Channels of the sensors' values. */
  readonly #sensors: readonly number[];
  /** Rows for which each has stood still; below 0 where it began to at a value that it does not usually read. */
  readonly #runs: Float64Array;

  constructor(
    { tags, list }: Channels,
    private readonly reference: Reference,
  ) {
    const sensors = tags.filter(({ role, value }) => role === 'sensor' && list[value]!.source === 'value');
    this.#sensors = sensors.map(({ value }) => value);
    this.#runs = new Float64Array(sensors.length);
  }

  /** Takes in the newest row. @param recent of two rows at least */
  step(recent: Recent): void {
    const { data, columns } = recent;
    const [now, before] = [recent.offset(0), recent.offset(1)];
    this.#sensors.forEach((channel, k) => {
      const column = columns[channel]!;
      const value = data[now + column]!;
      const run = this.#runs[k]!;
      if (value !== data[before + column]) this.#runs[k] = 0;
      else this.#runs[k] = run < 0 || (run === 0 && !this.#isUsual(channel, value)) ? run - 1 : run + 1;
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
      if (Math.abs(this.#runs[other]!) < run) moved++;
      else still++;
    }
    return moved > still;
  }

  #isUsual(channel: number, value: number): boolean {
    const { reference } = this;
    return Math.abs(value - reference.mean(channel)) <= USUAL * reference.deviation(channel);
  }

  /** Rows for which a sensor may stand still; without end where it is not known, or does rest. */
  #limit(channel: number): number {
    const { reference } = this;
    const share = reference.flatShare(channel);
    if (!reference.knows(channel) || reference.rest(channel) !== undefined || share > RESTLESS)
      return Number.POSITIVE_INFINITY;
    return RARE / -Math.log(Math.max(share, 1 / reference.progress.done));
  }

  snapshot(): number[] {
    return Array.from(this.#runs);
  }

  restore(runs: readonly number[]): void {
    this.#runs.set(runs);
  }
}
