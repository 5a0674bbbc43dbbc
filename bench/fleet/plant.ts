import { createRandom } from '../../lib/math/random';
import type { TwinRecord } from '../../lib/record/record';

const START = Date.UTC(2026, 0, 1);
const LEVEL = 100;
/** Parts of a unit that its instruments show: swings of 10 to 50 units are read with ten to twelve bits. */
const PARTS = 100;

/** Assets of one kind: the same tags that move alike, each at levels, sizes and noise of its own. */
export class Fleet {
  readonly tags: readonly string[];
  readonly #random = createRandom(1);
  readonly #sizes: readonly number[];

  constructor(
    readonly assets: number,
    tags: number,
    /** Whether instruments show what they are read with, or all digits that a double has. */
    private readonly rounds = true,
  ) {
    this.tags = Array.from({ length: tags }, (_, i) => `tag${i}`);
    this.#sizes = Array.from({ length: assets * tags }, () => 5 + 20 * this.#random.next());
  }

  /** How far a tag swings, and around which level. */
  sizeOf(asset: number, tag: string): number {
    return this.#sizes[asset * this.tags.length + this.tags.indexOf(tag)]!;
  }

  levelOf(tag: string): number {
    return LEVEL * this.tags.indexOf(tag);
  }

  /** The record of an asset at second t, of the shape that twin-ingest gives. @param name that it has in it */
  record(asset: number, t: number, name = nameOf(asset)): TwinRecord {
    const values: Record<string, number> = {};
    const at = asset * this.tags.length;
    // Load and temperature of the pump; every tag is a mix of the two.
    const load = Math.sin((t + 37 * asset) / 11) + 0.5 * Math.sin((t + asset) / 47);
    const heat = Math.sin((t + 11 * asset) / 29);
    for (let i = 0; i < this.tags.length; i++) {
      const size = this.#sizes[at + i]!;
      const level = Math.cos(i) * load + Math.sin(i) * heat + 0.3 * load * heat * Math.cos(3 * i);
      const value = LEVEL * i + size * (level + 0.05 * this.#random.normal());
      values[this.tags[i]!] = this.rounds ? Math.round(PARTS * value) / PARTS : value;
    }
    return { asset: name, time: START + t * 1000, values };
  }
}

export function nameOf(asset: number): string {
  return `pump-${asset}`;
}
