import { OnnxBuilder } from './builder';

export interface Smoothing {
  /** Part of the names of its values. */
  readonly name: string;
  readonly rates: readonly number[];
  readonly size: number;
  /** Boolean [rows]: the smoothing begins anew with this row. */
  readonly begins: string;
  /** What it then starts from: a value of [size] or what broadcasts to it; the row itself when absent. */
  readonly start?: string;
}

/**
 * Exponential smoothing at several rates, s += rate (v - s), row after row; where v is NaN, s stays.
 * @param vectors [rows, size] float64
 * @returns [rows, rates, size]
 */
export function smooth(onnx: OnnxBuilder, vectors: string, { name, rates, size, begins, start }: Smoothing): string {
  const prefix = `${name}_`;
  const shape = [rates.length, size] as const;
  const column = onnx.shared(`${name}:rates`, [rates.length, 1], () => Float64Array.from(rates));
  const body = new OnnxBuilder(prefix);
  const [before, vector, begin, next, kept] = ['state', 'vector', 'begin', 'next', 'kept'].map(
    (value) => prefix + value,
  ) as Five;
  const state = body.node('Where', [begin, start ?? vector, before]);
  const target = body.node('Where', [body.node('IsNaN', [vector]), state, vector]);
  const change = body.node('Mul', [body.node('Sub', [target, state]), column]);
  body.named(next, 'Add', [state, change]);
  body.named(kept, 'Identity', [next]);
  const value = (of: string, dimensions: readonly number[]) => ({ name: of, type: 'double', dimensions }) as const;
  const graph = {
    name: `${prefix}smooth`,
    inputs: [
      value(before, shape),
      value(vector, [shape[1]]),
      { name: begin, type: 'boolean', dimensions: [] } as const,
    ],
    outputs: [value(next, shape), value(kept, shape)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const first = onnx.shared(`${name}:first`, shape, () => new Float64Array(rates.length * size));
  const smoothed = `${prefix}smoothed`;
  onnx.nodeWith([`${prefix}last`, smoothed], 'Scan', [first, vectors, begins], { body: { graph }, num_scan_inputs: 2 });
  return smoothed;
}

type Five = [string, string, string, string, string];
