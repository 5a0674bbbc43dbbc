import { tagOf } from '../record/features';
import type { Scaling } from '../record/record';
import { Shape } from '../record/shape';
import { unscaleValue } from '../scaling/scaling';
import type { Told } from './part';

/** Residuals that travel in one record, of all tags together, and of each at least. */
const MOST_RESIDUALS = 20_000;
const FEWEST_RESIDUALS = 128;
/** Scaled units to each side in which the slope of a scaling is looked up. */
const STEP = 0.05;

/** Turns a score's numbers by feature and part into what the record says by tag and name. */
export class Explanation {
  readonly #tags: readonly string[];
  /** Position in #tags of each feature's tag. */
  readonly #tagOf: readonly number[];
  /** Features that are tags themselves. */
  readonly #plain: readonly (readonly [name: string, feature: number])[];
  readonly #scaling: Scaling;
  readonly #sums: Float64Array;
  readonly #features: readonly string[];
  readonly #parts: readonly string[];
  readonly #shapes: { readonly tags: Shape; readonly parts: Shape; readonly plain: Shape };

  /** @param parts names of the score's parts */
  constructor(features: readonly string[], scaling: Scaling, parts: readonly string[]) {
    this.#parts = parts;
    this.#features = features;
    const names = features.map((feature) => tagOf(feature) || 'messages');
    this.#tags = [...new Set(names)];
    this.#tagOf = names.map((name) => this.#tags.indexOf(name));
    this.#plain = features.flatMap((name, i) => (tagOf(name) === name ? [[name, i] as const] : []));
    this.#scaling = scaling;
    this.#sums = new Float64Array(this.#tags.length);
    this.#shapes = {
      tags: new Shape(this.#tags),
      parts: new Shape(parts),
      plain: new Shape(this.#plain.map(([name]) => name)),
    };
  }

  /** Share of each tag; they sum to 1. Where nothing is off all have the same share. */
  contributions(byFeature: Float64Array): Record<string, number> {
    const sums = this.#sums.fill(0);
    let total = 0;
    for (let i = 0; i < byFeature.length; i++) {
      sums[this.#tagOf[i]!]! += byFeature[i]!;
      total += byFeature[i]!;
    }
    const byTag = this.#shapes.tags.make();
    for (let k = 0; k < sums.length; k++) byTag[this.#tags[k]!] = total > 0 ? sums[k]! / total : 1 / sums.length;
    return byTag;
  }

  namesOf(features: readonly number[]): string[] {
    return features.map((i) => this.#features[i]!);
  }

  /** Share of each part; they sum to 1. */
  parts(shares: Float64Array): Record<string, number> {
    const byPart = this.#shapes.parts.make();
    for (let p = 0; p < shares.length; p++) byPart[this.#parts[p]!] = shares[p]!;
    return byPart;
  }

  /** Tags that are told from the others, and how well; undefined where there are none. */
  told(told: readonly Told[]): Record<string, number> | undefined {
    if (told.length === 0) return undefined;
    return Object.fromEntries(told.map(({ feature, explained }) => [this.#features[feature]!, explained]));
  }

  /** What those tags usually read beside what they were told to be, in engineering units. */
  residuals(told: readonly Told[], center: Float64Array): Record<string, number[]> {
    const most = Math.max(FEWEST_RESIDUALS, Math.floor(MOST_RESIDUALS / Math.max(1, told.length)));
    return Object.fromEntries(
      told.map(({ feature, residuals }) => {
        // A scaling that is no straight line is taken as one where the feature usually is.
        const at = (off: number): number => unscaleValue(this.#scaling, feature, center[feature]! + off);
        const slope = (at(STEP) - at(-STEP)) / (2 * STEP);
        return [this.#features[feature]!, Array.from(residuals.slice(-most), (r) => r * slope)];
      }),
    );
  }

  /**
   * What each tag should have read, in engineering units; without those of which that cannot be said.
   * @param offsets how far each feature was moved back before it was judged
   */
  expected(scaled: Float64Array, offsets: Float64Array): Record<string, number> {
    const byTag = this.#shapes.plain.make();
    for (const [name, i] of this.#plain) byTag[name] = unscaleValue(this.#scaling, i, scaled[i]!) + offsets[i]!;
    const known = Object.values(byTag).every((value) => !Number.isNaN(value));
    return known ? byTag : Object.fromEntries(Object.entries(byTag).filter(([, value]) => !Number.isNaN(value)));
  }
}
