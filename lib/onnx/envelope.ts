import type { Band, Envelope } from '../detector/envelope';
import { liveliestOf, PRESENT, warmRows } from '../detector/traits';
import type { OnnxBuilder } from './builder';
import type { Judged } from './evidence';
import { smooth } from './smooth';

/**
 * How far single features are outside of their normal bands: lib/detector/envelope.ts, for all rows at once.
 * @param vectors [rows, size] float64, centred, NaN where a feature is missing
 */
export function mapEnvelope(onnx: OnnxBuilder, { grain, pace, bands }: Envelope, vectors: string): Judged {
  const size = grain.length;
  const rates = [...new Set(bands.map(({ rate }) => rate))];
  const stored = (name: string, values: Float64Array): string =>
    onnx.shared(`envelope:${name}`, [values.length], () => values);
  const known = onnx.node('Where', [onnx.node('IsNaN', [vectors]), onnx.double(0), vectors]);
  const levels = smooth(onnx, known, {
    name: 'envelope_level',
    rates: [...rates, PRESENT],
    size,
    // The first row is all that is known then.
    start: onnx.node('Gather', [known, onnx.integer(0)], { axis: 0 }),
  });
  const changes = onnx.node('Abs', [onnx.node('Sub', [vectors, rowBefore(onnx, vectors, size)])]);
  const smoothed = smooth(onnx, changes, { name: 'envelope_activity', rates, size, start: stored('pace', pace) });
  const activities = onnx.node('Log', [onnx.node('Add', [smoothed, stored('grain', grain)])]);
  const at = (values: string, k: number): string => onnx.node('Gather', [values, onnx.integer(k)], { axis: 1 });
  const present = at(levels, rates.length);
  const liveliest = at(activities, rates.indexOf(bands[liveliestOf(bands)]!.rate));
  const seen = rowsSeen(onnx, known);
  const judged = bands.map((band, k) => {
    const isLevel = band.kind === 'level';
    const value = at(isLevel ? levels : activities, rates.indexOf(band.rate));
    const above = isLevel ? value : onnx.node('Min', [value, liveliest]);
    const outside = onnx.node('Max', [
      onnx.node('Sub', [above, stored(`${k}:high`, band.high)]),
      onnx.node('Sub', [stored(`${k}:low`, band.low), value]),
      onnx.double(0),
    ]);
    const isWarm = onnx.toDouble(onnx.node('Greater', [seen, onnx.double(warmRows(band.rate))]));
    const off = onnx.node('Div', [onnx.node('Mul', [outside, isWarm]), stored(`${k}:width`, band.width)]);
    return worst(onnx, isLevel ? stillOff(onnx, off, value, present) : off, band, bands.length);
  });
  return judged.reduce((a, b) => ({
    score: onnx.node('Add', [a.score, b.score]),
    contributions: onnx.node('Add', [a.contributions, b.contributions]),
  }));
}

/** Row t - 1 for every t; of the first row nothing is known. */
function rowBefore(onnx: OnnxBuilder, rows: string, size: number): string {
  const nothing = onnx.shared('envelope:nothing', [1, size], () => new Float64Array(size).fill(Number.NaN));
  const earlier = onnx.node('Slice', [rows, onnx.integers([0]), onnx.integers([-1]), onnx.integers([0])]);
  return onnx.node('Concat', [nothing, earlier], { axis: 0 });
}

/** How many rows there were up to each. @returns [rows, 1] */
function rowsSeen(onnx: OnnxBuilder, rows: string): string {
  const first = onnx.node('Gather', [rows, onnx.integers([0])], { axis: 1 });
  const one = onnx.node('Add', [onnx.node('Mul', [first, onnx.double(0)]), onnx.double(1)]);
  return onnx.node('CumSum', [one, onnx.integer(0)]);
}

/** Only as far as the last few rows are still off. */
function stillOff(onnx: OnnxBuilder, off: string, value: string, present: string): string {
  const zero = onnx.node('Equal', [value, onnx.double(0)]);
  const divisor = onnx.node('Where', [zero, onnx.double(1), value]);
  const ratio = onnx.node('Where', [zero, onnx.double(1), onnx.node('Div', [present, divisor])]);
  return onnx.node('Mul', [off, onnx.node('Clip', [ratio, onnx.double(0), onnx.double(1)])]);
}

/** The squared largest excursion by its unit, all of it the worst feature's. */
function worst(onnx: OnnxBuilder, excursions: string, { unit, low }: Band, bands: number): Judged {
  const most = onnx.node('ReduceMax', [excursions], { axes: [1], keepdims: 1 });
  const share = onnx.node('Div', [onnx.node('Mul', [most, most]), onnx.double(unit ** 2 * bands)]);
  const feature = onnx.node('ArgMax', [excursions], { axis: 1, keepdims: 1 });
  const all = onnx.shared('envelope:features', [1, low.length], () => Array.from(low, (_, i) => i));
  const mine = onnx.toDouble(onnx.node('Equal', [all, feature]));
  return {
    score: onnx.node('Squeeze', [share, onnx.integers([1])]),
    contributions: onnx.node('Mul', [mine, share]),
  };
}
