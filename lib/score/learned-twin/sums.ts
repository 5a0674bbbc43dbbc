import { NormalEquations } from '../../math/normal-equations';
import { BLOCKS, FORWARD, rowsOf } from './blocks';
import { type Columns, fill, sizeOf } from './columns';
import type { Trail } from './trail';

/** A tag that is to be told, and from which columns. */
interface Told {
  readonly tag: number;
  readonly columns: Columns;
}

/** The sums of a question over the first 2, 3, 4 and all blocks of the rows. */
export type Sums = readonly NormalEquations[];

/** Squared error of each later block by what was learned before it. @param penalty by column */
export function errorLater(sums: Sums, penalty: Float64Array): number {
  let error = 0;
  for (let block = FORWARD; block < BLOCKS; block++) {
    const [before, after] = [sums[block - FORWARD]!, sums[block - FORWARD + 1]!];
    const { weights } = before.solve(penalty);
    // On the rows of the block alone.
    error += after.error(weights) - before.error(weights);
  }
  return error;
}

/** Sums of many questions together pay where they cost no more than this part of what they cost one by one. */
const WORTH = 0.5;

/**
 * The sums that each question needs. Questions about different tags have most of their columns in common: each column, and
 * each product of two, is then summed once for all of them.
 * @returns by question, asked one after the other: what the last one got is written over
 */
export function sumsOf(trail: Trail, questions: readonly Told[]): (k: number) => Sums {
  const shared = new Map<number, { readonly sums: Sums; readonly at: Int32Array; readonly target: number }>();
  for (const group of measuredAlike(trail, questions)) {
    const union = new Union(group.map((k) => questions[k]!));
    const alone = group.reduce((sum, k) => sum + sizeOf(questions[k]!.columns) ** 2, 0);
    if (union.size ** 2 > WORTH * alone) continue;
    // The rows are those of any of them; what is told is a column as the others are.
    const sums = sumUp(trail, { tag: questions[group[0]!]!.tag, columns: union.columns });
    for (const k of group) {
      const { tag } = questions[k]!;
      shared.set(k, { sums, at: union.placesOf(questions[k]!), target: union.target(tag) });
    }
  }
  const picked = new Map<number, readonly NormalEquations[]>();
  const roomFor = (size: number): readonly NormalEquations[] => {
    const room = picked.get(size) ?? Array.from({ length: BLOCKS - FORWARD + 1 }, () => new NormalEquations(size));
    picked.set(size, room);
    return room;
  };
  return (k) => {
    const found = shared.get(k);
    if (found === undefined) return sumUp(trail, questions[k]!);
    const room = roomFor(found.at.length);
    return found.sums.map((sum, block) => sum.pick(found.at, found.target, room[block]));
  };
}

/** Questions about the same rows, with products or without, by position: such have most in common. */
function measuredAlike({ measured, width, at }: Trail, questions: readonly Told[]): number[][] {
  const groups: number[][] = [];
  const same = (a: number, b: number): boolean => {
    for (let row = 0; row <= at * width; row += width) if (measured[row + a] !== measured[row + b]) return false;
    return true;
  };
  questions.forEach(({ tag, columns }, k) => {
    const group = groups.find(([first]) => {
      const other = questions[first!]!;
      return other.columns.factors.length > 0 === columns.factors.length > 0 && same(other.tag, tag);
    });
    if (group === undefined) groups.push([k]);
    else group.push(k);
  });
  return groups;
}

function sumUp(trail: Trail, { tag, columns }: Told): Sums {
  const row = new Float64Array(sizeOf(columns));
  const all = new NormalEquations(row.length);
  const sums: NormalEquations[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    for (const t of rowsOf(trail, tag, block)) {
      fill(columns, trail, t, row);
      all.add(row, trail.data[t * trail.stride + tag]!);
    }
    if (block + 1 >= FORWARD) sums.push(block + 1 < BLOCKS ? all.copy() : all);
  }
  return sums;
}

/** All columns of some questions, each once, and what they are to tell among them. */
class Union {
  readonly columns: Columns;
  readonly #plain = new Map<number, number>();
  readonly #factors: readonly number[];

  constructor(questions: readonly Told[]) {
    for (const { tag, columns } of questions) {
      for (const place of columns.places) this.#add(place);
      // What a tag reads now stands where the row has it.
      this.#add(tag);
    }
    const all = questions.flatMap(({ columns }) => [...columns.factors]);
    this.#factors = [...new Set(all)].sort((a, b) => a - b);
    const count = this.#factors.length;
    this.columns = {
      places: Int32Array.from(this.#plain.keys()),
      factors: Int32Array.from(this.#factors),
      low: new Float64Array(count),
      high: new Float64Array(count),
      means: new Float64Array((count * (count + 1)) / 2),
      inverses: new Float64Array((count * (count + 1)) / 2),
    };
    // What every question says of a product is the same.
    for (const question of questions) {
      const { factors, low, high, means, inverses } = question.columns;
      factors.forEach((factor, i) => {
        const at = this.#factors.indexOf(factor);
        this.columns.low[at] = low[i]!;
        this.columns.high[at] = high[i]!;
      });
      this.#products(question.columns).forEach((at, p) => {
        this.columns.means[at] = means[p]!;
        this.columns.inverses[at] = inverses[p]!;
      });
    }
  }

  get size(): number {
    return sizeOf(this.columns);
  }

  /** Where the columns of one of the questions are. */
  placesOf({ columns }: Told): Int32Array {
    const plain = Array.from(columns.places, (place) => this.target(place));
    const products = this.#products(columns).map((at) => this.#plain.size + at);
    return Int32Array.from([...plain, ...products]);
  }

  /** Where what stands at a place of the trail is. */
  target(place: number): number {
    return this.#plain.get(place)!;
  }

  #add(place: number): void {
    if (!this.#plain.has(place)) this.#plain.set(place, this.#plain.size);
  }

  /** Which of its products those of a question are. */
  #products({ factors }: Columns): number[] {
    const at = [...factors].map((factor) => this.#factors.indexOf(factor));
    const n = this.#factors.length;
    return at.flatMap((a, i) =>
      at.slice(i).map((b) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        // Pairs in order: (0, 0), (0, 1) ... (1, 1) ...
        return first * n - (first * (first - 1)) / 2 + second - first;
      }),
    );
  }
}
