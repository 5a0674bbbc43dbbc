import type { OnnxBuilder } from '../../onnx/builder';
import { smooth } from '../../onnx/smooth';
import type { ExportedRows } from '../part';
import { FURTHEST, type Standard } from './standard';
import { FAST, SLOW, WARM } from './trail';

/** What Trail holds, for all rows: names of ONNX values. */
export interface ExportedTrail {
  readonly onnx: OnnxBuilder;
  readonly width: number;
  /** [rows, features]: standardised, a missing value replaced by the last one. */
  readonly values: string;
  /** Boolean [rows]: nothing before this row counts. */
  readonly starts: string;
  /** Boolean [rows, 1]: enough of the past is known. */
  readonly known: string;
  /** A value or average of all features so many rows ago, [rows, features]. @param kind see columnAt */
  lagged(kind: number, lag: number): string;
}

/** Standardises the rows and looks back. */
export function exportTrail(standards: readonly Standard[], rows: ExportedRows): ExportedTrail {
  const { onnx, name } = rows;
  const width = standards.length;
  const starts = rows.begins;
  const values = lastKnown(standards, rows);
  const averaged = smooth(onnx, values, { name: `${name}_mean`, rates: [FAST, SLOW], size: width, begins: starts });
  const kinds = [values, ...[0, 1].map((k) => onnx.node('Gather', [averaged, onnx.integer(k)], { axis: 1 }))];
  const count = onnx.node('Gather', [onnx.node('Shape', [rows.scaled]), onnx.integer(0)]);
  const at = onnx.toDouble(onnx.node('Range', [onnx.integer(0), count, onnx.integer(1)]));
  const start = lastStart(onnx, name, at, starts);
  const memory = onnx.node('Reshape', [onnx.node('Sub', [at, start]), onnx.integers([-1, 1])]);
  const made = new Map<string, string>();
  return {
    onnx,
    width,
    values,
    starts,
    known: onnx.node('GreaterOrEqual', [memory, onnx.double(WARM)]),
    lagged(kind, lag) {
      const key = `${kind}:${lag}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      const from = onnx.node('Max', [onnx.node('Sub', [at, onnx.double(lag)]), start]);
      const value = lag === 0 ? kinds[kind]! : onnx.node('Gather', [kinds[kind]!, onnx.toInteger(from)], { axis: 0 });
      made.set(key, value);
      return value;
    },
  };
}

/** Each value in deviations; where it is missing, the last one, 0 when there was none. */
function lastKnown(standards: readonly Standard[], { onnx, name, scaled, begins }: ExportedRows): string {
  const width = standards.length;
  const stored = (of: string, value: (standard: Standard) => number): string =>
    onnx.shared(`${name}:${of}`, [1, width], () => Float64Array.from(standards, value));
  const off = onnx.node('Sub', [scaled, stored('mean', ({ mean }) => mean)]);
  const size = stored('deviation', ({ deviation }) => deviation || Number.POSITIVE_INFINITY);
  const x = onnx.node('Div', [off, size]);
  const within = onnx.node('Max', [onnx.node('Min', [x, onnx.double(FURTHEST)]), onnx.double(-FURTHEST)]);
  const there = onnx.node('Where', [onnx.node('IsNaN', [x]), x, within]);
  const held = smooth(onnx, there, { name: `${name}_held`, rates: [1], size: width, begins, start: onnx.double(0) });
  return onnx.node('Squeeze', [held, onnx.integers([1])]);
}

/** The position of the last row that starts anew, for each row: [rows]. */
function lastStart(onnx: OnnxBuilder, name: string, at: string, starts: string): string {
  const marked = onnx.node('Where', [starts, at, onnx.double(Number.NaN)]);
  const column = onnx.node('Reshape', [marked, onnx.integers([-1, 1])]);
  const held = smooth(onnx, column, { name: `${name}_start`, rates: [1], size: 1, begins: starts });
  return onnx.node('Reshape', [held, onnx.integers([-1])]);
}
