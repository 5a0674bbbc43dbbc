import { OnnxBuilder } from '../../onnx/builder';
import { ENOUGH, RATE, TOO_MUCH } from './retirement';

/**
 * Retirement for all rows: what is said of tags that are withdrawn becomes 0.
 * @param out [rows, width], 1 = the limit
 * @param known boolean [rows, 1]: rows that are counted
 */
export function exportRetirement(onnx: OnnxBuilder, name: string, out: string, known: string, width: number): string {
  const prefix = `${name}_retirement_`;
  const body = new OnnxBuilder(prefix);
  const named = (value: string): string => prefix + value;
  const [share, retired, isOut, counts] = ['share', 'retired', 'out', 'counts'].map(named) as [
    string,
    string,
    string,
    string,
  ];
  const next = body.node('Add', [share, body.node('Mul', [body.node('Sub', [isOut, share]), body.double(RATE)])]);
  body.named(named('next_share'), 'Where', [counts, next, share]);
  const less = body.node('Where', [body.node('Less', [next, body.double(ENOUGH)]), body.double(0), retired]);
  const more = body.node('Where', [body.node('Greater', [next, body.double(TOO_MUCH)]), body.double(1), less]);
  body.named(named('next_retired'), 'Where', [counts, more, retired]);
  body.named(named('kept'), 'Identity', [named('next_retired')]);
  const value = (of: string) => ({ name: of, type: 'double', dimensions: [width] }) as const;
  const graph = {
    name: `${prefix}rows`,
    inputs: [value(share), value(retired), value(isOut), { name: counts, type: 'boolean', dimensions: [1] } as const],
    outputs: [value(named('next_share')), value(named('next_retired')), value(named('kept'))],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const none = onnx.shared(`${name}:none`, [width], () => new Float64Array(width));
  const outs = onnx.toDouble(onnx.node('Greater', [out, onnx.double(1)]));
  const all = named('all');
  onnx.nodeWith([named('last_share'), named('last_retired'), all], 'Scan', [none, none, outs, known], {
    body: { graph },
    num_scan_inputs: 2,
  });
  return onnx.node('Where', [onnx.node('Greater', [all, onnx.double(0)]), onnx.double(0), out]);
}
