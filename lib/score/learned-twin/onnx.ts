import type { OnnxBuilder } from '../../onnx/builder';
import { earlier, pick, whereMeasured } from '../../onnx/rows';
import { smooth } from '../../onnx/smooth';
import type { ExportedPart, ExportedRows } from '../part';
import { RATE as CALM_RATE, LEAST_MOVEMENT } from './calm';
import { MOST_CHANGE, OUTLIVES, RATES, RESTLESS_RATE } from './charts';
import type { LearnedTwin } from './fit';
import { exportRetirement } from './onnx-retirement';
import { exportTold } from './onnx-told';
import { exportTrail } from './onnx-trail';
import { rangeOf } from './range';

/** What TwinAtWork says of every row: how loud it is, see learned-twin.ts. */
export function exportTwin(twin: LearnedTwin, _: object, rows: ExportedRows): ExportedPart {
  const { onnx, features } = rows;
  const trail = exportTrail(twin.standards, rows);
  const judges = twin.judges.filter((judge) => judge.judges);
  const outs: Out[] = [];
  if (judges.length > 0) {
    const residuals = judges.map(({ predictor }, k) => {
      const z = exportTold(predictor, trail, `${rows.name}:${k}`, rangeOf(twin, predictor));
      const measured = whereMeasured(onnx, z, pick(onnx, rows.scaled, [predictor.tag], features.length));
      return onnx.node('Where', [trail.known, measured, onnx.double(Number.NaN)]);
    });
    outs.push({
      tags: judges.map(({ predictor }) => predictor.tag),
      value: charts(judges, residuals, trail.starts, rows),
    });
  }
  if (twin.calm.size > 0) outs.push({ tags: [...twin.calm.keys()], value: calm(twin, trail, rows) });
  const out = onnx.node('Div', [byTag(onnx, outs, features.length, rows.scaled), onnx.double(twin.margin)]);
  return loudest(onnx, exportRetirement(onnx, rows.name, out, trail.known, features.length));
}

/** How far out something is, [rows, tags]. */
interface Out {
  readonly tags: readonly number[];
  readonly value: string;
}

/** The highest chart of each residual, 0 where there is none: [rows, judges]. */
function charts(
  judges: LearnedTwin['judges'],
  residuals: readonly string[],
  starts: string,
  rows: ExportedRows,
): string {
  const { onnx, name } = rows;
  const size = judges.length;
  const stored = (of: string, value: (k: number) => number): string =>
    onnx.shared(`${name}:${of}`, [1, size], () => Float64Array.from({ length: size }, (_, k) => value(k)));
  const z = size === 1 ? residuals[0]! : onnx.node('Concat', residuals, { axis: 1 });
  const levels = smooth(onnx, z, { name: `${name}_level`, rates: RATES, size, begins: starts, start: onnx.double(0) });
  const change = changes(onnx, z, starts, `${name}_z`, size);
  const most = stored('most', (k) => MOST_CHANGE * judges[k]!.change);
  const usual = stored('change', (k) => judges[k]!.change);
  const restless = smooth(
    onnx,
    onnx.node('Where', [onnx.node('IsNaN', [change]), change, onnx.node('Min', [change, most])]),
    {
      name: `${name}_restless`,
      rates: [RESTLESS_RATE],
      size,
      begins: starts,
      start: usual,
    },
  );
  const ratio = (values: string, at: number, limit: number): string => {
    const value = onnx.node('Abs', [onnx.node('Gather', [values, onnx.integer(at)], { axis: 1 })]);
    return onnx.node('Div', [value, stored(`limit:${limit}`, (k) => judges[k]!.limits[limit]!)]);
  };
  const level = RATES.map((_, k) => ratio(levels, k, k));
  const capped = level.map((value, k) =>
    k === 0 ? value : onnx.node('Min', [value, onnx.node('Mul', [level[k - 1]!, onnx.double(OUTLIVES)])]),
  );
  const utmost = stored('utmost', (k) => judges[k]!.most ?? Number.POSITIVE_INFINITY);
  const highest = onnx.node('Min', [onnx.node('Max', [...capped, ratio(restless, 0, RATES.length)]), utmost]);
  return onnx.node('Where', [onnx.node('IsNaN', [z]), onnx.double(0), highest]);
}

/** |change| to the last value that was there, NaN where there is none: [rows, size]. */
function changes(onnx: OnnxBuilder, values: string, starts: string, name: string, size: number): string {
  const hold = (of: string, vectors: string): string => {
    const held = smooth(onnx, vectors, {
      name: `${name}_${of}`,
      rates: [1],
      size,
      begins: starts,
      start: onnx.double(0),
    });
    return earlier({ onnx, begins: starts }, onnx.node('Squeeze', [held, onnx.integers([1])]), onnx.double(0));
  };
  const there = onnx.node('Where', [onnx.node('IsNaN', [values]), values, onnx.double(1)]);
  const change = onnx.node('Abs', [onnx.node('Sub', [values, hold('last', values)])]);
  return onnx.node('Where', [
    onnx.node('Greater', [hold('seen', there), onnx.double(0)]),
    change,
    onnx.double(Number.NaN),
  ]);
}

/** How calm each tag is that has a limit for it, 0 where it was not measured: [rows, tags]. */
function calm(
  { calm }: LearnedTwin,
  trail: { values: string; known: string; starts: string },
  rows: ExportedRows,
): string {
  const { onnx, name, features, scaled } = rows;
  const tags = [...calm.keys()];
  const stored = (of: 'movement' | 'limit'): string =>
    onnx.shared(`${name}:calm:${of}`, [1, tags.length], () => Float64Array.from(calm.values(), (limits) => limits[of]));
  const of = (value: string): string => pick(onnx, value, tags, features.length);
  const measured = whereMeasured(onnx, of(trail.values), of(scaled));
  const x = onnx.node('Where', [trail.known, measured, onnx.double(Number.NaN)]);
  const movement = smooth(onnx, changes(onnx, x, trail.starts, `${name}_x`, tags.length), {
    name: `${name}_movement`,
    rates: [CALM_RATE],
    size: tags.length,
    begins: trail.starts,
    start: stored('movement'),
  });
  const part = onnx.node('Div', [onnx.node('Squeeze', [movement, onnx.integers([1])]), stored('movement')]);
  const lively = onnx.node('Add', [part, onnx.double(LEAST_MOVEMENT)]);
  const calmness = onnx.node('Div', [onnx.node('Div', [onnx.double(1), lively]), stored('limit')]);
  return onnx.node('Where', [onnx.node('IsNaN', [x]), onnx.double(0), calmness]);
}

/** The largest of what is said of each feature, 0 where nothing is: [rows, features]. */
function byTag(onnx: OnnxBuilder, outs: readonly Out[], width: number, like: string): string {
  const nothing = onnx.node('Where', [
    onnx.node('IsNaN', [pick(onnx, like, [0], width)]),
    onnx.double(0),
    onnx.double(0),
  ]);
  const columns = Array.from({ length: width }, (_, i) => {
    const said = outs.flatMap(({ tags, value }) =>
      tags.flatMap((tag, k) => (tag === i ? [pick(onnx, value, [k], tags.length)] : [])),
    );
    return said.length === 0 ? nothing : onnx.node('Max', [nothing, ...said]);
  });
  return width === 1 ? columns[0]! : onnx.node('Concat', columns, { axis: 1 });
}

/** Each tag by the fourth power of how far out it is. */
function loudest(onnx: OnnxBuilder, out: string): ExportedPart {
  const square = onnx.node('Mul', [out, out]);
  const loud = onnx.node('Mul', [square, square]);
  const most = onnx.node('ReduceMax', [loud], { axes: [1], keepdims: 1 });
  const sum = onnx.node('ReduceSum', [loud, onnx.integers([1])], { keepdims: 1 });
  const divisor = onnx.node('Where', [onnx.node('Equal', [sum, onnx.double(0)]), onnx.double(1), sum]);
  return {
    value: onnx.node('Squeeze', [most, onnx.integers([1])]),
    shares: onnx.node('Div', [onnx.node('Mul', [loud, most]), divisor]),
  };
}
