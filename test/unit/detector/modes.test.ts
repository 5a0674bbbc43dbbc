import assert from 'node:assert/strict';
import { CombinedModel } from '../../../lib/detector/models/combined-model';
import type { Order, OrderName } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseThreshold } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

const SMALL = { records: 80, layers: '8, 3', epochs: 8, folds: 2, engine: 'wasm', modes: true };

const order = (name: OrderName, options: object = {}): Order => ({
  do: name,
  asset: undefined,
  by: undefined,
  options: { ...options },
});

/** The plant runs at two levels, forty records each. */
function record(t: number, rows = ROWS): TwinRecord {
  const mode = Math.floor(t / 40) % 2 === 0 ? 'low' : 'high';
  const lift = mode === 'high' ? 100 : 0;
  return { ...recordOf({ ...rows[t]!, a: rows[t]!['a']! + lift }, t), mode };
}
const ROWS = normalRows(600);

async function learned(context = testContext(), settings: object = {}) {
  const layer = createAutoencoder(parseConfig({ ...SMALL, ...settings }), context);
  for (let t = 0; t < 160; t++) layer.step(record(t));
  await layer.settled();
  return layer;
}

describe('detector with operating modes', () => {
  it('learns each mode for itself', async () => {
    const context = testContext();
    const layer = await learned(context);
    const trained = context.sent.filter((message) => message['event'] === 'trained');
    assert.deepEqual(trained.map((message) => message['mode']).sort(), ['high', 'low']);
    const normal = Array.from({ length: 80 }, (_, k) => record(160 + k));
    for (const one of normal) layer.step(one);
    assert.ok(normal.every((one) => one.score! < 5));
    const wrong: TwinRecord = { ...record(240), mode: 'high' };
    layer.step(wrong);
    assert.ok(wrong.score! > 10 * Math.max(...normal.map((one) => one.score!)));
    layer.close?.();
  });

  it('is one model to the layers behind, with all calibrations together', async () => {
    const layer = await learned();
    const seen = Array.from({ length: 80 }, (_, k) => record(160 + k));
    for (const one of seen) layer.step(one);
    assert.equal(new Set(seen.slice(0, 40).map((one) => one.detector!.model)).size, 1);
    assert.equal(new Set(seen.slice(40).map((one) => one.detector!.model)).size, 1);
    assert.deepEqual(
      seen.map((one, k) => (one.detector!.calibration ? k : -1)).filter((k) => k >= 0),
      [0, 40],
    );
    const again = record(240);
    layer.step(again);
    assert.equal(again.detector!.model, seen[79]!.detector!.model);
    layer.close?.();
  });

  it('says of a record which twins are disputed in it, and of no other', () => {
    const combined = new CombinedModel();
    const info = { node: 'n', model: 'm', version: 1, engine: 'wasm' };
    combined.together('a', { ...info, calibration: [1] });
    assert.deepEqual(combined.together('a', { ...info, disputed: ['flow'] }).disputed, ['flow']);
    assert.equal(combined.together('a', info).disputed, undefined);
  });

  it('neither judges nor learns in modes beyond those that get a model, and says so', async () => {
    const context = testContext();
    const layer = createAutoencoder(parseConfig(SMALL), context);
    const step = (mode: string): TwinRecord => {
      const one: TwinRecord = { ...record(0), mode };
      layer.step(one);
      return one;
    };
    for (let mode = 1; mode <= 16; mode++) assert.equal(step(`batch ${mode}`).masked, undefined);
    const kept = JSON.stringify(layer.snapshot());
    const surplus = [step('batch 17'), step('batch 18')];
    for (const { masked, verdict } of surplus) {
      assert.equal(verdict, 'learning');
      assert.match(masked!.why, /^mode "batch 1[78]" is one too many, 16 get a model: it is not judged$/);
    }
    assert.equal(JSON.stringify(layer.snapshot()), kept);
    const told = context.sent.filter(({ event }) => event === 'mode-surplus');
    assert.equal(told.length, 1);
    assert.equal(step('batch 3').masked, undefined);
    layer.close?.();
  });

  it('judges and learns nothing in off modes', async () => {
    const layer = await learned(testContext(), { off: 'standstill, high' });
    const idle: TwinRecord = { ...record(0), mode: 'standstill' };
    layer.step(idle);
    assert.deepEqual([idle.verdict, idle.score], ['learning', undefined]);
    assert.deepEqual(idle.masked, { why: 'mode "standstill" is off: it is not judged', off: true });
    assert.deepEqual(Object.keys(layer.order(order('status'), undefined)['modes'] as object), ['low']);
    layer.close?.();
  });

  it('follows an order for one mode, and names the known ones otherwise', async () => {
    const layer = await learned();
    layer.order(order('freeze', { mode: 'low' }), undefined);
    const { modes } = layer.order(order('status'), undefined) as { modes: Record<string, { frozen: boolean }> };
    assert.deepEqual([modes['low']!.frozen, modes['high']!.frozen], [true, false]);
    assert.throws(() => layer.order(order('retrain', { mode: 'fast' }), undefined), /known: low, high/);
    layer.close?.();
  });

  it('trains on history mode by mode', async () => {
    const layer = createAutoencoder(parseConfig(SMALL), testContext());
    layer.order(
      order('train'),
      Array.from({ length: 200 }, (_, t) => record(t)),
    );
    await layer.settled();
    const next = record(200);
    layer.step(next);
    assert.ok(Number.isFinite(next.score));
    layer.close?.();
  });

  it('leaves the threshold its limit over a restart, of both nodes or of either', async () => {
    const context = testContext();
    let detector = await learned(context);
    let threshold = createThreshold(parseThreshold({}), testContext());
    let t = 160;
    const judge = (count: number): TwinRecord[] =>
      Array.from({ length: count }, () => {
        const one = record(t++);
        detector.step(one);
        threshold.step(one);
        return one;
      });
    const plain = (layer: { snapshot(): unknown }): unknown => JSON.parse(JSON.stringify(layer.snapshot()));
    const reopenDetector = (): void => {
      const kept = plain(detector);
      detector.close?.();
      detector = createAutoencoder(parseConfig(SMALL), Object.assign(testContext(), { models: context.models }), kept);
    };
    const reopenThreshold = (): void => {
      threshold = createThreshold(parseThreshold({}), testContext(), plain(threshold));
    };
    const limit = judge(80).at(-1)!.threshold!;
    for (const ways of [[reopenDetector, reopenThreshold], [reopenDetector], [reopenThreshold]]) {
      for (const way of ways) way();
      const after = judge(80);
      assert.ok(after.every(({ verdict }) => verdict !== 'learning'));
      assert.equal(after[0]!.threshold, limit);
    }
    detector.close?.();
  });

  it('goes on identically from a snapshot', async () => {
    const context = testContext();
    const first = await learned(context);
    const second = createAutoencoder(parseConfig(SMALL), context, JSON.parse(JSON.stringify(first.snapshot())));
    for (let t = 160; t < 260; t++) {
      const [a, b] = [record(t), record(t)];
      first.step(a);
      second.step(b);
      assert.equal(a.score, b.score);
    }
    for (const layer of [first, second]) layer.close?.();
  });
});
