import { Counter, type CounterSnapshot } from './counter';
import { Gain, type GainSnapshot } from './gain';
import { Rolling } from './rolling';
import type { Residual, Schema } from './schema';

export interface DerivationsSnapshot {
  readonly gains: Readonly<Record<string, GainSnapshot>>;
  /** Absent in what older versions kept. */
  readonly counters?: Readonly<Record<string, CounterSnapshot>>;
}

/** Computes the derived features of one asset's records: residuals, counters, rates, rolling figures, states, own expressions. */
export class Derivations {
  readonly #window: number;
  readonly #gains = new Map<string, Gain>();
  readonly #counters = new Map<string, Counter>();
  readonly #rolling = new Map<number, Rolling>();
  #arguments = new Float64Array(8);

  constructor(window: number, from?: DerivationsSnapshot) {
    this.#window = window;
    for (const [feature, gain] of Object.entries(from?.gains ?? {})) this.#gains.set(feature, new Gain(gain));
    for (const [feature, counter] of Object.entries(from?.counters ?? {}))
      this.#counters.set(feature, new Counter(counter));
  }

  snapshot(): DerivationsSnapshot {
    const counters = [...this.#counters].flatMap(([feature, counter]) => {
      const kept = counter.snapshot();
      return kept === undefined ? [] : [[feature, kept] as const];
    });
    return {
      gains: Object.fromEntries([...this.#gains].map(([feature, gain]) => [feature, gain.snapshot()])),
      ...(counters.length > 0 && { counters: Object.fromEntries(counters) }),
    };
  }

  /**
   * @param row values by position in the schema, NaN where one is missing
   * @returns undefined when the schema derives nothing
   */
  of(schema: Schema, row: Float64Array, time: number): Record<string, number> | undefined {
    const { residuals, counters, followers, oneHot, own } = schema;
    const all = residuals.length + counters.length + followers.length + oneHot.length + own.length;
    if (all === 0 && !schema.timing) return undefined;
    const derived: Record<string, number> = {};
    for (let i = 0; i < residuals.length; i++) {
      const residual = residuals[i]!;
      const value = this.#residual(schema, residual, row[residual.measured]!, row[residual.reference]!);
      if (!Number.isNaN(value)) derived[residual.feature] = value;
    }
    for (const { feature, tag } of counters) {
      const value = this.#counter(feature).add(row[tag]!, time);
      if (!Number.isNaN(value)) derived[feature] = value;
    }
    if (followers.length > 0) this.#follow(schema, row, time, derived);
    for (const { feature, tag, state } of oneHot) {
      const value = row[tag]!;
      if (!Number.isNaN(value)) derived[feature] = value === state ? 1 : 0;
    }
    for (const { feature, expression, tags } of own) {
      const value = this.#own(expression, tags, row);
      if (!Number.isNaN(value)) derived[feature] = value;
    }
    return derived;
  }

  #residual(schema: Schema, { feature, kind, measured, reference }: Residual, y: number, x: number): number {
    if (kind !== 'command') return y - x;
    const a = schema.tags[measured]!.unit;
    if (a !== undefined && a === schema.tags[reference]!.unit) return y - x;
    if (Number.isNaN(y - x)) return Number.NaN;
    let gain = this.#gains.get(feature);
    if (gain === undefined) {
      gain = new Gain();
      this.#gains.set(feature, gain);
    }
    return gain.residual(y, x);
  }

  #counter(feature: string): Counter {
    let counter = this.#counters.get(feature);
    if (counter === undefined) {
      counter = new Counter();
      this.#counters.set(feature, counter);
    }
    return counter;
  }

  #follow(schema: Schema, row: Float64Array, time: number, derived: Record<string, number>): void {
    let last = -1;
    for (const { feature, kind, tag } of schema.followers) {
      let rolling = this.#rolling.get(tag);
      if (rolling === undefined) {
        rolling = new Rolling(this.#window);
        this.#rolling.set(tag, rolling);
      }
      // Several figures of one tag stand side by side; it moves on once.
      if (tag !== last) rolling.add(row[tag]!, time);
      last = tag;
      const value = rolling[kind];
      if (!Number.isNaN(value)) derived[feature] = value;
    }
  }

  #own(expression: { evaluate(values: ArrayLike<number>): number }, tags: Int32Array, row: Float64Array): number {
    if (this.#arguments.length < tags.length) this.#arguments = new Float64Array(tags.length);
    for (let i = 0; i < tags.length; i++) {
      const value = row[tags[i]!]!;
      if (Number.isNaN(value)) return Number.NaN;
      this.#arguments[i] = value;
    }
    return expression.evaluate(this.#arguments);
  }
}
