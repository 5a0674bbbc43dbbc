import { bearableGap } from '../detector/live/gaps';
import type { Model } from '../detector/models/model';
import { DETECTOR_FIELDS } from '../detector/settings';
import { inputsOf, sizeOf } from '../network/graph';
import { exportDetrended } from '../score/detrending/onnx';
import { featuresOf, judgedOf } from '../score/features';
import type { ExportedRows } from '../score/part';
import { outputsOf, partOf } from '../score/parts';
import { exportSum } from '../score/score';
import { OnnxBuilder } from './builder';
import { writeModel } from './model';
import { mapGraph } from './operations';
import { type RowOrder, rowOrder, usableRows } from './records';
import { mapScaler } from './scaler';

/**
 * Writes a detector as ONNX (opset 17): scaler, network and score in one.
 *
 * Input `x`: float64 [rows, features], rows of one asset in order of time, in engineering units, NaN = missing. (float64
 * because 101,325 Pa with a deviation of 5 Pa loses its last digits in float32.) A record that did not come is a row of NaN.
 * Outputs: `score` float64 [rows], the score that the node gives when it starts with the first of these rows; NaN where it
 * gives none: while its window fills, and for a row that lacks too much. `contributions` float64 [rows, features], each feature's share, 1 in sum (all 0
 * where nothing is off). The score remembers the past: for live scoring send the last rows each time and take the last score.
 * @param most share of the features that a row may lack, as in the node's setting
 */
export function exportDetector(model: Model, most: number = DETECTOR_FIELDS.missing.default): Uint8Array {
  const { blueprint, fitted } = model;
  const onnx = new OnnxBuilder();
  const features = featuresOf(model.features, blueprint.kinds);
  const width = features.length;
  const all = mapScaler(onnx, model.scaling, 'x');
  const usable = usableRows(onnx, all, judgedOf(features), most);
  const places = onnx.node('Reshape', [onnx.node('NonZero', [usable]), onnx.integers([-1])]);
  const take = (value: string): string => onnx.node('Gather', [value, places], { axis: 0 });
  const rows = rowOrder(onnx, usable, take, {
    window: blueprint.window,
    context: blueprint.context,
    bearable: bearableGap(blueprint.window),
  });
  const arriving = take(all);
  const { first, leftOut } = rows;
  const scaled = fitted.parts.reduce((seen, { plan, fitted }) => {
    return partOf(plan).admit?.(fitted, { onnx, name: plan.name, features, arriving: seen, first, leftOut }) ?? seen;
  }, arriving);
  const input = exportDetrended(onnx, fitted.input, preparedRows(onnx, model, scaled), scaled, rows);
  const window = windowsOf(onnx, onnx.toFloat(input), blueprint.window, width);
  const said = networkOutputs(onnx, model, window);
  const shared: Omit<ExportedRows, 'name'> = {
    onnx,
    features,
    arriving,
    first,
    leftOut,
    scaled,
    input,
    window,
    rowsPerWindow: blueprint.window,
    begins: rows.begins,
    since: rows.since,
    said: (output) => said[output]!,
  };
  const parts = fitted.parts.map(({ plan, fitted }) =>
    partOf(plan).export(fitted, plan, { ...shared, name: plan.name }),
  );
  const score = exportSum(onnx, fitted.parts, parts);
  putBack(onnx, places, rows, score.value, shareOut(onnx, score.shares));
  const { nodes, tensors } = onnx;
  const declared = (name: string, ...rest: number[]) =>
    ({ name, type: 'double', dimensions: ['rows', ...rest] }) as const;
  const inputs = [declared('x', width)];
  const outputs = [declared('score'), declared('contributions', width)];
  return writeModel({ name: model.node, inputs, outputs, nodes, tensors }, metadataOf(model));
}

function metadataOf({ id, version, node, features, fitted, training }: Model): Record<string, string> {
  return {
    model: id,
    version: String(version),
    detector: node,
    features: JSON.stringify(features),
    calibration: JSON.stringify(fitted.calibration),
    training: JSON.stringify(training),
  };
}

/** What the network sees of scaled rows: prepare() of lib/score/fitted.ts. */
function preparedRows(onnx: OnnxBuilder, { fitted }: Model, scaled: string): string {
  const stored = (name: 'center' | 'reach' | 'fill'): string => {
    const values = fitted.input[name];
    return onnx.shared(`input:${name}`, [values.length], () => values);
  };
  const off = onnx.node('Sub', [scaled, stored('center')]);
  const reach = stored('reach');
  const within = onnx.node('Max', [onnx.node('Min', [off, reach]), onnx.node('Neg', [reach])]);
  return onnx.node('Where', [onnx.node('IsNaN', [off]), stored('fill'), within]);
}

/** The network's outputs that the score needs, for the window that ends with each row: [rows, size] float64. */
function networkOutputs(onnx: OnnxBuilder, { blueprint, fitted }: Model, window: string): Record<string, string> {
  const { graph, parts } = blueprint;
  const names = outputsOf(parts);
  const { shape } = graph.nodes[inputsOf(graph).get('window')!]!;
  const windows = onnx.node('Reshape', [window, onnx.integers([-1, ...shape])]);
  const values = mapGraph(onnx, graph, fitted.weights, { window: windows }, names);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const size = sizeOf(graph.nodes[graph.outputs[name]!]!.shape);
      return [name, onnx.toDouble(onnx.node('Reshape', [value, onnx.integers([-1, size])]))];
    }),
  );
}

/** The rows t - window + 1 to t for every t, [rows, window x features]; before the first row there is the first row. */
function windowsOf(onnx: OnnxBuilder, rows: string, window: number, width: number): string {
  if (window === 1) return rows;
  const count = onnx.node('Gather', [onnx.node('Shape', [rows]), onnx.integer(0)]);
  const ends = onnx.node('Range', [onnx.integer(0), count, onnx.integer(1)]);
  const column = onnx.node('Reshape', [ends, onnx.integers([-1, 1])]);
  const back = onnx.shared('window:back', [1, window], () => Array.from({ length: window }, (_, i) => i - window + 1));
  const from = onnx.node('Max', [onnx.node('Add', [column, back]), onnx.integer(0)]);
  const gathered = onnx.node('Gather', [rows, onnx.node('Reshape', [from, onnx.integers([-1])])]);
  return onnx.node('Reshape', [gathered, onnx.integers([-1, window * width])]);
}

/** Each feature's share of the score; all zero where nothing is off. */
function shareOut(onnx: OnnxBuilder, shares: string): string {
  const total = onnx.node('ReduceSum', [shares, onnx.integers([1])], { keepdims: 1 });
  const divisor = onnx.node('Where', [onnx.node('Equal', [total, onnx.double(0)]), onnx.double(1), total]);
  return onnx.node('Div', [shares, divisor]);
}

/** Results of the rows that were judged, at their places among all rows; NaN where there is none. */
function putBack(onnx: OnnxBuilder, places: string, { judged }: RowOrder, score: string, shares: string): void {
  const indices = onnx.node('Reshape', [places, onnx.integers([-1, 1])]);
  const whole = onnx.node('Mul', ['x', onnx.double(Number.NaN)]);
  const one = onnx.node('ReduceSum', [whole, onnx.integers([1])], { keepdims: 0 });
  const known = onnx.node('Where', [judged, score, onnx.double(Number.NaN)]);
  const column = onnx.node('Reshape', [judged, onnx.integers([-1, 1])]);
  const parts = onnx.node('Where', [column, shares, onnx.double(Number.NaN)]);
  onnx.named('score', 'ScatterND', [one, indices, known]);
  onnx.named('contributions', 'ScatterND', [whole, indices, parts]);
}
