import { OnnxBuilder } from './builder';

/** Boolean [rows]: which rows have enough to be judged; the node refuses the others (lib/detector, most missing). */
export function usableRows(onnx: OnnxBuilder, scaled: string, judged: readonly number[], most: number): string {
  const missing = onnx.toDouble(onnx.node('IsNaN', [scaled]));
  const whole = onnx.node('ReduceSum', [missing, onnx.integers([1])], { keepdims: 0 });
  const picked = onnx.node('Gather', [missing, onnx.integers(judged)], { axis: 1 });
  const part = onnx.node('ReduceSum', [picked, onnx.integers([1])], { keepdims: 0 });
  const width = onnx.toDouble(onnx.node('Gather', [onnx.node('Shape', [scaled]), onnx.integer(1)]));
  const enough = (count: string, of: string): string => {
    const few = onnx.node('LessOrEqual', [count, onnx.node('Mul', [of, onnx.double(most)])]);
    return onnx.node('And', [few, onnx.node('Less', [count, of])]);
  };
  return onnx.node('And', [enough(whole, width), enough(part, onnx.double(judged.length))]);
}

/** How the usable rows follow each other; all values are [usable rows]. */
export interface Succession {
  /** Boolean: all begins anew with this row. */
  readonly begins: string;
  /** float64: rows since then, this one included. */
  readonly since: string;
  /** Boolean: rows are missing right before this one, but nothing begins anew. */
  readonly gaps: string;
  /** Boolean: enough rows have come to give a score. */
  readonly judged: string;
}

/**
 * Where windows begin anew, as GapWatch and LiveScore have it: a row that is left out is a record that is missing.
 * @param usable boolean [rows]
 * @param take picks the usable ones of [rows]
 */
export function succession(
  onnx: OnnxBuilder,
  usable: string,
  take: (value: string) => string,
  { window, context, bearable }: { readonly window: number; readonly context: number; readonly bearable: number },
): Succession {
  const isCut = onnx.node('Greater', [take(missedRows(onnx, usable)), onnx.double(bearable)]);
  const since = rowsSince(onnx, window > 1 ? isCut : onnx.node('And', [isCut, onnx.node('Not', [isCut])]));
  const isFull = (rows: number): string => onnx.node('GreaterOrEqual', [since, onnx.double(rows)]);
  const ready = onnx.node('Sub', [since, onnx.double(window - 1)]);
  return {
    begins: onnx.node('LessOrEqual', [ready, onnx.double(1)]),
    since: ready,
    gaps: window > 1 ? onnx.node('And', [isCut, onnx.node('Not', [isCut])]) : isCut,
    judged: isFull(context),
  };
}

/** How many records are missing since the last usable row: those that the caller names, and those that were left out. */
function missedRows(onnx: OnnxBuilder, usable: string): string {
  const body = new OnnxBuilder('missed_');
  const [before, here, isUsable, next, kept] = ['before', 'here', 'usable', 'next', 'kept'].map(
    (n) => `missed_${n}`,
  ) as Five;
  body.named(kept, 'Add', [before, here]);
  const more = body.node('Add', [kept, body.double(1)]);
  body.named(next, 'Where', [isUsable, body.double(0), more]);
  const value = (name: string) => ({ name, type: 'double', dimensions: [] }) as const;
  const graph = {
    name: 'missed_rows',
    inputs: [value(before), value(here), { name: isUsable, type: 'boolean', dimensions: [] } as const],
    outputs: [value(next), value(kept)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  // None are missing where the caller says nothing: an input with a value of its own may be left out.
  const none = onnx.shared('missed', [1], () => Float64Array.of(0));
  const each = onnx.node('Add', [onnx.node('Mul', [onnx.toDouble(usable), onnx.double(0)]), none]);
  onnx.nodeWith(['missed_last', 'missed_all'], 'Scan', [onnx.double(0), each, usable], {
    body: { graph },
    num_scan_inputs: 2,
  });
  return 'missed_all';
}

/** Rows since the last cut, 1 for the row that follows it. @param cuts boolean [rows] */
function rowsSince(onnx: OnnxBuilder, cuts: string): string {
  const body = new OnnxBuilder('since_');
  const [before, cut, next, kept] = ['before', 'cut', 'next', 'kept'].map((n) => `since_${n}`) as Four;
  const more = body.node('Add', [before, body.double(1)]);
  body.named(next, 'Where', [cut, body.double(1), more]);
  body.named(kept, 'Identity', [next]);
  const value = (name: string) => ({ name, type: 'double', dimensions: [] }) as const;
  const graph = {
    name: 'rows_since',
    inputs: [value(before), { name: cut, type: 'boolean', dimensions: [] } as const],
    outputs: [value(next), value(kept)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  onnx.nodeWith(['since_last', 'since_all'], 'Scan', [onnx.double(0), cuts], { body: { graph }, num_scan_inputs: 1 });
  return 'since_all';
}

type Four = [string, string, string, string];
type Five = [string, string, string, string, string];
