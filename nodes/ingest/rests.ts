import { PATIENCE } from './pace';

/** Pauses of one size: none is more than so many times as long as another. */
const ALIKE = 2;
/** One pause is an outage; of the second of its size on it is how the source works. */
const USUAL = 2;
/** Sizes that are looked after; of more, the one that came least lately goes. */
const MOST = 8;

/** Long pauses of one size. */
interface Rest {
  /** The longest, ms. */
  length: number;
  count: number;
  /** When the last one ended, and the longest time from one end to the next, ms. */
  ended: number;
  cycle: number;
}

/** What is kept: length, count and cycle of each size. */
export type RestsSnapshot = readonly (readonly [number, number, number])[];

/**
 * The pauses that a source makes again and again: it sends what it has gathered every ten minutes, or works by day only. A size
 * counts for as long as it recurs.
 */
export class Rests {
  #rests: Rest[];

  /** @param now what was kept is as if the last pause had ended just now, ms */
  constructor(now: number, from: RestsSnapshot = []) {
    this.#rests = from.map(([length, count, cycle]) => ({ length, count, cycle, ended: now }));
  }

  /** Those that are usual. */
  snapshot(): RestsSnapshot | undefined {
    const usual = this.#rests.filter(({ count }) => count >= USUAL);
    return usual.length === 0 ? undefined : usual.map(({ length, count, cycle }) => [length, count, cycle]);
  }

  /** The longest usual one, ms; 0 while there is none. */
  longest(now: number): number {
    let longest = 0;
    for (const { length, count, ended, cycle } of this.#rests)
      if (count >= USUAL && now - ended <= PATIENCE * cycle) longest = Math.max(longest, length);
    return longest;
  }

  /** A long pause is over. */
  add(pause: number, now: number): void {
    const rest = this.#rests.find(({ length }) => pause <= ALIKE * length && length <= ALIKE * pause);
    if (rest === undefined) {
      if (this.#rests.length >= MOST) this.#rests.splice(this.#leastLately(), 1);
      this.#rests.push({ length: pause, count: 1, ended: now, cycle: 0 });
      return;
    }
    const gap = now - rest.ended;
    // What has not come for long is no habit any more.
    rest.count = rest.count >= USUAL && gap > PATIENCE * rest.cycle ? 1 : rest.count + 1;
    rest.cycle = rest.count <= USUAL ? gap : Math.max(gap, rest.cycle);
    rest.length = rest.count === 1 ? pause : Math.max(pause, rest.length);
    rest.ended = now;
  }

  #leastLately(): number {
    let least = 0;
    this.#rests.forEach(({ ended }, i) => {
      if (ended < this.#rests[least]!.ended) least = i;
    });
    return least;
  }
}
