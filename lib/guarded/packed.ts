import { createHash } from 'node:crypto';
import type { Rows } from './rows';

/** Values are kept as one of so many steps between a feature's least and greatest; the last one stands for a missing value. */
const STEPS = 65_534;
const MISSING = 65_535;

/** Rows as plain JSON, in a quarter of the room. */
export interface Packed {
  readonly features: readonly string[];
  /** Least value and size of a step, by feature. */
  readonly scale: readonly (readonly [low: number, step: number])[];
  /** Steps, base64. */
  readonly rows: string;
  readonly seams: readonly number[];
}

export function pack(rows: Rows): Packed {
  const { features, values, seams } = rows;
  const scale = features.map((_, i): [number, number] => rangeOf(rows, i));
  const steps = Uint16Array.from(values, (value, at) => {
    const [low, step] = scale[at % features.length]!;
    return Number.isNaN(value) ? MISSING : step === 0 ? 0 : Math.round((value - low) / step);
  });
  return { features, scale, rows: Buffer.from(steps.buffer).toString('base64'), seams };
}

export function unpack({ features, scale, rows, seams }: Packed): Rows {
  const bytes = Buffer.from(rows, 'base64');
  const values = Float64Array.from({ length: bytes.length / 2 }, (_, at) => {
    const step = bytes.readUInt16LE(2 * at);
    const [low, size] = scale[at % features.length]!;
    return step === MISSING ? Number.NaN : low + step * size;
  });
  return { features, values, seams };
}

/** Tells whether something that is kept was changed or damaged. */
export function hashOf(body: object): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
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
