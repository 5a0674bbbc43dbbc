import { keptLevels } from './kept-levels';
import { type Levels, levelsOf } from './levels';
import { hashOf, type Packed, pack } from './packed';
import { countOf, type Rows } from './rows';

/** Rows that are kept, in stretches of at least so many; of more than a dozen features two stretches. */
const ROWS = 144;
const STRETCH = 48;
const FEW_NUMBERS = 2000;
/** Numbers that are kept at most: the state of an asset of hundreds of tags stays bounded. */
const MOST_NUMBERS = 10_000;

/**
 * What every later model is measured against: rows of the plant as it was when a person accepted it, or as it was first learned, and where
 * its levels were. Plain JSON.
 */
export interface Golden extends Packed {
  readonly levels: Levels;
  /** Of all that. */
  readonly hash: string;
  /** Who accepted it; absent for what was first learned. */
  readonly by?: string;
}

/**
 * Pauses now and then.
 * @param watched names of the features whose level says something of the plant
 * @param window records that the network sees together: a stretch is longer
 */
export function* goldenOf(
  rows: Rows,
  watched: readonly string[],
  window: number,
  by?: string,
): Generator<void, Golden> {
  const levels = yield* levelsOf(rows, watched);
  const packed = pack(pick(rows, window));
  yield;
  const golden = sealed({ ...packed, levels, ...(by !== undefined && { by }) });
  yield;
  return golden;
}

/** With the hash of all that it holds. */
export function sealed({ features, levels, scale, rows, seams, by }: Omit<Golden, 'hash'>): Golden {
  const body = { features, levels, scale, rows, seams, ...(by !== undefined && { by }) };
  return { hash: hashOf({ ...body, levels: keptLevels(levels, features) }), ...body };
}

/** Whether it is as it was sealed: neither changed nor damaged. */
export function isWhole(golden: Golden): boolean {
  return golden !== null && typeof golden === 'object' && golden.hash === sealed(golden).hash;
}

/** Stretches spread over the rows. */
function pick(rows: Rows, window: number): Rows {
  const { features, values } = rows;
  const width = features.length;
  const count = countOf(rows);
  const most = width * ROWS > FEW_NUMBERS ? 2 * STRETCH : ROWS;
  const room = Math.max(STRETCH, Math.min(most, Math.floor(MOST_NUMBERS / Math.max(1, width))));
  const length = Math.min(count, Math.max(STRETCH, 2 * window));
  const stretches = Math.max(1, Math.min(Math.floor(room / length), Math.floor(count / length)));
  const out = new Float64Array(stretches * length * width);
  const seams: number[] = [];
  for (let k = 0; k < stretches; k++) {
    const from = stretches === 1 ? count - length : Math.floor((k * (count - length)) / (stretches - 1));
    out.set(values.subarray(from * width, (from + length) * width), k * length * width);
    if (k > 0) seams.push(k * length);
    for (const seam of rows.seams) if (seam > from && seam < from + length) seams.push(k * length + seam - from);
  }
  return { features, values: out, seams: seams.sort((a, b) => a - b) };
}
