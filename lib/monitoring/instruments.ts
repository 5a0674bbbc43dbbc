import type { Labels, Sample } from './exposition';

/** Counts by the value of one label, which must come from a short list of ours: never from a message. */
export class Counter {
  readonly #counts = new Map<string, number>();

  constructor(private readonly label: string) {}

  add(value: string, by = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + by);
  }

  samples(): Sample[] {
    return [...this.#counts].map(([value, count]) => ({ labels: { [this.label]: value }, value: count }));
  }
}

/** Upper ends of the classes of a step's time, s: from what a threshold takes to what holds up everybody. */
const BOUNDS = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1];

/** How long steps took. */
export class Histogram {
  readonly #counts = new Array<number>(BOUNDS.length + 1).fill(0);
  #sum = 0;

  /** @param seconds cheap enough for every record */
  observe(seconds: number): void {
    let at = 0;
    while (at < BOUNDS.length && seconds > BOUNDS[at]!) at++;
    this.#counts[at]!++;
    this.#sum += seconds;
  }

  samples(labels: Labels): Sample[] {
    let below = 0;
    const buckets = [...BOUNDS, Number.POSITIVE_INFINITY].map((bound, i): Sample => {
      below += this.#counts[i]!;
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
      return { ending: '_bucket', labels: { ...labels, le }, value: below };
    });
    return [...buckets, { ending: '_sum', labels, value: this.#sum }, { ending: '_count', labels, value: below }];
  }
}
