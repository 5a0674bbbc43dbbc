import { stepOver } from '../../lib/math/rollover';

/**
 * A tag that counts (energy, pieces, operating hours) says something by how fast it does. What it reads never comes back, so
 * nothing can be usual for it. Snapshot as plain data.
 */
export interface CounterSnapshot {
  readonly last: number;
  readonly time: number;
  readonly quantum: number;
  /** Steps up less steps down. */
  readonly direction: number;
  readonly steps: readonly (readonly [time: number, total: number])[];
}

/** A count of this many of its smallest steps is one that its coarseness does not show in. */
const QUANTA = 8;
/** Smaller relative to what it reads is rounding. */
const ROUNDING = 1e-12;
/** How fast one tag counts, over rollovers and resets. */
export class Counter {
  #last: number;
  #time: number;
  /** The smallest step so far. */
  #quantum: number;
  #direction: number;
  /** The last steps: when, and what had been counted by then. The oldest is where the present span begins. */
  #steps: [time: number, total: number][];

  constructor(from?: CounterSnapshot) {
    this.#last = from?.last ?? Number.NaN;
    this.#time = from?.time ?? Number.NaN;
    this.#quantum = from?.quantum ?? Number.POSITIVE_INFINITY;
    this.#direction = from?.direction ?? 0;
    this.#steps = (from?.steps ?? []).map(([time, total]) => [time, total]);
  }

  /** Undefined before its first value. */
  snapshot(): CounterSnapshot | undefined {
    if (Number.isNaN(this.#last)) return undefined;
    // JSON has no infinity: a counter that never moved has no smallest step.
    const quantum = Number.isFinite(this.#quantum) ? this.#quantum : Number.MAX_VALUE;
    return { last: this.#last, time: this.#time, quantum, direction: this.#direction, steps: [...this.#steps] };
  }

  /**
   * @param time ms
   * @returns what is counted per second, over as many steps as its coarseness asks for; NaN until there are two values
   */
  add(value: number, time: number): number {
    if (Number.isNaN(value)) return Number.NaN;
    const before = this.#time;
    // A second record of the same time says nothing about how fast it counts.
    if (time === before) return this.#rate(before);
    // The source's clock was set back: to wait for the old time to come again would be to look away until then.
    if (time < before) this.#steps = [];
    const step = this.#step(value);
    this.#last = value;
    this.#time = time;
    const steps = this.#steps;
    if (steps.length === 0) steps.push([time, 0]);
    // Nobody knows what was counted meanwhile: that time is taken out.
    else if (step === undefined) for (const one of steps) one[0] += time - before;
    else if (step > 0) {
      this.#quantum = Math.min(this.#quantum, step);
      steps.push([time, steps.at(-1)![1] + step]);
      while (steps.length > 2 && steps.at(-1)![1] - steps[1]![1] >= QUANTA * this.#quantum) steps.shift();
    }
    return this.#rate(time);
  }

  /** How much it counted; undefined where that cannot be known: it was set back, or a meter was replaced. */
  #step(value: number): number | undefined {
    const moved = value - this.#last;
    if (!Number.isFinite(moved)) return undefined;
    if (Math.abs(moved) <= ROUNDING * Math.abs(this.#last)) return 0;
    this.#direction += Math.sign(moved);
    if (Math.abs(this.#direction) > QUANTA) this.#direction = QUANTA * Math.sign(this.#direction);
    const along = this.#direction < 0 ? -moved : moved;
    if (along >= 0) return along;
    // One that counts down begins anew at the top.
    const [high, low] = this.#direction < 0 ? [value, this.#last] : [this.#last, value];
    return stepOver(high, low, this.#largest());
  }

  #largest(): number {
    let largest = 0;
    for (let i = 1; i < this.#steps.length; i++) {
      largest = Math.max(largest, this.#steps[i]![1] - this.#steps[i - 1]![1]);
    }
    return largest;
  }

  /** A pause between two steps is part of how it counts, up to the longest of the span; a longer one slows it down. */
  #rate(now: number): number {
    const steps = this.#steps;
    if (steps.length < 2) return steps.length === 1 && now > steps[0]![0] ? 0 : Number.NaN;
    const [begun, from] = steps[0]!;
    const [ended, to] = steps.at(-1)!;
    let pause = 0;
    for (let i = 1; i < steps.length; i++) pause = Math.max(pause, steps[i]![0] - steps[i - 1]![0]);
    return ((to - from) * 1000) / (Math.max(ended, now - pause) - begun);
  }
}
