/** Weight of the newest row in the share of rows in which a tag was out of its limits lately. */
export const RATE = 1 / 256;
/** A tag that was out in more than this share of them is withdrawn, and has a say again below the other. */
export const TOO_MUCH = 0.5;
export const ENOUGH = 0.25;

/** By tag, as plain JSON. */
export interface RetirementSnapshot {
  readonly share: readonly number[];
  readonly retired: readonly number[];
}

/** Of nobody. */
const NO_SHARES = new Float64Array(0);
const NO_FLAGS = new Uint8Array(0);

/**
 * Withdraws tags whose relation to the others has changed for good: a pump was exchanged, a valve was turned by hand. What is
 * out most of the time is no news any more. The next learning takes the tag up again, and so does its own return.
 */
export class Retirement {
  readonly #share: Float64Array;
  readonly #retired: Uint8Array;
  #news: number[] = [];

  /** @param width number of features */
  constructor(width: number) {
    this.#share = width === 0 ? NO_SHARES : new Float64Array(width);
    this.#retired = width === 0 ? NO_FLAGS : new Uint8Array(width);
  }

  /** Takes a row in; who is withdrawn is set to 0. @returns the highest of what is left */
  worst(out: Float64Array): number {
    let most = 0;
    for (let tag = 0; tag < out.length; tag++) {
      const share = this.#share[tag]! + RATE * ((out[tag]! > 1 ? 1 : 0) - this.#share[tag]!);
      this.#share[tag] = share;
      if (share > TOO_MUCH && this.#retired[tag] === 0) {
        this.#retired[tag] = 1;
        this.#news.push(tag);
      } else if (share < ENOUGH) this.#retired[tag] = 0;
      if (this.#retired[tag] === 1) out[tag] = 0;
      else if (out[tag]! > most) most = out[tag]!;
    }
    return most;
  }

  has(tag: number): boolean {
    return this.#retired[tag] === 1;
  }

  /** Tags that were withdrawn since the last question. */
  news(): readonly number[] {
    if (this.#news.length === 0) return NONE;
    const news = this.#news;
    this.#news = [];
    return news;
  }

  snapshot(): RetirementSnapshot {
    return { share: [...this.#share], retired: [...this.#retired] };
  }

  restore({ share, retired }: RetirementSnapshot): void {
    for (let tag = 0; tag < this.#share.length; tag++) {
      this.#share[tag] = share[tag] ?? 0;
      this.#retired[tag] = retired[tag] === 1 ? 1 : 0;
    }
  }
}

const NONE: readonly number[] = [];
