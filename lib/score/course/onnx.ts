import type { OnnxBuilder } from '../../onnx/builder';
import type { ExportedPart, ExportedRows } from '../part';
import { type Course, FLAT, PARTS } from './encoding';

/** How far the course of each row's window is from the nearest typical one; no feature is blamed. */
export function exportCourse(course: Course, _settings: unknown, rows: ExportedRows): ExportedPart {
  const { onnx, input } = rows;
  const size = Math.min(PARTS, rows.rowsPerWindow) * rows.features.length;
  const distance = nearest(onnx, rows.name, coursesOf(rows), course.prototypes, size);
  return {
    value: onnx.node('Div', [distance, onnx.double(course.unit)]),
    shares: onnx.node('Mul', [input, onnx.double(0)]),
  };
}

/** [rows, parts x features] */
function coursesOf({ onnx, window, features, rowsPerWindow }: ExportedRows): string {
  const width = features.length;
  const parts = Math.min(PARTS, rowsPerWindow);
  const each = Math.floor(rowsPerWindow / parts);
  const from = (rowsPerWindow - parts * each) * width;
  const recent = onnx.node('Slice', [
    onnx.toDouble(window),
    onnx.integers([from]),
    onnx.integers([rowsPerWindow * width]),
    onnx.integers([1]),
  ]);
  const grouped = onnx.node('Reshape', [recent, onnx.integers([-1, parts, each, width])]);
  const means = onnx.node('ReduceMean', [grouped], { axes: [2], keepdims: 0 });
  const flat = onnx.node('Reshape', [means, onnx.integers([-1, parts * width])]);
  const mean = onnx.node('ReduceMean', [flat], { axes: [1], keepdims: 1 });
  const off = onnx.node('Sub', [flat, mean]);
  const variance = onnx.node('ReduceMean', [onnx.node('Mul', [off, off])], { axes: [1], keepdims: 1 });
  return onnx.node('Div', [off, onnx.node('Sqrt', [onnx.node('Add', [variance, onnx.double(FLAT ** 2)])])]);
}

/** Squared distance of each encoding [rows, size] to the nearest prototype, |a|^2 - 2 a p + |p|^2: [rows]. */
function nearest(onnx: OnnxBuilder, name: string, encodings: string, prototypes: Float32Array, size: number): string {
  const count = prototypes.length / size;
  const columns = new Float64Array(prototypes.length);
  const norms = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    for (let i = 0; i < size; i++) {
      const value = prototypes[p * size + i]!;
      columns[i * count + p] = -2 * value;
      norms[p]! += value * value;
    }
  }
  const products = onnx.node('MatMul', [encodings, onnx.shared(`${name}:prototypes`, [size, count], () => columns)]);
  const own = onnx.node('ReduceSum', [onnx.node('Mul', [encodings, encodings]), onnx.integers([1])], { keepdims: 1 });
  const partial = onnx.node('Add', [products, onnx.shared(`${name}:norms`, [count], () => norms)]);
  const distances = onnx.node('Add', [partial, own]);
  const least = onnx.node('ReduceMin', [distances], { axes: [1], keepdims: 0 });
  // Rounding may leave a hair below zero.
  return onnx.node('Max', [least, onnx.double(0)]);
}
