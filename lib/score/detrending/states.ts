/** What steps changes in one of so many rows at most, between so many values at most, and goes back to some of them. */
const RESTS = 20;
const MOST_VALUES = 16;
/** So many tags that step make up the state of a plant, at most. */
const MOST_STEPPING = 8;
/** In states that were there before has to be this part of the rows, to tell by these. */
const LEAST_SEEN = 1 / 4;

/** Stretches of rows, one behind the other, in each of which the plant was in one state. */
interface Stretches {
  /** First row of each. */
  readonly from: readonly number[];
  readonly state: readonly string[];
}

/**
 * Set points, modes and recipes say where a plant is to be, be they declared or not: tags that step between a few values and rest there.
 * A level that is another one in each of their states has settled all the same, when it is back whenever the state is.
 * @param rows n x width, row-major
 * @returns the ways to tell states: by each tag that steps, and by all together
 */
export function statesOf(rows: Float32Array, width: number): Stretches[] {
  const stepping = Array.from({ length: width }, (_, i) => i)
    .filter((i) => steps(rows, i, width))
    .slice(0, MOST_STEPPING);
  const ways = stepping.map((i) => [i]);
  if (stepping.length > 1) ways.push(stepping);
  return ways.map((by) => stretchesBy(rows, width, by));
}

/**
 * How far the level of a tag is from where it was when the plant was in the same state before, squared, as a part of its variance.
 * @returns infinite where too few rows are of states that came back to tell that
 */
export function missInStates(values: Float64Array, variance: number, { from, state }: Stretches): number {
  const before = new Map<string, { sum: number; rows: number }>();
  let [miss, seen] = [0, 0];
  from.forEach((start, k) => {
    const end = from[k + 1] ?? values.length;
    let sum = 0;
    for (let t = start; t < end; t++) sum += values[t]!;
    const rows = end - start;
    const known = before.get(state[k]!);
    if (known === undefined) before.set(state[k]!, { sum, rows });
    else {
      miss += rows * (sum / rows - known.sum / known.rows) ** 2;
      seen += rows;
      known.sum += sum;
      known.rows += rows;
    }
  });
  return seen < LEAST_SEEN * values.length ? Number.POSITIVE_INFINITY : miss / seen / variance;
}

function steps(rows: Float32Array, i: number, width: number): boolean {
  const n = rows.length / width;
  const values = new Set([rows[i]!]);
  let changes = 0;
  for (let t = 1; t < n; t++) {
    const value = rows[t * width + i]!;
    if (value === rows[(t - 1) * width + i]) continue;
    changes++;
    values.add(value);
    if (changes * RESTS > n || values.size > MOST_VALUES) return false;
  }
  return values.size <= changes;
}

function stretchesBy(rows: Float32Array, width: number, by: readonly number[]): Stretches {
  const from: number[] = [];
  const state: string[] = [];
  for (let t = 0; t < rows.length / width; t++) {
    if (t > 0 && by.every((i) => rows[t * width + i] === rows[(t - 1) * width + i])) continue;
    from.push(t);
    state.push(by.map((i) => rows[t * width + i]).join());
  }
  return { from, state };
}
