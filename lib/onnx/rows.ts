import type { OnnxBuilder } from './builder';

/** What was one row earlier: row t gets row t - 1 of a value; a row that begins anew gets its row of `first`. */
export function earlier(
  { onnx, begins }: { readonly onnx: OnnxBuilder; readonly begins: string },
  value: string,
  first: string,
): string {
  const rows = (from: number, to: number): string =>
    onnx.node('Slice', [value, onnx.integers([from]), onnx.integers([to]), onnx.integers([0])]);
  const shifted = onnx.node('Concat', [rows(0, 1), rows(0, -1)], { axis: 0 });
  const column = onnx.node('Reshape', [begins, onnx.integers([-1, 1])]);
  return onnx.node('Where', [column, first, shifted]);
}

/** Some columns of [rows, width], in their order. */
export function pick(onnx: OnnxBuilder, value: string, positions: readonly number[], width: number): string {
  return positions.length === width ? value : onnx.node('Gather', [value, onnx.integers(positions)], { axis: 1 });
}

/** The inverse of pick: columns as those of [rows, width], 0 for the others. */
export function place(onnx: OnnxBuilder, value: string, positions: readonly number[], width: number): string {
  if (positions.length === width) return value;
  const places = onnx.shared(`places:${positions.join(',')}`, [positions.length, width], () => {
    const matrix = new Float64Array(positions.length * width);
    positions.forEach((i, k) => {
      matrix[k * width + i] = 1;
    });
    return matrix;
  });
  return onnx.node('MatMul', [value, places]);
}

/** The value where something was measured, NaN elsewhere. @param measured scaled rows, NaN = missing */
export function whereMeasured(onnx: OnnxBuilder, value: string, measured: string): string {
  return onnx.node('Where', [onnx.node('IsNaN', [measured]), onnx.double(Number.NaN), value]);
}
