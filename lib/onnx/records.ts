import { OnnxBuilder } from './builder';

/** Boolean [rows]: which rows have enough to be judged; the node refuses the others. @param most share that may be missing */
export function usableRows(onnx: OnnxBuilder, scaled: string, judged: readonly number[], most: number): string {
  const missing = onnx.toDouble(onnx.node('IsNaN', [scaled]));
  const picked = onnx.node('Gather', [missing, onnx.integers(judged)], { axis: 1 });
  const width = onnx.toDouble(onnx.node('Gather', [onnx.node('Shape', [scaled]), onnx.integer(1)]));
  const enough = (lacking: string, of: string): string => {
    const count = onnx.node('ReduceSum', [lacking, onnx.integers([1])], { keepdims: 0 });
    const few = onnx.node('LessOrEqual', [count, onnx.node('Mul', [of, onnx.double(most)])]);
    return onnx.node('And', [few, onnx.node('Less', [count, of])]);
  };
  return onnx.node('And', [enough(missing, width), enough(picked, onnx.double(judged.length))]);
}

/** How the usable rows follow each other; all values are [usable rows]. */
export interface RowOrder {
  /** Boolean: the first row of all, or behind a gap that no window bears. */
  readonly first: string;
  /** float64: how many rows were left out right before it. */
  readonly leftOut: string;
  /** Boolean: all that judges begins anew with this row; while a window fills it begins with every row. */
  readonly begins: string;
  /** float64: rows since then, this one included. */
  readonly since: string;
  /** Boolean: enough rows have come to give a score. */
  readonly judged: string;
}

/**
 * Where windows begin anew, as GapWatch and LiveScore have it for records that come at even intervals.
 * @param usable boolean [rows]
 * @param take picks the usable ones of [rows]
 * @param bearable rows that may be left out in between
 */
export function rowOrder(
  onnx: OnnxBuilder,
  usable: string,
  take: (value: string) => string,
  { window, context, bearable }: { readonly window: number; readonly context: number; readonly bearable: number },
): RowOrder {
  const leftOut = take(count(onnx, usable, { name: 'left_out', start: 0, result: 'before' }));
  const isCut = onnx.node('Greater', [leftOut, onnx.double(bearable)]);
  const rows = count(onnx, isCut, { name: 'since', start: 1, result: 'after' });
  const since = onnx.node('Sub', [rows, onnx.double(window - 1)]);
  return {
    first: onnx.node('Equal', [rows, onnx.double(1)]),
    leftOut,
    begins: onnx.node('LessOrEqual', [since, onnx.double(1)]),
    since,
    judged: onnx.node('GreaterOrEqual', [rows, onnx.double(context)]),
  };
}

interface Count {
  /** Part of the names of its values. */
  readonly name: string;
  /** The count at a flagged row. */
  readonly start: number;
  /** Whether the result of a row is the count before it or after it. */
  readonly result: 'before' | 'after';
}

/** Counts rows since the last flagged one: [rows] float64. @param flags boolean [rows] */
function count(onnx: OnnxBuilder, flags: string, { name, start, result }: Count): string {
  const prefix = `${name}_`;
  const body = new OnnxBuilder(prefix);
  const [before, flag, after, kept] = ['before', 'flag', 'after', 'kept'].map((value) => prefix + value) as Four;
  body.named(after, 'Where', [flag, body.double(start), body.node('Add', [before, body.double(1)])]);
  body.named(kept, 'Identity', [result === 'before' ? before : after]);
  const value = (of: string) => ({ name: of, type: 'double', dimensions: [] }) as const;
  const graph = {
    name: `${prefix}count`,
    inputs: [value(before), { name: flag, type: 'boolean', dimensions: [] } as const],
    outputs: [value(after), value(kept)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const all = `${prefix}all`;
  onnx.nodeWith([`${prefix}last`, all], 'Scan', [onnx.double(0), flags], { body: { graph }, num_scan_inputs: 1 });
  return all;
}

type Four = [string, string, string, string];
