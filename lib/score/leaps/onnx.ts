import { OnnxBuilder } from '../../onnx/builder';
import { pick, place } from '../../onnx/rows';
import { HELD, RECENT } from '../../outliers/leap-gate';
import { readingsOf } from '../features';
import type { ArrivingRows, ExportedPart, ExportedRows } from '../part';

/** What LeapGate lets in, for all rows: [rows, features]. */
export function exportAdmitted(limits: Float32Array, rows: ArrivingRows): string {
  const { onnx, name, arriving, features } = rows;
  const readings = readingsOf(features);
  const all = (value: string): string => place(onnx, value, readings, features.length);
  const { held, bases } = holds(name, limits, rows);
  return onnx.node('Where', [onnx.node('Greater', [all(held), onnx.double(0)]), all(bases), arriving]);
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

/**
 * Row by row what the gate holds back, all [rows, readings].
 * @returns held: 1 where it does; bases: what stands in there, 0 where nothing is known
 */
function holds(part: string, limits: Float32Array, rows: ArrivingRows): { held: string; bases: string } {
  const { onnx, arriving, features, first, leftOut } = rows;
  const readings = readingsOf(features);
  const size = readings.length;
  const prefix = `${part}_`;
  const body = new OnnxBuilder(prefix);
  const names = ['last', 'since', 'value', 'begins', 'missed', 'next_last', 'next_since', 'held', 'base'];
  const [last, since, value, begins, missed, nextLast, nextSince, held, base] = names.map((of) => prefix + of) as Nine;
  const nothing = body.double(0);
  const recent = body.double(RECENT);
  const isCut = body.node('Or', [begins, body.node('Greater', [missed, nothing])]);
  const before = body.node('Where', [isCut, body.double(Number.NaN), last]);
  const rest = body.node('Where', [begins, recent, since]);
  const change = body.node('Abs', [body.node('Sub', [value, before])]);
  const leaps = body.node('Greater', [change, limitsOf(onnx, part, limits)]);
  const isHolding = body.node('Less', [rest, nothing]);
  const isAtRest = body.node('GreaterOrEqual', [rest, recent]);
  const mayHold = body.node('And', [isHolding, body.node('Greater', [rest, body.double(-HELD)])]);
  const isHeld = body.node('And', [leaps, body.node('Or', [isAtRest, mayHold])]);
  const longer = body.node('Sub', [body.node('Min', [rest, nothing]), body.double(1)]);
  const away = body.node('Where', [isHeld, longer, nothing]);
  const older = body.node('Add', [rest, body.double(1)]);
  const back = body.node('Max', [nothing, body.node('Min', [older, recent])]);
  // The gate keeps the row before in single precision.
  body.named(nextLast, 'Where', [isHeld, before, body.toDouble(body.toFloat(value))]);
  body.named(nextSince, 'Where', [leaps, away, back]);
  body.named(held, 'Where', [isHeld, body.double(1), nothing]);
  body.named(base, 'Where', [body.node('IsNaN', [before]), nothing, before]);
  const row = (name: string) => ({ name, type: 'double', dimensions: [size] }) as const;
  const graph = {
    name: `${prefix}gate`,
    inputs: [
      row(last),
      row(since),
      row(value),
      { name: begins, type: 'boolean', dimensions: [] } as const,
      { name: missed, type: 'double', dimensions: [] } as const,
    ],
    outputs: [nextLast, nextSince, held, base].map(row),
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const filled = (name: string, value: number): string =>
    onnx.shared(`${part}:${name}`, [size], () => new Float64Array(size).fill(value));
  const [allHeld, bases] = [`${prefix}all_held`, `${prefix}bases`] as const;
  onnx.nodeWith(
    [`${prefix}end_last`, `${prefix}end_since`, allHeld, bases],
    'Scan',
    [
      filled('unknown', Number.NaN),
      filled('rested', RECENT),
      pick(onnx, arriving, readings, features.length),
      first,
      leftOut,
    ],
    { body: { graph }, num_scan_inputs: 3 },
  );
  return { held: allHeld, bases };
}

type Nine = [string, string, string, string, string, string, string, string, string];
