import { alike } from '../alike';
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

/** What the explanations of all models of the same features and parts have in common. */
interface Layout {
  /** What it is found by: held here, it lasts as long as an explanation has this layout. */
  readonly key: object;
  readonly features: readonly string[];
  readonly parts: readonly string[];
  readonly tags: readonly string[];
  /** Position in tags of each feature's tag. */
  readonly tagOf: readonly number[];
  /** Features that are tags themselves. */
  readonly plain: readonly (readonly [name: string, feature: number])[];
  readonly shapes: { readonly tags: Shape; readonly parts: Shape; readonly plain: Shape };
  /** By tag; the next one writes over it. */
  readonly sums: Float64Array;
}

const layouts = new WeakMap<object, Layout>();

function layoutOf(features: readonly string[], parts: readonly string[]): Layout {
  const key = alike({ features, parts });
  let layout = layouts.get(key);
  if (layout === undefined) {
    layout = makeLayout(key);
    layouts.set(key, layout);
  }
  return layout;
}

function makeLayout(key: Pick<Layout, 'features' | 'parts'>): Layout {
  const { features, parts } = key;
  const names = features.map((feature) => tagOf(feature) || 'messages');
  const tags = [...new Set(names)];
  const plain = features.flatMap((name, i) => (tagOf(name) === name ? [[name, i] as const] : []));
  return {
    key,
    features,
    parts,
    tags,
    tagOf: names.map((name) => tags.indexOf(name)),
    plain,
    shapes: { tags: new Shape(tags), parts: new Shape(parts), plain: new Shape(plain.map(([name]) => name)) },
    sums: new Float64Array(tags.length),
  };
}

/** Turns a score's numbers by feature and part into what the record says by tag and name. */
export class Explanation {
  readonly #layout: Layout;
  readonly #scaling: Scaling;

  /** @param parts names of the score's parts */
  constructor(features: readonly string[], scaling: Scaling, parts: readonly string[]) {
    this.#layout = layoutOf(features, parts);
    this.#scaling = scaling;
  }

  /** Share of each tag; they sum to 1. Where nothing is off all have the same share. */
  contributions(byFeature: Float64Array): Record<string, number> {
    const { tags, tagOf, shapes } = this.#layout;
    const sums = this.#layout.sums.fill(0);
    let total = 0;
    for (let i = 0; i < byFeature.length; i++) {
      sums[tagOf[i]!]! += byFeature[i]!;
      total += byFeature[i]!;
    }
    const byTag = shapes.tags.make();
    for (let k = 0; k < sums.length; k++) byTag[tags[k]!] = total > 0 ? sums[k]! / total : 1 / sums.length;
    return byTag;
  }

  namesOf(features: readonly number[]): string[] {
    return features.map((i) => this.#layout.features[i]!);
  }

  /** Share of each part; they sum to 1. */
  parts(shares: Float64Array): Record<string, number> {
    const { parts, shapes } = this.#layout;
    const byPart = shapes.parts.make();
    for (let p = 0; p < shares.length; p++) byPart[parts[p]!] = shares[p]!;
    return byPart;
  }

  /** Tags that are told from the others, and how well; undefined where there are none. */
  told(told: readonly Told[]): Record<string, number> | undefined {
    if (told.length === 0) return undefined;
    return Object.fromEntries(told.map(({ feature, explained }) => [this.#layout.features[feature]!, explained]));
  }

  /** What those tags usually read beside what they were told to be, in engineering units. */
  residuals(told: readonly Told[], center: Float64Array): Record<string, number[]> {
    const most = Math.max(FEWEST_RESIDUALS, Math.floor(MOST_RESIDUALS / Math.max(1, told.length)));
    return Object.fromEntries(
      told.map(({ feature, residuals }) => {
        // A scaling that is no straight line is taken as one where the feature usually is.
        const at = (off: number): number => unscaleValue(this.#scaling, feature, center[feature]! + off);
        const slope = (at(STEP) - at(-STEP)) / (2 * STEP);
        return [this.#layout.features[feature]!, Array.from(residuals.slice(-most), (r) => r * slope)];
      }),
    );
  }

  /**
   * What each tag should have read, in engineering units; without those of which that cannot be said.
   * @param offsets how far each feature was moved back before it was judged
   */
  expected(scaled: Float64Array, offsets: Float64Array): Record<string, number> {
    const { plain, shapes } = this.#layout;
    const byTag = shapes.plain.make();
    let known = true;
    for (const [name, i] of plain) {
      const value = unscaleValue(this.#scaling, i, scaled[i]!) + offsets[i]!;
      byTag[name] = value;
      known &&= !Number.isNaN(value);
    }
    return known ? byTag : Object.fromEntries(Object.entries(byTag).filter(([, value]) => !Number.isNaN(value)));
  }
}
