import { alike } from '../../lib/alike';
import { BINS, type Reference } from './reference';

/** What of a reference is one number, in the order in which it stands. */
const SINGLE = ['center', 'scale', 'min', 'max', 'independent', 'worth'] as const satisfies (keyof Reference)[];
/** Numbers of a feature: those, and the edges of its bins. */
const WIDTH = SINGLE.length + BINS - 1;

/**
 * What was learned of an asset, by feature. The numbers of all features stand in one array: as objects they take three times the room, and
 * a fleet has hundreds of thousands of them.
 */
export class References {
  #names: readonly string[] = [];
  #numbers = new Float64Array(0);
  /** Most features have the same. */
  #shares: readonly (readonly number[])[] = [];
  /** Only where a method has them. */
  #knots: readonly (readonly number[] | undefined)[] | undefined;

  /** @param from what is there at the beginning */
  constructor(from: Iterable<readonly [string, Reference]> = []) {
    this.put(from);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  get size(): number {
    return this.#names.length;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /**
   * Where a feature stands; -1 where it is not known.
   * @param guess where it most likely does
   */
  position(name: string, guess = 0): number {
    return this.#names[guess] === name ? guess : this.#names.indexOf(name);
  }

  /** @param position of a feature that is known */
  at(position: number): Reference {
    const from = position * WIDTH;
    const [center, scale, min, max, independent, worth] = this.#numbers.subarray(from, from + SINGLE.length);
    const edges = [...this.#numbers.subarray(from + SINGLE.length, from + WIDTH)];
    const knots = this.#knots?.[position];
    return {
      ...{ center: center!, scale: scale!, min: min!, max: max!, independent: independent!, worth: worth! },
      ...{ edges, shares: this.#shares[position]! },
      ...(knots && { knots }),
    };
  }

  /** What is compared again and again, without the rest of it. @param position of a feature that is known */
  sharesAt(position: number): readonly number[] {
    return this.#shares[position]!;
  }

  /** The same of one number. */
  numberAt(position: number, field: (typeof SINGLE)[number]): number {
    return this.#numbers[position * WIDTH + SINGLE.indexOf(field)]!;
  }

  /** See position. */
  get(name: string, guess?: number): Reference | undefined {
    const position = this.position(name, guess);
    return position < 0 ? undefined : this.at(position);
  }

  /** The bin of a value: one on an edge belongs below it. @param position of a feature that is known */
  binOf(position: number, value: number): number {
    const numbers = this.#numbers;
    const first = position * WIDTH + SINGLE.length;
    let bin = 0;
    while (bin < BINS - 1 && value > numbers[first + bin]!) bin++;
    return bin;
  }

  *entries(): Iterable<readonly [string, Reference]> {
    for (const [position, name] of this.#names.entries()) yield [name, this.at(position)];
  }

  /** What is known of a feature gives way. */
  put(fresh: Iterable<readonly [string, Reference]>): void {
    const all = [...new Map([...this.entries(), ...fresh])];
    this.#names = alike(all.map(([name]) => name));
    this.#shares = all.map(([, { shares }]) => alike(shares as number[]));
    this.#knots = all.some(([, { knots }]) => knots !== undefined) ? all.map(([, { knots }]) => knots) : undefined;
    this.#numbers = new Float64Array(WIDTH * all.length);
    for (const [position, [name, reference]] of all.entries()) {
      if (reference.edges.length !== BINS - 1) throw new Error(`the bins of ${name} do not fit`);
      this.#numbers.set([...SINGLE.map((field) => reference[field]), ...reference.edges], position * WIDTH);
    }
  }

  clear(): void {
    this.#names = [];
    this.put([]);
  }
}
