/**
 * A command in per cent and its feedback in revolutions cannot be subtracted. This learns the straight line that leads
 * from one to the other (least squares over the first records) and then keeps it, so that a command that no longer
 * leads to its feedback shows.
 */
export interface GainSnapshot {
  readonly n: number;
  readonly sums: readonly [number, number, number, number, number];
  readonly line?: readonly [number, number];
}

/** Pairs before a first line, and after which the line stays. */
const FIRST = 50;
const ENOUGH = 500;
/** Part of what is measured within which that it is where its command stands all the time is no chance. */
const NARROW = 0.1;

/** Learns the straight line from one tag to another by least squares, then keeps it. */
export class Gain {
  #n: number;
  /** Means of reference and measured, and their second moments: xx, xy, yy. */
  #sums: [number, number, number, number, number];
  #line: readonly [number, number] | undefined;

  constructor(from?: GainSnapshot) {
    this.#n = from?.n ?? 0;
    this.#sums = [...(from?.sums ?? [0, 0, 0, 0, 0])] as [number, number, number, number, number];
    this.#line = from?.line;
  }

  snapshot(): GainSnapshot {
    return { n: this.#n, sums: this.#sums, ...(this.#line === undefined ? {} : { line: this.#line }) };
  }

  /** @returns measured minus what the reference leads to; NaN until that is known */
  residual(measured: number, reference: number): number {
    if (this.#n < ENOUGH) this.#learn(measured, reference);
    if (this.#line === undefined) return Number.NaN;
    return measured - (this.#line[0] + this.#line[1] * reference);
  }

  #learn(y: number, x: number): void {
    this.#n++;
    const s = this.#sums;
    const dx = x - s[0];
    const dy = y - s[1];
    s[0] += dx / this.#n;
    s[1] += dy / this.#n;
    s[2] += dx * (x - s[0]);
    s[3] += dx * (y - s[1]);
    s[4] += dy * (y - s[1]);
    if (this.#n >= FIRST) this.#line = this.#fit();
  }

  #fit(): readonly [number, number] {
    const [mx, my, xx, xy, yy] = this.#sums;
    // On one scale already: a plain difference needs no learned line and says more.
    const reach = 3 * Math.sqrt(Math.max(xx, yy) / this.#n);
    const moved = xx > 1e-12 * (mx * mx * this.#n + 1e-300);
    const near = Math.abs(mx - my) <= reach;
    if (near && (moved ? xx < 25 * yy && yy < 25 * xx : reach <= NARROW * Math.abs(my))) return [0, 1];
    // A command that never moved tells nothing of another gain; then only the offset is known.
    const slope = moved ? xy / xx : 0;
    return [my - slope * mx, slope];
  }
}
