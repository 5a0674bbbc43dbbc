/** Pauses of one size: none is more than so many times as long as the first. */
const ALIKE = 2;
/** So many of one size are how the source works: two or three outages may well be alike. */
const USUAL = 4;
/** They make up at least this part of the time: a habit is no small part of it, and outages are the exception. */
const SHARE = 1 / 10;
/** So many are remembered of a size: a habit that ends is forgotten in the time that so many take. */
const REMEMBERED = 16;
/** Sizes that are looked after; of more, the one that has come the least goes. */
const MOST = 8;

/** Long pauses of one size. */
interface Rest {
  /** The first one, ms: it is no measure that grows with what follows. */
  readonly length: number;
  count: number;
  /** All together, ms, and since when. */
  total: number;
  since: number;
}

/** What is kept: length, count, total and span of each size, ms. */
export type RestsSnapshot = readonly (readonly [length: number, count: number, total: number, span: number])[];

/**
 * The pauses that a source makes again and again: it sends what it has gathered every ten minutes, or works by day only. A size
 * counts for as long as it recurs.
 */
export class Rests {
  #rests: Rest[];

  /** @param now what was kept is as if the last pause had ended just now, ms */
  constructor(now: number, from: RestsSnapshot = []) {
    this.#rests = from.map(([length, count, total, span]) => ({ length, count, total, since: now - span }));
  }

  /** Those that are usual. */
  snapshot(now: number): RestsSnapshot | undefined {
    const usual = this.#rests.filter((rest) => isUsual(rest, now));
    if (usual.length === 0) return undefined;
    return usual.map(({ length, count, total, since }) => [length, count, total, now - since]);
  }

  /** Silence, in ms, that is a usual pause; 0 while there is none. */
  allowed(now: number): number {
    let longest = 0;
    for (const rest of this.#rests) if (isUsual(rest, now)) longest = Math.max(longest, rest.length);
    // The longest of a size, and as much again.
    return ALIKE * ALIKE * longest;
  }

  /** A long pause is over. */
  add(pause: number, now: number): void {
    const rest = this.#rests.find(({ length }) => pause <= ALIKE * length && length <= ALIKE * pause);
    if (rest === undefined) {
      if (this.#rests.length >= MOST) this.#rests.splice(this.#least(), 1);
      this.#rests.push({ length: pause, count: 1, total: pause, since: now - pause });
      return;
    }
    if (rest.count >= REMEMBERED) {
      rest.count /= 2;
      rest.total /= 2;
      rest.since = (rest.since + now) / 2;
    }
    rest.count++;
    rest.total += pause;
  }

  #least(): number {
    let least = 0;
    this.#rests.forEach(({ count }, i) => {
      if (count < this.#rests[least]!.count) least = i;
    });
    return least;
  }
}

function isUsual({ count, total, since }: Rest, now: number): boolean {
  return count >= USUAL && total >= SHARE * (now - since);
}
