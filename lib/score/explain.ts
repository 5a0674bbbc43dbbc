import { tagOf } from '../features';
import type { Scaling } from '../record';
import { unscaleValue } from '../scaling/scaling';

/** Turns a score's numbers by feature and part into what the record says by tag and name. */
export class Explanation {
  readonly #tags: readonly string[];
  /** Position in #tags of each feature's tag. */
  readonly #tagOf: readonly number[];
  /** Features that are tags themselves. */
  readonly #plain: readonly (readonly [name: string, feature: number])[];
  readonly #scaling: Scaling;
  readonly #sums: Float64Array;
  readonly #parts: readonly string[];

  /** @param parts names of the score's parts */
  constructor(features: readonly string[], scaling: Scaling, parts: readonly string[]) {
    this.#parts = parts;
    const names = features.map((feature) => tagOf(feature) || 'messages');
    this.#tags = [...new Set(names)];
    this.#tagOf = names.map((name) => this.#tags.indexOf(name));
    this.#plain = features.flatMap((name, i) => (tagOf(name) === name ? [[name, i] as const] : []));
    this.#scaling = scaling;
    this.#sums = new Float64Array(this.#tags.length);
  }

  /** Share of each tag; they sum to 1. Where nothing is off all have the same share. */
  contributions(byFeature: Float64Array): Record<string, number> {
    const sums = this.#sums.fill(0);
    let total = 0;
    for (let i = 0; i < byFeature.length; i++) {
      sums[this.#tagOf[i]!]! += byFeature[i]!;
      total += byFeature[i]!;
    }
    const byTag: Record<string, number> = {};
    for (let k = 0; k < sums.length; k++) byTag[this.#tags[k]!] = total > 0 ? sums[k]! / total : 1 / sums.length;
    return byTag;
  }

  /** Share of each part; they sum to 1. */
  parts(shares: Float64Array): Record<string, number> {
    const byPart: Record<string, number> = {};
    for (let p = 0; p < shares.length; p++) byPart[this.#parts[p]!] = shares[p]!;
    return byPart;
  }

  /** What each tag should have read, in engineering units. */
  expected(scaled: Float64Array): Record<string, number> {
    const byTag: Record<string, number> = {};
    for (const [name, i] of this.#plain) byTag[name] = unscaleValue(this.#scaling, i, scaled[i]!);
    return byTag;
  }
}
