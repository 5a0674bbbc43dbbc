/** A value may be this many times as old as the longest usual time between two of them. */
export const PATIENCE = 5;
/** Gaps after which a pace is known. */
export const KNOWN = 8;
const FADING = 0.99;

/**
 * The longest usual time between two values or messages, after one more. Until it is known it is the longest but one: a single
 * pause (a value from before an outage that comes first, a plant that stood still) is no pace, two of them are. Later it
 * forgets slowly, so that one long pause does not hide later ones for good.
 * @param usual so far, ms; 0 before the first
 * @param longest of all so far, ms; looked at until the pace is known
 * @param gaps so far
 * @param outage a gap of more than so many times the usual one is an outage, and hardly another pace
 */
export function usualGap(usual: number, longest: number, gaps: number, gap: number, outage: number): number {
  if (gaps === 0) return gap;
  if (gaps === 1) return Math.min(gap, longest);
  if (gaps < KNOWN) return gap > longest ? longest : Math.max(gap, usual);
  return gap > outage * usual ? 2 * usual : Math.max(gap, FADING * usual);
}

/** The pace of one thing. */
export class Pace {
  #longest: number;
  #gaps: number;

  /** @param usual as it was known in an earlier run, ms; 0: not yet */
  constructor(
    public usual: number,
    private readonly outage: number,
  ) {
    this.#longest = usual;
    this.#gaps = usual > 0 ? KNOWN : 0;
  }

  get known(): boolean {
    return this.#gaps >= KNOWN;
  }

  learn(gap: number): void {
    this.usual = usualGap(this.usual, this.#longest, this.#gaps, gap, this.outage);
    if (this.known) return;
    this.#longest = Math.max(this.#longest, gap);
    this.#gaps++;
  }
}
