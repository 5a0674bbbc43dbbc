import { createRandom, type Random } from '../../lib/math/random';

export const LEARNED = 2000;
/** Records between two orders to retrain. */
export const EVERY = 3000;
export const RECORDS = 60_000;
export const START = Date.UTC(2026, 0, 1);
export const TAGS = 4;
/** Of sin plus the noise. */
export const SIGMA = Math.sqrt(0.5 + 0.01);

/** What somebody does to the plant: size of the change of the first tag at record t after the learning. */
export interface Case {
  readonly change: (t: number) => number;
  /** What of the tag changes: its level; how far it swings; or how high its peaks are, one in 25 records. */
  readonly what?: 'level' | 'spread' | 'peaks';
  /** Nobody orders to retrain: it learns on by itself. */
  readonly byItself?: true;
  /** The change is what a person wants: accept is ordered after the first alarm. */
  readonly legitimate?: true;
  /** Whether the plant is normal at record t, though it changes. */
  readonly isNormal?: (t: number) => boolean;
  /** Changes the values themselves. */
  readonly spoil?: (t: number, values: Record<string, number>, seen: Record<string, number>[]) => void;
  readonly twin?: true;
  readonly records?: number;
}

/** A peak in so many records. */
const PEAK = 25;
const RAMPS = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.01, 0.2];

export const CASES: Readonly<Record<string, Case>> = {
  steady: { change: () => 0, isNormal: () => true },
  ...Object.fromEntries(RAMPS.map((x): [string, Case] => [`ramp-${x}`, { change: (t) => x * t }])),
  ...Object.fromEntries(
    [0.0001, 0.001, 0.2].map((x): [string, Case] => [`twin-ramp-${x}`, { change: (t) => x * t, twin: true }]),
  ),
  'grow-ramp-0.0001': { change: (t) => 0.0001 * t, byItself: true },
  'widen-0.0001': { change: (t) => 0.0001 * t, what: 'spread' },
  'widen-0.0005': { change: (t) => 0.0005 * t, what: 'spread' },
  'grow-widen-0.0001': { change: (t) => 0.0001 * t, what: 'spread', byItself: true },
  'limit-creep': { change: (t) => 0.0002 * t, what: 'peaks' },
  frog: { change: (t) => 0.2 * Math.floor(t / EVERY) },
  'poison-1': {
    change: () => 0,
    isNormal: (t) => t % EVERY < 1000 || t % EVERY > 1100,
    spoil: (t, values) => {
      if (t % EVERY === 1000) values['t2'] = 100;
    },
    records: 15_000,
  },
  replay: {
    change: () => 0,
    spoil: (t, values, seen) => {
      if (t >= 3000 && t < 9000) Object.assign(values, seen[t % 500]);
    },
    isNormal: (t) => t > 10_000,
    records: 21_000,
  },
  'legit-step': { change: (t) => (t < 4000 ? 0 : 3), legitimate: true, records: 24_000 },
  'legit-drift': { change: (t) => Math.min(2, Math.max(0, t - 4000) * 0.0005), legitimate: true, records: 24_000 },
  'widen-season': {
    change: (t) => 0.4 * Math.sin((2 * Math.PI * t) / 20_000) ** 2,
    what: 'spread',
    isNormal: () => true,
  },
  season: { change: (t) => 0.8 * Math.sin((2 * Math.PI * t) / 20_000), isNormal: () => true },
};

/** The plant: seeded, and as somebody changes it. */
export class Plant {
  readonly #random: Random;
  readonly #seen: Record<string, number>[] = [];
  #t = -LEARNED;

  constructor(
    private readonly of: Case,
    seed: number,
  ) {
    this.#random = createRandom(seed);
  }

  get now(): number {
    return START + this.#t * 1000;
  }

  /** Size of the change at present. */
  get size(): number {
    return this.#t < 0 ? 0 : this.of.change(this.#t);
  }

  next(): Record<string, number> {
    this.#t++;
    const values: Record<string, number> = {};
    for (let i = 0; i < TAGS; i++) values[`t${i + 1}`] = Math.sin(this.#t / (7 + i)) + 0.1 * this.#random.normal();
    const twin = values['t1']! + 0.1 * this.#random.normal();
    changed(this.of, this.#t, this.size, values);
    if (this.#t >= 0) this.of.spoil?.(this.#t, values, this.#seen);
    if (this.#seen.length < 500) this.#seen.push({ ...values });
    return this.of.twin === true ? { ...values, t1_twin: twin } : values;
  }
}

/** Changes the first tag as the case says. */
export function changed({ what }: Case, t: number, size: number, values: Record<string, number>): void {
  if (what === 'spread') values['t1']! *= 1 + size;
  else if (what !== 'peaks' || t % PEAK === 0) values['t1']! += size * SIGMA;
}
