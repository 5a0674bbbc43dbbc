import { createHash } from 'node:crypto';
import { type Levels, levelsOf } from './levels';
import { countOf, type Rows } from './rows';

/** Rows that are kept, in stretches of at least so many. */
const ROWS = 144;
const STRETCH = 48;
/** Numbers that are kept at most: the state of an asset of hundreds of tags stays bounded. */
const MOST_NUMBERS = 10_000;
/** Values are kept as one of so many steps between a feature's least and greatest; the last one stands for a missing value. */
const STEPS = 65_534;
const MISSING = 65_535;

/**
 * What every later model is measured against: rows of the plant as it was when a person accepted it, or as it was first learned, and where
 * its levels were. Plain JSON.
 */
export interface Golden {
  readonly features: readonly string[];
  readonly levels: Levels;
  /** Least value and size of a step, by feature. */
  readonly scale: readonly (readonly [low: number, step: number])[];
  /** Steps, base64; see rowsOf. */
  readonly rows: string;
  readonly seams: readonly number[];
  /** Of all that. */
  readonly hash: string;
  /** Who accepted it; absent for what was first learned. */
  readonly by?: string;
}

/**
 * @param watched names of the features whose level says something of the plant
 * @param window records that the network sees together: a stretch is longer
 */
export function goldenOf(rows: Rows, watched: readonly string[], window: number, by?: string): Golden {
  const { features } = rows;
  const picked = pick(rows, window);
  const scale = features.map((_, i): [number, number] => rangeOf(picked, i));
  const steps = Uint16Array.from(picked.values, (value, at) => {
    const [low, step] = scale[at % features.length]!;
    return Number.isNaN(value) ? MISSING : step === 0 ? 0 : Math.round((value - low) / step);
  });
  const levels = levelsOf(rows, watched);
  return sealed({
    features,
    levels,
    scale,
    rows: Buffer.from(steps.buffer).toString('base64'),
    seams: picked.seams,
    ...(by !== undefined && { by }),
  });
}

/** With the hash of all that it holds. */
export function sealed({ features, levels, scale, rows, seams, by }: Omit<Golden, 'hash'>): Golden {
  const body = { features, levels, scale, rows, seams, ...(by !== undefined && { by }) };
  return { ...body, hash: hashOf(body) };
}

/** Whether it is as it was sealed: neither changed nor damaged. */
export function isWhole(golden: Golden): boolean {
  return golden !== null && typeof golden === 'object' && golden.hash === sealed(golden).hash;
}

export function rowsOf({ features, scale, rows, seams }: Golden): Rows {
  const bytes = Buffer.from(rows, 'base64');
  const values = Float64Array.from({ length: bytes.length / 2 }, (_, at) => {
    const step = bytes.readUInt16LE(2 * at);
    const [low, size] = scale[at % features.length]!;
    return step === MISSING ? Number.NaN : low + step * size;
  });
  return { features, values, seams };
}

/** Stretches spread over the rows. */
function pick(rows: Rows, window: number): Rows {
  const { features, values } = rows;
  const width = features.length;
  const count = countOf(rows);
  const room = Math.max(STRETCH, Math.min(ROWS, Math.floor(MOST_NUMBERS / Math.max(1, width))));
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

function rangeOf({ features, values }: Rows, feature: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = feature; at < values.length; at += features.length) {
    const value = values[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, Number(((high - low) / STEPS).toPrecision(6))] : [0, 0];
}

function hashOf(body: Omit<Golden, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}
