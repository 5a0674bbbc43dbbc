import { OnnxBuilder } from '../../onnx/builder';
import { earlier, pick, place } from '../../onnx/rows';
import { readingsOf } from '../features';
import type { ArrivingRows, ExportedPart, ExportedRows } from '../part';
import { RECENT } from './gate';

/** What LeapGate lets in, for all rows: [rows, features]. */
export function exportAdmitted(limits: Float32Array, rows: ArrivingRows): string {
  const { onnx, name, arriving, features, first, leftOut } = rows;
  const readings = readingsOf(features);
  const width = features.length;
  const values = pick(onnx, arriving, readings, width);
  // The gate keeps the row before in single precision.
  const kept = onnx.toDouble(onnx.toFloat(values));
  const isCut = onnx.node('Or', [first, onnx.node('Greater', [leftOut, onnx.double(0)])]);
  const last = earlier({ onnx, begins: isCut }, kept, onnx.double(Number.NaN));
  const change = onnx.node('Abs', [onnx.node('Sub', [values, last])]);
  const leaps = onnx.node('Greater', [change, limitsOf(onnx, name, limits)]);
  const rest = restBefore(onnx, name, onnx.toDouble(leaps), first, limits.length);
  const isHeld = onnx.node('And', [leaps, onnx.node('GreaterOrEqual', [rest, onnx.double(RECENT)])]);
  const held = onnx.node('Greater', [place(onnx, onnx.toDouble(isHeld), readings, width), onnx.double(0)]);
  const known = onnx.node('Where', [onnx.node('IsNaN', [last]), onnx.double(0), last]);
  return onnx.node('Where', [held, place(onnx, known, readings, width), arriving]);
}

/** What LeapGate says of every row. */
export function exportLeaps(limits: Float32Array, _settings: unknown, rows: ExportedRows): ExportedPart {
  const { onnx, name, features } = rows;
  const readings = readingsOf(features);
  const of = (all: string): string => pick(onnx, all, readings, features.length);
  const off = onnx.node('Abs', [onnx.node('Sub', [of(rows.arriving), of(rows.scaled)])]);
  const known = onnx.node('Where', [onnx.node('IsNaN', [off]), onnx.double(0), off]);
  const leapt = onnx.node('Div', [known, limitsOf(onnx, name, limits)]);
  const most = onnx.node('ReduceMax', [leapt], { axes: [1], keepdims: 1 });
  const all = onnx.shared(`${name}:readings`, [1, readings.length], () => Float64Array.from(readings.keys()));
  const first = onnx.toDouble(onnx.node('ArgMax', [leapt], { axis: 1, keepdims: 1 }));
  const mine = onnx.toDouble(onnx.node('Equal', [all, first]));
  return {
    value: onnx.node('Squeeze', [most, onnx.integers([1])]),
    shares: place(onnx, onnx.node('Mul', [mine, most]), readings, features.length),
  };
}

function limitsOf(onnx: OnnxBuilder, name: string, limits: Float32Array): string {
  return onnx.shared(`${name}:limits`, [limits.length], () => Float64Array.from(limits));
}

/** Rows since the last leap before each row, at most RECENT: [rows, size]. @param leaps 1 where it leaps */
function restBefore(onnx: OnnxBuilder, part: string, leaps: string, first: string, size: number): string {
  const prefix = `${part}_`;
  const body = new OnnxBuilder(prefix);
  const [state, leap, begins, next, rest] = ['state', 'leap', 'begins', 'next', 'rest'].map(
    (of) => prefix + of,
  ) as Five;
  const before = body.node('Where', [begins, body.double(RECENT), state]);
  const longer = body.node('Min', [body.node('Add', [before, body.double(1)]), body.double(RECENT)]);
  body.named(next, 'Where', [body.node('Greater', [leap, body.double(0)]), body.double(0), longer]);
  body.named(rest, 'Identity', [before]);
  const row = (name: string) => ({ name, type: 'double', dimensions: [size] }) as const;
  const graph = {
    name: `${prefix}rest`,
    inputs: [row(state), row(leap), { name: begins, type: 'boolean', dimensions: [] } as const],
    outputs: [row(next), row(rest)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const rested = onnx.shared(`${part}:rested`, [size], () => new Float64Array(size).fill(RECENT));
  const all = `${prefix}all`;
  onnx.nodeWith([`${prefix}last`, all], 'Scan', [rested, leaps, first], { body: { graph }, num_scan_inputs: 2 });
  return all;
}

type Five = [string, string, string, string, string];
