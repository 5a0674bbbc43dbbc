import { createHash } from 'node:crypto';
import { quantile } from '../math/quantile';
import type { Rows } from './rows';

/** Values are kept as one of so many steps between a feature's least and greatest, in 12 bits; the last one stands for a missing value. */
const STEPS = 4094;
const MISSING = 4095;
/** What is further away than so many ranges of nearly all values is kept as if it was there: one wild value must not make all others coarse. */
const RANGES = 8;
const TAIL = 0.01;
/** Relative size of the last place of a single. */
const SINGLE = 2 ** -23;

/** Rows as plain JSON, in less than a fifth of the room. */
export interface Packed {
  readonly features: readonly string[];
  /** By feature its least value and the size of a step, base64. */
  readonly scale: string;
  /** Steps, two in three bytes, base64. */
  readonly rows: string;
  readonly seams: readonly number[];
}

export function pack(rows: Rows): Packed {
  const { features, values, seams } = rows;
  const scale = Float32Array.from(features.flatMap((_, i) => rangeOf(rows, i)));
  const bytes = new Uint8Array(Math.ceil(values.length * 1.5));
  for (let at = 0; at < values.length; at++) {
    const step = stepOf(values[at]!, scale, at % features.length);
    const byte = Math.floor(at / 2) * 3;
    if (at % 2 === 0) {
      bytes[byte] = step >> 4;
      bytes[byte + 1] = (step & 15) << 4;
    } else {
      bytes[byte + 1]! |= step >> 8;
      bytes[byte + 2] = step & 255;
    }
  }
  return { features, scale: textOf(new Uint8Array(scale.buffer)), rows: textOf(bytes), seams };
}

export function unpack({ features, scale: kept, rows, seams }: Packed): Rows {
  const bytes = Buffer.from(rows, 'base64');
  const scale = new Float32Array(new Uint8Array(Buffer.from(kept, 'base64')).buffer);
  const values = Float64Array.from({ length: Math.floor((bytes.length * 2) / 3) }, (_, at) => {
    const byte = Math.floor(at / 2) * 3;
    const step =
      at % 2 === 0 ? (bytes[byte]! << 4) | (bytes[byte + 1]! >> 4) : ((bytes[byte + 1]! & 15) << 8) | bytes[byte + 2]!;
    const i = at % features.length;
    return step === MISSING ? Number.NaN : scale[2 * i]! + step * scale[2 * i + 1]!;
  });
  return { features, values, seams };
}

/** Tells whether something that is kept was changed or damaged. */
export function hashOf(body: object): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** @param scale see Packed.scale @param i feature */
function stepOf(value: number, scale: Float32Array, i: number): number {
  if (Number.isNaN(value)) return MISSING;
  const size = scale[2 * i + 1]!;
  return size === 0 ? 0 : Math.max(0, Math.min(STEPS, Math.round((value - scale[2 * i]!) / size)));
}

/** Least value and size of a step, as singles: what the first loses the steps make up for. */
function rangeOf({ features, values }: Rows, feature: number): [number, number] {
  const known = Float64Array.from({ length: values.length / features.length }, (_, t) => {
    return values[t * features.length + feature]!;
  })
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (known.length === 0) return [0, 0];
  const [least, most] = [quantile(known, TAIL), quantile(known, 1 - TAIL)];
  const reach = most > least ? RANGES * (most - least) : Number.POSITIVE_INFINITY;
  const [low, high] = [Math.max(known[0]!, least - reach), Math.min(known.at(-1)!, most + reach)];
  const first = Math.min(Math.fround(low), Math.fround(low - Math.abs(low) * SINGLE));
  return low === high && Math.fround(low) === low ? [low, 0] : [first, (high - first) / STEPS];
}
