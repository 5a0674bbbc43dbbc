import type { OnnxBuilder } from '../../onnx/builder';
import { earlier, pick, place, whereMeasured } from '../../onnx/rows';
import { smooth } from '../../onnx/smooth';
import { warmRows } from '../ewma';
import { measuredOf } from '../features';
import type { ExportedPart, ExportedRows } from '../part';
import type { Band, Bands } from './meter';
import { liveliestOf, PRESENT } from './traits';

/** What BandsMeter says of every row. */
export function exportBands({ grain, pace, bands }: Bands, _settings: unknown, rows: ExportedRows): ExportedPart {
  const { onnx, name, features, begins } = rows;
  const measured = measuredOf(features);
  const vectors = pick(onnx, whereMeasured(onnx, rows.input, rows.scaled), measured, features.length);
  const size = grain.length;
  const rates = [...new Set(bands.map(({ rate }) => rate))];
  const stored = (of: string, values: Float64Array): string =>
    onnx.shared(`${name}:${of}`, [values.length], () => values);
  const known = onnx.node('Where', [onnx.node('IsNaN', [vectors]), onnx.double(0), vectors]);
  // The first row is all that is known of the levels.
  const levels = smooth(onnx, known, { name: `${name}_level`, rates: [...rates, PRESENT], size, begins });
  const before = earlier({ onnx, begins }, vectors, onnx.double(Number.NaN));
  const changes = onnx.node('Abs', [onnx.node('Sub', [vectors, before])]);
  const activity = { name: `${name}_activity`, rates, size, begins, start: stored('pace', pace) };
  const smoothed = smooth(onnx, changes, activity);
  const activities = onnx.node('Log', [onnx.node('Add', [smoothed, stored('grain', grain)])]);
  const at = (values: string, k: number): string => onnx.node('Gather', [values, onnx.integer(k)], { axis: 1 });
  const present = at(levels, rates.length);
  const liveliest = at(activities, rates.indexOf(bands[liveliestOf(bands)]!.rate));
  const seen = onnx.node('Reshape', [rows.since, onnx.integers([-1, 1])]);
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
    return worst(onnx, name, isLevel ? stillOff(onnx, off, value, present) : off, band, bands.length);
  });
  const all = judged.reduce((a, b) => ({
    value: onnx.node('Add', [a.value, b.value]),
    shares: onnx.node('Add', [a.shares, b.shares]),
  }));
  return { value: all.value, shares: place(onnx, all.shares, measured, features.length) };
}

/** Only as far as the last few rows are still off. */
function stillOff(onnx: OnnxBuilder, off: string, value: string, present: string): string {
  const zero = onnx.node('Equal', [value, onnx.double(0)]);
  const divisor = onnx.node('Where', [zero, onnx.double(1), value]);
  const ratio = onnx.node('Where', [zero, onnx.double(1), onnx.node('Div', [present, divisor])]);
  return onnx.node('Mul', [off, onnx.node('Clip', [ratio, onnx.double(0), onnx.double(1)])]);
}

/** The squared largest excursion by its unit, all of it the worst feature's. */
function worst(onnx: OnnxBuilder, name: string, excursions: string, { unit, low }: Band, bands: number): ExportedPart {
  const most = onnx.node('ReduceMax', [excursions], { axes: [1], keepdims: 1 });
  const share = onnx.node('Div', [onnx.node('Mul', [most, most]), onnx.double(unit ** 2 * bands)]);
  const feature = onnx.node('ArgMax', [excursions], { axis: 1, keepdims: 1 });
  const all = onnx.shared(`${name}:features`, [1, low.length], () => Array.from(low, (_, i) => i));
  const mine = onnx.toDouble(onnx.node('Equal', [all, feature]));
  return {
    value: onnx.node('Squeeze', [share, onnx.integers([1])]),
    shares: onnx.node('Mul', [mine, share]),
  };
}
