import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import { OnnxBuilder } from '../../../lib/onnx/builder';
import { writeModel } from '../../../lib/onnx/model';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature } from '../../../lib/score/part';
import { FEATURES, FLOW, learnTwin, liveRow, POWER, plant, VALVE, WIDTH } from './twin-plant';

/** FEATURES where a supplied twin tells each measurement, which is then judged beside it. */
const TWINNED = FEATURES.map((one): Feature => (one.kind === 'measured' ? { ...one, kind: 'modelled' } : one));

describe('the learned twin as ONNX', () => {
  /** All that can come: a gap, missing values, a value from the moon, an attack, and a change for good. */
  const rows = plant(1400, 6);
  for (let t = 100; t < 140; t++) rows[t]![FLOW]! += 0.1;
  for (let t = 200; t < 220; t++) rows[t]!.fill(Number.NaN, VALVE, VALVE + 1);
  rows[0]![FLOW] = Number.NaN;
  rows[230]![POWER] = 1e6;
  for (let t = 300; t < 340; t++) rows[t]![POWER] = rows[300]![POWER]!;
  for (let t = 500; t < 1000; t++) rows[t]![POWER]! *= 1.5;
  const gaps = [250, 420, 425];
  const begins = [0, 60, 61];

  for (const [where, features, learned] of [
    ['where it is alone', FEATURES, plant(2000, 1)],
    ['beside a supplied twin', TWINNED, plant(2000, 1)],
    ['where it knows few cases', FEATURES, plant(1000, 1, { levels: [0.3, 0.6, 0.4, 0.5], rows: 250 })],
  ] as const) {
    it(`says what the node says, row by row, and blames the same tags: ${where}`, () => compare(features, learned));
  }

  async function compare(features: readonly Feature[], learned: readonly Float64Array[]): Promise<void> {
    const { fitted } = learnTwin(learned, features);
    const onnx = new OnnxBuilder();
    const unused = (): string => assert.fail('it needs no network');
    const { value, shares } = learnedTwin.export(
      fitted,
      {},
      {
        onnx,
        name: 'twin',
        features,
        arriving: 'x',
        first: 'begins',
        leftOut: 'x',
        scaled: 'x',
        input: 'x',
        window: 'x',
        rowsPerWindow: 1,
        begins: 'begins',
        since: 'x',
        said: unused,
      },
    );
    onnx.named('value', 'Identity', [value]);
    onnx.named('shares', 'Identity', [shares]);
    const { nodes, tensors } = onnx;
    const many = { name: 'x', type: 'double', dimensions: ['rows', WIDTH] } as const;
    const marks = (name: string) => ({ name, type: 'boolean', dimensions: ['rows'] }) as const;
    const outputs = [
      { name: 'value', type: 'double', dimensions: ['rows'] } as const,
      { name: 'shares', type: 'double', dimensions: ['rows', WIDTH] } as const,
    ];
    const inputs = [many, marks('begins')];
    const file = writeModel({ name: 'twin', inputs, outputs, nodes, tensors }, {});
    const session = await ort.InferenceSession.create(file);
    const marked = (at: readonly number[]) =>
      new ort.Tensor(
        'bool',
        Uint8Array.from(rows, (_, t) => (at.includes(t) ? 1 : 0)),
        [rows.length],
      );
    const x = new ort.Tensor('float64', Float64Array.from(rows.flatMap((row) => [...row])), [rows.length, WIDTH]);
    const results = await session.run({ x, begins: marked([...begins, ...gaps]) });
    const values = results['value']!.data as Float64Array;
    const parts = results['shares']!.data as Float64Array;

    const live = learnedTwin.live(fitted, {}, features);
    const out = new Float64Array(WIDTH);
    let spoke = 0;
    rows.forEach((row, t) => {
      if (begins.includes(t)) live.reset();
      const said = live.step(liveRow(row, gaps.includes(t)));
      if (said > 1) spoke++;
      assert.ok(Math.abs(values[t]! - said) <= 1e-6 * Math.max(1, said), `row ${t}: ${values[t]} for ${said}`);
      live.share(1, out.fill(0));
      out.forEach((share, i) => {
        const there = parts[t * WIDTH + i]!;
        assert.ok(
          Math.abs(there - share) <= 1e-6 * Math.max(1, share),
          `row ${t}, ${features[i]!.name}: ${there} for ${share}`,
        );
      });
    });
    // What lies for so long that it would be withdrawn is a point that was not learned where it knows few.
    const withdrawn = live.news!() !== undefined || fitted.coverage === 'little';
    assert.ok(spoke > 100 && withdrawn, 'the rows try all that it does');
  }
});
