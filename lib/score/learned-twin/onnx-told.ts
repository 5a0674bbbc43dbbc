import { pick } from '../../onnx/rows';
import { unpackRoot } from '../root';
import { type Columns, FURTHEST as FURTHEST_PRODUCT, sizeOf, whatIsAt } from './columns';
import type { ExportedTrail } from './onnx-trail';
import { FURTHEST, type Predictor } from './predictor';
import type { Range } from './range';
import { SLOW_MEAN, VALUE } from './trail';

/**
 * The residual of one tag in its deviations, NaN where too little is known of such a row, [rows, 1].
 * @param name of its constants
 * @param range see JudgeAtWork
 */
export function exportTold(predictor: Predictor, trail: ExportedTrail, name: string, range: Range | undefined): string {
  const { onnx, width } = trail;
  const { tag, weights, root, reach, spread, movers, center, deviation } = predictor;
  const size = weights.length;
  const columns = exportColumns(predictor.columns, trail, name);
  const told = onnx.node('MatMul', [columns, onnx.shared(`${name}:weights`, [size, 1], () => weights)]);
  const off = onnx.node('Sub', [pick(onnx, trail.values, [tag], width), told]);
  const terms: string[] = [];
  if (spread.transient > 0 && movers.length > 0) {
    const since = onnx.node('Sub', [trail.lagged(VALUE, 0), trail.lagged(SLOW_MEAN, 0)]);
    const moved = pick(onnx, since, [...movers], width);
    const mean = onnx.node('ReduceMean', [onnx.node('Mul', [moved, moved])], { axes: [1], keepdims: 1 });
    terms.push(onnx.node('Mul', [mean, onnx.double(spread.transient)]));
  }
  let leverage: string | undefined;
  if (root !== undefined) {
    const triangle = onnx.toDouble(onnx.shared(`${name}:root`, [size, size], () => unpackRoot(root, size)));
    const parts = onnx.node('MatMul', [columns, triangle]);
    leverage = onnx.node('ReduceSum', [onnx.node('Mul', [parts, parts]), onnx.integers([1])], { keepdims: 1 });
    terms.push(onnx.node('Mul', [leverage, onnx.double(spread.leverage)]));
  }
  const variance = terms.reduce((sum, term) => onnx.node('Add', [sum, term]), onnx.double(1));
  const inSpread = onnx.node('Div', [off, onnx.node('Sqrt', [variance])]);
  const z = onnx.node('Div', [onnx.node('Sub', [inSpread, onnx.double(center)]), onnx.double(deviation)]);
  const residual = onnx.node('Max', [onnx.node('Min', [z, onnx.double(FURTHEST)]), onnx.double(-FURTHEST)]);
  if (reach === undefined || leverage === undefined) return residual;
  const unknown = onnx.node('Greater', [leverage, onnx.double(reach)]);
  const known = onnx.node('Where', [unknown, onnx.double(Number.NaN), residual]);
  if (range === undefined) return known;
  return onnx.node('Where', [outOfRange(predictor, trail, name, range), onnx.double(Number.NaN), known]);
}

/** Where an input is, or has lately been, beyond its range: [rows, 1]. */
function outOfRange({ inputs }: Predictor, trail: ExportedTrail, name: string, range: Range): string {
  const { onnx, width } = trail;
  const stored = (of: 'low' | 'high'): string =>
    onnx.shared(`${name}:range:${of}`, [1, inputs.length], () => range[of]);
  const beyond = [VALUE, SLOW_MEAN].map((kind) => {
    const values = pick(onnx, trail.lagged(kind, 0), [...inputs], width);
    const above = onnx.node('Sub', [values, stored('high')]);
    const below = onnx.node('Sub', [stored('low'), values]);
    return onnx.node('ReduceMax', [onnx.node('Max', [above, below])], { axes: [1], keepdims: 1 });
  });
  return onnx.node('Greater', [onnx.node('Max', beyond), onnx.double(0)]);
}

/** fill() for all rows: [rows, columns]. */
function exportColumns(columns: Columns, trail: ExportedTrail, name: string): string {
  const { onnx, width } = trail;
  const { factors, low, high, means, inverses } = columns;
  // Blocks of all features of one kind and lag, of which the columns are then picked.
  const blocks: string[] = [];
  const keys: string[] = [];
  const inBlocks = (places: Int32Array): number[] =>
    Array.from(places, (place) => {
      const { kind, feature, lag } = whatIsAt(place, width);
      const key = `${kind}:${lag}`;
      if (!keys.includes(key)) {
        keys.push(key);
        blocks.push(trail.lagged(kind, lag));
      }
      return keys.indexOf(key) * width + feature;
    });
  const [places, made] = [inBlocks(columns.places), inBlocks(factors)];
  const all = blocks.length === 1 ? blocks[0]! : onnx.node('Concat', blocks, { axis: 1 });
  const linear = onnx.node('Gather', [all, onnx.integers(places)], { axis: 1 });
  if (means.length === 0) return linear;
  const stored = (of: string, values: Float64Array): string =>
    onnx.shared(`${name}:${of}`, [1, values.length], () => values);
  const present = onnx.node('Gather', [all, onnx.integers(made)], { axis: 1 });
  const within = onnx.node('Max', [onnx.node('Min', [present, stored('high', high)]), stored('low', low)]);
  const pairs = [...factors.keys()].flatMap((i) => [...factors.keys()].slice(i).map((j) => [i, j] as const));
  const of = (side: 0 | 1): string =>
    onnx.node('Gather', [within, onnx.integers(pairs.map((p) => p[side]))], { axis: 1 });
  const centred = onnx.node('Sub', [onnx.node('Mul', [of(0), of(1)]), stored('means', means)]);
  const sized = onnx.node('Mul', [centred, stored('inverses', inverses)]);
  const cut = onnx.node('Max', [
    onnx.node('Min', [sized, onnx.double(FURTHEST_PRODUCT)]),
    onnx.double(-FURTHEST_PRODUCT),
  ]);
  if (sizeOf(columns) === means.length) return cut;
  return onnx.node('Concat', [linear, cut], { axis: 1 });
}
