import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { type Model, readModel } from '../../../lib/detector/models/model';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { parameterOffsets, sizeOf } from '../../../lib/network/graph';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { createDualBranch } from '../../../nodes/dual-branch/layer';
import { testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from '../detector/plant';

const TAGS = ['a', 'b', 'c', 'd', 'e'];
const LEARNED = 240;
const ROWS = normalRows(340);

interface Judged {
  readonly model: Model;
  readonly records: readonly TwinRecord[];
  /** Min-max scaled by the learned rows, all of them. */
  readonly scaled: readonly (readonly number[])[];
  readonly events: readonly Record<string, unknown>[];
}

/** Learns and judges what follows. @param change what happens to the rows behind the learned ones */
async function judge(
  create: (context: ReturnType<typeof testContext>) => DetectorLayer,
  change: (row: Record<string, number>, t: number) => Record<string, number> = (row) => row,
): Promise<Judged> {
  const context = testContext();
  const layer = create(context);
  const rows = ROWS.map((row, t) => (t < LEARNED ? row : change({ ...row }, t)));
  const records = rows.map(recordOf);
  for (const record of records.slice(0, LEARNED)) layer.step(record);
  await layer.settled();
  for (const record of records.slice(LEARNED)) layer.step(record);
  layer.close?.();
  const low = TAGS.map((tag) => Math.min(...ROWS.slice(0, LEARNED).map((row) => row[tag]!)));
  const high = TAGS.map((tag) => Math.max(...ROWS.slice(0, LEARNED).map((row) => row[tag]!)));
  const scaled = rows.map((row) =>
    TAGS.map((tag, i) => ((row[tag] ?? Number.NaN) - low[i]!) / (high[i] === low[i] ? 1 : high[i]! - low[i]!)),
  );
  return { model: readModel(context.models.get(1)!), records, scaled, events: context.sent };
}

/** y^ of a chain of dense layers, written out: relu in all but the last. */
function reconstruct({ blueprint, fitted }: Model, layers: readonly string[], y: readonly number[]): number[] {
  const offsets = parameterOffsets(blueprint.graph);
  const of = (name: string): Float32Array => {
    const { shape } = blueprint.graph.parameters.find((parameter) => parameter.name === name)!;
    return fitted.weights.subarray(offsets.get(name)!, offsets.get(name)! + sizeOf(shape));
  };
  return layers.reduce<number[]>(
    (x, layer, l) => {
      const weight = of(`${layer}.weight`);
      const bias = of(`${layer}.bias`);
      return Array.from(bias, (b, u) => {
        const sum = x.reduce((s, value, i) => s + value * weight[i * bias.length + u]!, b);
        return l === layers.length - 1 ? sum : Math.max(0, sum);
      });
    },
    [...y],
  );
}

const meanSquare = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (x, i) => (x - b[i]!) ** 2).reduce((s, e) => s + e, 0) / a.length;

function assertNear(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs(actual! - expected) <= 1e-5 * Math.max(1e-3, expected), `${actual}, by hand ${expected}`);
}

describe('the score of paper 1', () => {
  const settings = { score: 'paper', records: LEARNED, epochs: 12, layers: '4, 2', engine: 'wasm', patience: 2 };
  const autoencoder = (context: ReturnType<typeof testContext>) =>
    createAutoencoder(parseAutoencoder(settings), context);
  const layers = ['encoder.0', 'encoder.1', 'decoder.0', 'output'];

  it('is the squared reconstruction error of equation 2, and nothing else', async () => {
    const { model, records, scaled } = await judge(autoencoder, (row, t) =>
      t > 300 ? { ...row, c: row['c']! + 4 } : row,
    );
    for (let t = LEARNED; t < records.length; t++) {
      assertNear(records[t]!.score, meanSquare(scaled[t]!, reconstruct(model, layers, scaled[t]!)));
      assert.deepEqual(records[t]!.parts, { reconstruction: 1 });
    }
    assert.ok(records[320]!.score! > 3 * records[280]!.score!);
  });

  it('shows in the contributions and in what was expected', async () => {
    const { model, records, scaled } = await judge(autoencoder);
    const said = reconstruct(model, layers, scaled[250]!);
    const errors = said.map((value, i) => (value - scaled[250]![i]!) ** 2);
    const total = errors.reduce((a, b) => a + b, 0);
    for (const [i, tag] of TAGS.entries()) {
      const { center, scale } = model.scaling;
      assert.ok(Math.abs(records[250]!.contributions![tag]! - errors[i]! / total) < 1e-4);
      assert.ok(Math.abs(records[250]!.expected![tag]! - (said[i]! * scale[i]! + center[i]!)) < 1e-4);
    }
  });

  it('is learned as there: all inputs shown, one training, to the last epoch, calibrated on what it did not see', async () => {
    const { model, events } = await judge(autoencoder);
    assert.ok(!model.blueprint.graph.nodes.some(({ op }) => op === 'dropout'));
    assert.equal(model.fitted.history.length, 12);
    assert.equal(model.fitted.bestEpoch, 12);
    assert.equal(model.fitted.calibration.length, Math.round(LEARNED * 0.2));
    assert.equal(events.filter(({ event }) => event === 'trained').length, 1);
  });

  it('has the paper in its defaults: 100 epochs, batches of 32, Adam at .001, L2, layers of 64, 32, 16', () => {
    const { epochs, batch, optimizer, rate, l2, layers } = parseAutoencoder({ score: 'paper' });
    assert.deepEqual(
      { epochs, batch, optimizer, rate, layers: [...layers] },
      { epochs: 100, batch: 32, optimizer: 'adam', rate: 0.001, layers: [64, 32, 16] },
    );
    assert.ok(l2 > 0);
  });

  it('takes a missing value for no error', async () => {
    const { records, model, scaled } = await judge(autoencoder, ({ b, ...row }, t) =>
      t === 290 ? row : { ...row, b: b! },
    );
    const { fill } = model.fitted.input;
    const seen = scaled[290]!.map((value, i) => (Number.isNaN(value) ? fill[i]! : value));
    const said = reconstruct(model, layers, seen);
    assertNear(
      records[290]!.score,
      meanSquare(
        seen,
        said.map((value, i) => (i === 1 ? seen[1]! : value)),
      ),
    );
  });
});

describe('the score of paper 2', () => {
  const WINDOW = 8;
  for (const alpha of [0, 0.3, 1]) {
    it(`is alpha L_rec + (1 - alpha) L_pred of a window and the record after it, alpha = ${alpha}`, async () => {
      const settings = { score: 'paper', records: LEARNED, epochs: 3, window: WINDOW, width: 4, alpha, engine: 'wasm' };
      const { model, records, scaled, events } = await judge(
        (context) => createDualBranch(parseDualBranch(settings), context),
        (row, t) => (t > 300 ? { ...row, c: row['c']! + 4 } : row),
      );
      const { graph } = model.blueprint;
      const rows = Float32Array.from(scaled.flat());
      const starts = Int32Array.from({ length: scaled.length - WINDOW }, (_, t) => t);
      const inputs = { window: { offset: 0, length: WINDOW }, next: { offset: WINDOW, length: 1 } };
      const data = { rows, width: TAGS.length, starts, inputs };
      const engine = createWasmEngine();
      const said = await engine.predict(graph, model.fitted.weights, data, ['restored', 'prediction']);
      await engine.close();
      const size = WINDOW * TAGS.length;
      for (let t = LEARNED; t < records.length; t++) {
        const at = t - WINDOW;
        const rec = meanSquare(scaled.slice(at, t).flat(), said['restored']!.subarray(at * size, (at + 1) * size));
        const pred = meanSquare(scaled[t]!, said['prediction']!.subarray(at * TAGS.length, (at + 1) * TAGS.length));
        const score = alpha * rec + (1 - alpha) * pred;
        assertNear(records[t]!.score, score);
        assert.ok(Math.abs(records[t]!.parts!['reconstruction']! - (alpha * rec) / score) < 1e-4);
        assert.ok(Math.abs(records[t]!.parts!['prediction']! - ((1 - alpha) * pred) / score) < 1e-4);
      }
      // The jump is seen in the row itself and, where the window counts, from the next row on.
      assert.ok(records[alpha === 1 ? 309 : 301]!.score! > 1.1 * records[299]!.score!);
      assert.equal(model.fitted.history.length, 3);
      assert.equal(events.filter(({ event }) => event === 'trained').length, 1);
    });
  }

  it('needs a window and a record after it, anew after a gap', async () => {
    const settings = { score: 'paper', records: LEARNED, epochs: 1, window: WINDOW, width: 4, engine: 'wasm' };
    const context = testContext();
    const layer = createDualBranch(parseDualBranch(settings), context);
    for (const [t, row] of ROWS.slice(0, LEARNED).entries()) layer.step(recordOf(row, t));
    await layer.settled();
    const after = ROWS.slice(LEARNED, LEARNED + 12).map((row, t) => recordOf(row, LEARNED + 100 + t));
    for (const record of after) layer.step(record);
    assert.deepEqual(
      after.map(({ score }) => score !== undefined),
      [...Array(WINDOW).fill(false), true, true, true, true],
    );
    layer.close?.();
  });
});
