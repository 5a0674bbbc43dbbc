import { checkWeights } from '../../../lib/engine/check';
import type { Dataset } from '../../../lib/engine/engine';
import { type Graph, inputsOf } from '../../../lib/network/graph';
import { OnnxBuilder } from '../../../lib/onnx/builder';
import { type Dimensions, writeModel } from '../../../lib/onnx/model';
import { mapGraph } from '../../../lib/onnx/operations';

/** A trained model in its own terms. */
export interface ExportedModel {
  readonly graph: Graph;
  readonly weights: Float32Array;
  /** Which rows each input of the graph gets, as in Dataset. */
  readonly inputs: Dataset['inputs'];
  /** Names of the features of a row, in order. */
  readonly features: readonly string[];
  /** The graph sees (value - center[i]) / scale[i]. */
  readonly center: readonly number[];
  readonly scale: readonly number[];
  /** More for metadata_props: what the model is, where it comes from. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a model as ONNX (opset 17) that takes engineering units and gives the graph's outputs, the score among them:
 * one input `x`, [batch, features] for single rows or [batch, rows, features] for windows. It is float64, because
 * 101,325 Pa with a deviation of 5 Pa loses its last digits in float32; behind the scaler all is float32, as in the
 * engines. It is how the mapping of every operation is tested against the engines.
 */
export function exportOnnx(model: ExportedModel): Uint8Array {
  checkWeights(model.graph, model.weights);
  const { graph, weights, features, metadata = {} } = model;
  const onnx = new OnnxBuilder();
  const width = features.length;
  const layout = layoutOf(model);
  const center = onnx.shared('scaler:center', [width], () => Float64Array.from(model.center));
  const scale = onnx.shared('scaler:scale', [width], () => Float64Array.from(model.scale));
  const scaled = onnx.node('Div', [onnx.node('Sub', ['x', center]), scale]);
  const rows = onnx.toFloat(scaled);
  const inputs: Record<string, string> = {};
  for (const [name, { from, length }] of layout.inputs) {
    const whole = length === layout.rows;
    const part = whole
      ? rows
      : onnx.node('Slice', [rows, onnx.integers([from]), onnx.integers([from + length]), onnx.integers([1])]);
    const { shape } = graph.nodes[inputsOf(graph).get(name)!]!;
    inputs[name] = onnx.node('Reshape', [part, onnx.integers([-1, ...shape])]);
  }
  const values = mapGraph(onnx, graph, weights, inputs, Object.keys(graph.outputs));
  const outputs = Object.entries(values).map(([name, value]) => {
    onnx.named(name, 'Identity', [value]);
    const dimensions: Dimensions = ['batch', ...graph.nodes[graph.outputs[name]!]!.shape];
    return { name, type: 'float', dimensions } as const;
  });
  const dimensions: Dimensions = layout.rows === 1 ? ['batch', width] : ['batch', layout.rows, width];
  const { nodes, tensors } = onnx;
  const x = { name: 'x', type: 'double', dimensions } as const;
  return writeModel(
    { name: 'detector', inputs: [x], outputs, nodes, tensors },
    { ...metadata, features: JSON.stringify(features) },
  );
}

/** How the graph's inputs lie in the rows of one example, counted from the first row that any of them takes. */
function layoutOf({ inputs }: ExportedModel): {
  rows: number;
  inputs: [string, { from: number; length: number }][];
} {
  const entries = Object.entries(inputs);
  const first = Math.min(...entries.map(([, { offset }]) => offset));
  const rows = Math.max(...entries.map(([, { offset, length }]) => offset + length)) - first;
  return { rows, inputs: entries.map(([name, { offset, length }]) => [name, { from: offset - first, length }]) };
}
