import { pieces } from '../../../lib/math/pieces';
import type { Channels } from './channels';
import type { Recent } from './recent';
import type { Reference } from './reference';

/** Weight of the newest row in the share of rows without a value. */
const RATE = 1 / 32;
/** Above what is usual of it, a tag is silent that gives no value in so many of the rows: ten in a row, or every second for twice as long. */
const LEAST = 0.3;
/** What was seen while learning may be exceeded by this part. */
const MARGIN = 0.35;
/** Nobody who was never silent for long is so for good: from this share on it is, where the most that was seen is below the other. */
const FOR_GOOD = 0.97;
const LONG = 0.7;
/** A smaller share is none. */
const FORGOTTEN = 1e-3;

const NONE: Float64Array = new Float64Array(0);

/**
 * Tags that give no value, or seldom one, although they used to. What is missing is no evidence to a detector, which goes on with what is expected
 * in its place. A tag whose values were away for a while when its usual behaviour was learned, and came back, may be so again; where most
 * are silent at once the layers before say so.
 */
export class Silence {
  /** Channels of the tags' values. */
  readonly #tags: readonly number[];
  /**
   * Share of rows without a value, lately; the most of it that went away by itself while learning, and what it is at most just now. Empty until
   * a value is missing: most assets of a fleet always have all.
   */
  #share = NONE;
  #most = NONE;
  #present = NONE;

  constructor(
    { tags, list }: Channels,
    private readonly reference: Reference,
  ) {
    const measured = tags.filter(
      ({ role, value }) => (role === 'sensor' || role === 'actuator') && list[value]!.source === 'value',
    );
    this.#tags = measured.map(({ value }) => value);
  }

  #begin(): void {
    const [share, most, present] = pieces(3, this.#tags.length);
    this.#share = share!;
    this.#most = most!;
    this.#present = present!;
  }

  /** Takes in the newest row. */
  step(recent: Recent): void {
    const { data, columns } = recent;
    const now = recent.offset(0);
    for (let k = 0; k < this.#tags.length; k++) {
      const isMissing = Number.isNaN(data[now + columns[this.#tags[k]!]!]!);
      if (this.#share === NONE) {
        if (!isMissing) continue;
        this.#begin();
      }
      const share = this.#share[k]! + RATE * ((isMissing ? 1 : 0) - this.#share[k]!);
      this.#share[k] = share < FORGOTTEN ? 0 : share;
    }
  }

  /** The newest row is usual: a silence that is over counts for the limits. */
  learn(): void {
    for (let k = 0; k < this.#share.length; k++) {
      const [share, present] = [this.#share[k]!, this.#present[k]!];
      if (share > present) this.#present[k] = share;
      else if (share < present / 2) {
        this.#most[k] = Math.max(this.#most[k]!, present);
        this.#present[k] = 0;
      }
    }
  }

  /** Something is wrong: what has just been seen does not count. */
  distrust(): void {
    this.#present.fill(0);
  }

  /** Learns the limits anew. */
  reopen(): void {
    this.#most.fill(0);
    this.distrust();
  }

  get isOut(): boolean {
    if (!this.#share.some((share) => share > LEAST)) return false;
    return this.out().length > 0;
  }

  /** Channels of the tags that are silent with the newest row. */
  out(): number[] {
    const silent = this.#tags.filter((_, k) => this.#share[k]! > this.#limit(k));
    return 2 * silent.length <= this.#tags.length ? silent : [];
  }

  #limit(k: number): number {
    const most = this.#most[k]!;
    const limit = LEAST + Math.max(this.reference.missingShare(this.#tags[k]!), (1 + MARGIN) * most);
    return most < LONG ? Math.min(limit, FOR_GOOD) : limit;
  }

  /** Of what was never missing nothing is kept. */
  snapshot(): SilenceSnapshot {
    const kept = [...this.#tags.keys()].filter((k) => this.#share[k]! > 0 || this.#most[k]! > 0);
    return kept.map((k) => [k, this.#share[k]!, this.#most[k]!, this.#present[k]!] as const);
  }

  restore(snapshot: SilenceSnapshot): void {
    if (snapshot.length > 0) this.#begin();
    for (const [k, share, most, present] of snapshot) {
      [this.#share[k], this.#most[k], this.#present[k]] = [share, most, present];
    }
  }
}

/** Plain JSON: by tag its position, its share, the most that it was, and what it is at most just now. */
export type SilenceSnapshot = readonly (readonly [k: number, share: number, most: number, present: number])[];
