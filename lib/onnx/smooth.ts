import { OnnxBuilder } from './builder';

export interface Smoothing {
  /** Part of the names of its values. */
  readonly name: string;
  readonly rates: readonly number[];
  readonly size: number;
  /** What it starts from: a value of [size], or what broadcasts to it. */
  readonly start: string;
}

/**
 * Exponential smoothing at several rates, s += rate (v - s), row after row; where v is NaN, s stays.
 * @param vectors [rows, size] float64
 * @returns [rows, rates, size]
 */
export function smooth(onnx: OnnxBuilder, vectors: string, { name, rates, size, start }: Smoothing): string {
  const prefix = `${name}_`;
  const shape = [rates.length, size] as const;
  const column = onnx.shared(`${name}:rates`, [rates.length, 1], () => Float64Array.from(rates));
  const body = new OnnxBuilder(prefix);
  const [state, vector, next, kept] = ['state', 'vector', 'next', 'kept'].map((value) => prefix + value) as Four;
  const target = body.node('Where', [body.node('IsNaN', [vector]), state, vector]);
  const change = body.node('Mul', [body.node('Sub', [target, state]), column]);
  body.named(next, 'Add', [state, change]);
  body.named(kept, 'Identity', [next]);
  const value = (of: string, dimensions: readonly number[]) => ({ name: of, type: 'double', dimensions }) as const;
  const graph = {
    name: `${prefix}smooth`,
    inputs: [value(state, shape), value(vector, [shape[1]])],
    outputs: [value(next, shape), value(kept, shape)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const first = onnx.node('Expand', [start, onnx.integers(shape)]);
  const smoothed = `${prefix}smoothed`;
  onnx.nodeWith([`${prefix}last`, smoothed], 'Scan', [first, vectors], { body: { graph }, num_scan_inputs: 1 });
  return smoothed;
}

type Four = [string, string, string, string];
