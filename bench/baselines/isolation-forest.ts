import type { Matrix } from '../../lib/data/matrix';
import { createRandom, type Random } from '../../lib/math/random';
import { eachRow, type Method, rowOf } from './method';

type Tree =
  | { readonly size: number }
  | { readonly column: number; readonly at: number; readonly below: Tree; readonly above: Tree };

/**
 * Isolation Forest (Liu, Ting, Zhou 2008, DOI 10.1109/ICDM.2008.17): anomalous rows are cut off by few random splits.
 * Defaults as in scikit-learn and in paper 1.
 */
export function isolationForest(trees = 100, sample = 256): Method {
  return {
    name: 'isolation-forest',
    fit: (train, seed) => {
      const random = createRandom(seed);
      const size = Math.min(sample, train.rows);
      const depth = Math.ceil(Math.log2(size));
      const forest = Array.from({ length: trees }, () => grow(train, draw(train.rows, size, random), depth, random));
      const normal = averagePath(size);
      return eachRow((row) => 2 ** -(forest.reduce((sum, tree) => sum + path(tree, row), 0) / trees / normal));
    },
  };
}

/** Distinct rows, by a partial Fisher-Yates shuffle. */
function draw(rows: number, count: number, random: Random): number[] {
  const all = Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.below(rows - i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, count);
}

function grow(train: Matrix, members: readonly number[], depth: number, random: Random): Tree {
  const columns = depth > 0 && members.length > 1 ? varying(train, members) : [];
  if (columns.length === 0) return { size: members.length };
  const { column, low, high } = columns[random.below(columns.length)]!;
  const at = low + random.next() * (high - low);
  const below = members.filter((row) => rowOf(train, row)[column]! <= at);
  const above = members.filter((row) => rowOf(train, row)[column]! > at);
  return { column, at, below: grow(train, below, depth - 1, random), above: grow(train, above, depth - 1, random) };
}

/** The columns in which the rows differ: a split on another one would separate nothing. */
function varying(train: Matrix, members: readonly number[]): { column: number; low: number; high: number }[] {
  const found: { column: number; low: number; high: number }[] = [];
  for (let column = 0; column < train.width; column++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const row of members) {
      const value = train.data[row * train.width + column]!;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (low < high) found.push({ column, low, high });
  }
  return found;
}

function path(tree: Tree, row: Float64Array): number {
  let node = tree;
  let length = 0;
  while ('column' in node) {
    node = row[node.column]! <= node.at ? node.below : node.above;
    length++;
  }
  return length + averagePath(node.size);
}

/** Mean path of an unsuccessful search in a binary tree of n rows, c(n) of the paper. */
function averagePath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
}
