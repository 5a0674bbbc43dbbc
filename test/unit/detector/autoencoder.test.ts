import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { wasmDevice } from '../../../lib/engine/wasm/machine';
import type { Order, OrderName } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { fitScaling } from '../../../lib/scaling/fit';
import { transform } from '../../../lib/scaling/scaling';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

const SMALL = { records: 120, layers: '8, 3', epochs: 12, batch: 16, folds: 2, engine: 'wasm', shadow: 0 };
const NORMAL = normalRows(400);
/** No tag is there often enough to be learned. */
const HOLLOW = NORMAL.slice(0, 30).map((row, t) => ({ [`tag${t}`]: row['a'] }));

function order(name: OrderName): Order {
  return { do: name, asset: undefined, by: undefined, options: {} };
}

function feed(layer: DetectorLayer, from: number, to: number, rows = NORMAL): TwinRecord[] {
  return rows.slice(from, to).map((values, t) => {
    const record = recordOf(values, from + t);
    layer.step(record);
    return record;
  });
}

async function learned(context = testContext(), settings: object = {}): Promise<DetectorLayer> {
  const layer = createAutoencoder(parseConfig({ ...SMALL, ...settings }), context);
  feed(layer, 0, 120);
  await layer.settled();
  return layer;
}

const events = (context: TestContext): unknown[] => context.sent.map((message) => message['event']);

describe('autoencoder layer', () => {
  it('learns from the first records and says how far it is', async () => {
    const layer = createAutoencoder(parseConfig({ ...SMALL, grow: false }), testContext());
    assert.deepEqual(layer.status(), { state: 'waiting' });
    const [first] = feed(layer, 0, 60);
    assert.equal(first?.verdict, 'learning');
    assert.equal(first?.score, undefined);
    assert.deepEqual(layer.status(), { state: 'learning', values: { done: 60, total: 120 }, left: 60_000 });
    feed(layer, 60, 120);
    assert.equal(layer.status().state, 'training');
    await layer.settled();
    const device = wasmDevice();
    assert.deepEqual(layer.status(), { state: 'watching', values: { version: 1, device } });
    const [next] = feed(layer, 120, 121);
    assert.equal(next?.verdict, undefined);
    assert.ok(Number.isFinite(next?.score));
    layer.close?.();
  });

  it('does not take a first command for an anomaly, but says when the plant does not do what it did', async () => {
    const roles = { d: 'command' } as const;
    const score = (layer: DetectorLayer, change: Record<string, number>, role: TwinRecord['roles']): number => {
      const last = NORMAL.slice(120, 140).map((values, t) => {
        const record = { ...recordOf({ ...values, ...change }, 120 + t), ...(role && { roles: role }) };
        layer.step(record);
        return record;
      });
      return last.at(-1)!.score!;
    };
    const context = testContext();
    const layer = createAutoencoder(parseConfig(SMALL), context);
    for (const [t, values] of NORMAL.slice(0, 120).entries()) layer.step({ ...recordOf(values, t), roles });
    await layer.settled();
    const snapshot = layer.snapshot();
    const again = (): DetectorLayer => createAutoencoder(parseConfig(SMALL), context, snapshot);
    const usual = score(again(), {}, roles);
    // The command was never given while learning: the network has not learned what it does, and does not guess.
    assert.equal(score(again(), { d: 1 }, roles), usual);
    assert.ok(score(again(), { d: 1, c: 3 }, roles) > 10 * usual);
    const judged = await learned();
    assert.ok(score(judged, { d: 1 }, undefined) > 10 * usual);
    judged.close?.();
    layer.close?.();
  });

  it('does not take what changed during a gap for restlessness', async () => {
    const slow = Array.from({ length: 600 }, (_, t) => ({ a: Math.sin(t / 60), b: Math.cos(t / 80) }));
    const first = async (gap: number): Promise<number> => {
      const layer = createAutoencoder(parseConfig({ ...SMALL, records: 500 }), testContext());
      for (const [t, values] of slow.slice(0, 520).entries()) {
        layer.step(recordOf(values, t));
        if (t === 499) await layer.settled();
      }
      // The plant is elsewhere, where it has been before.
      const after = slow.slice(90, 100).map((values, t) => recordOf(values, 520 + gap + t));
      for (const record of after) layer.step(record);
      layer.close?.();
      return after[0]!.score!;
    };
    const [jumped, stopped] = [await first(0), await first(1000)];
    assert.ok(stopped < 0.5 * jumped, `${stopped} after a gap, ${jumped} without one`);
  });

  it('cannot judge when the twin is silent by whose residuals it judges', async () => {
    const layer = createAutoencoder(parseConfig(SMALL), testContext());
    const features = ['a', 'b', 'a~twin', 'b~twin'];
    const twinned = ({ a, b, c }: Record<string, number>, t: number): TwinRecord => {
      return { ...recordOf({ a: a!, b: b! }, t), features, derived: { 'a~twin': c! - a!, 'b~twin': a! - b! } };
    };
    for (const [t, values] of NORMAL.slice(0, 120).entries()) layer.step(twinned(values, t));
    await layer.settled();
    const heard = twinned(NORMAL[120]!, 120);
    const silent = { ...twinned(NORMAL[121]!, 121), derived: {} };
    for (const record of [heard, silent]) layer.step(record);
    assert.deepEqual([heard.verdict, silent.verdict, silent.score], [undefined, 'fault', undefined]);
    assert.match(String(layer.status().values?.['text']), /2 of the 2 features that are judged are missing/);
    layer.close?.();
  });

  it('takes the roles from the rows of a train order', async () => {
    const layer = createAutoencoder(parseConfig(SMALL), testContext());
    const rows = NORMAL.slice(0, 120).map((values, t) => ({ ...recordOf(values, t), roles: { d: 'command' } }));
    layer.order(order('train'), rows);
    await layer.settled();
    const [usual] = feed(layer, 120, 121);
    const [commanded] = feed(
      layer,
      121,
      122,
      NORMAL.map((values) => ({ ...values, d: 1 })),
    );
    assert.ok(commanded!.contributions!['d'] === 0 && commanded!.score! < 3 * usual!.score!);
    layer.close?.();
  });

  it('is a fault where the model was made by another version of the package, until a person says what is to be done', async () => {
    const context = testContext();
    const layer = await learned(context);
    const stored = context.models.get(1)!;
    const passport = { ...JSON.parse(stored.files['passport.json']!.toString()), format: 1 };
    await context.models.put({ ...stored.files, 'passport.json': JSON.stringify(passport) });
    const next = { ...testContext(), models: context.models };
    const after = createAutoencoder(parseConfig(SMALL), next, {
      ...(layer.snapshot() as object),
      version: 2,
      line: [2],
    });
    assert.match(String(next.sent[0]!['text']), /version 2 cannot be used: it was made by an older version/);
    assert.equal(after.status().state, 'fault');
    assert.ok(feed(after, 0, 10).every((record) => record.verdict === 'fault'));
    after.order(order('reset'), undefined);
    feed(after, 10, 20);
    assert.equal(after.status().state, 'learning');
    for (const one of [layer, after]) one.close?.();
  });

  it('says that it will never learn while it is frozen without a model', () => {
    const layer = createAutoencoder(parseConfig(SMALL), testContext());
    layer.order(order('freeze'), undefined);
    feed(layer, 0, 200);
    const { state, values } = layer.status();
    assert.equal(state, 'fault');
    assert.match(String(values?.['text']), /order unfreeze/);
  });

  it('scores an anomaly higher, blames its tag and says what it should have read', async () => {
    const layer = await learned(testContext(), { records: 300 });
    feed(layer, 120, 300);
    await layer.settled();
    const before = feed(layer, 300, 320).map((record) => record.score!);
    const odd = recordOf({ ...NORMAL[320]!, c: NORMAL[320]!['c']! + 1.5 }, 320);
    layer.step(odd);
    assert.ok(odd.score! > 2 * Math.max(...before), `${odd.score} after at most ${Math.max(...before)}`);
    const shares = Object.entries(odd.contributions!).sort((x, y) => y[1] - x[1]);
    assert.equal(shares[0]![0], 'c');
    assert.ok(Math.abs(shares.reduce((sum, [, share]) => sum + share, 0) - 1) < 1e-9);
    assert.ok(Math.abs(odd.expected!['a']! - NORMAL[320]!['a']!) < 1);
    layer.close?.();
  });

  it('sees the first change of a tag that never moved, without letting it drown all others for ever', async () => {
    const layer = await learned();
    feed(layer, 120, 200);
    const odd = recordOf({ ...NORMAL[200]!, d: 1 }, 200);
    layer.step(odd);
    assert.ok(odd.score! > 1 && odd.score! < 1e6);
    assert.equal(Object.entries(odd.contributions!).sort((x, y) => y[1] - x[1])[0]![0], 'd');
    layer.close?.();
  });

  it('announces the calibration on the first record of a model only', async () => {
    const layer = await learned();
    const [first, second] = feed(layer, 120, 122);
    const calibration = first!.detector!.calibration!;
    assert.ok(calibration.length > 50 && calibration.length <= 512);
    assert.deepEqual(
      [...calibration],
      [...calibration].sort((x, y) => x - y),
    );
    assert.equal(second!.detector!.calibration, undefined);
    assert.equal(second!.detector!.model, first!.detector!.model);
    layer.close?.();
  });

  it('takes a missing tag for no evidence', async () => {
    const layer = await learned();
    const usual = feed(layer, 120, 200).map((record) => record.score!);
    const { c: _, ...rest } = NORMAL[200]!;
    const record = recordOf(rest, 200);
    layer.step(record);
    assert.ok(record.score! <= Math.max(...usual));
    assert.equal(record.verdict, undefined);
    layer.close?.();
  });

  it('calls a record that lacks too much a fault, tells it once, and goes on afterwards', async () => {
    const context = testContext();
    const layer = await learned(context);
    const blind = [0, 1].map((t) => recordOf({ a: 0 }, 120 + t));
    for (const record of blind) layer.step(record);
    assert.deepEqual(
      blind.map((record) => [record.verdict, record.score]),
      [
        ['fault', undefined],
        ['fault', undefined],
      ],
    );
    assert.equal(context.failures.length, 1);
    assert.match(context.failures[0]!.message, /4 of 5 features are missing/);
    assert.equal(layer.status().state, 'fault');
    const [next] = feed(layer, 122, 123);
    assert.equal(next?.verdict, undefined);
    assert.deepEqual(events(context).slice(-2), ['cannot-judge', 'judging-again']);
    layer.close?.();
  });

  it('does not count a duplicate or a late record', async () => {
    const layer = await learned();
    const record = { ...recordOf(NORMAL[120]!, 120), comms: { duplicate: true } };
    const before = JSON.stringify(layer.snapshot());
    layer.step(record);
    assert.equal(record.score, undefined);
    assert.equal(JSON.stringify(layer.snapshot()), before);
    layer.close?.();
  });

  it('goes on identically from a snapshot taken while learning', async () => {
    const whole = await learned();
    const first = createAutoencoder(parseConfig(SMALL), testContext());
    feed(first, 0, 70);
    const state = JSON.parse(JSON.stringify(first.snapshot()));
    const second = createAutoencoder(parseConfig(SMALL), testContext(), state);
    feed(second, 70, 120);
    await second.settled();
    assert.deepEqual(
      feed(second, 120, 140).map((r) => r.score),
      feed(whole, 120, 140).map((r) => r.score),
    );
    for (const layer of [whole, first, second]) layer.close?.();
  });

  it('trains after a restart that came in the middle of training', async () => {
    const context = testContext();
    const first = createAutoencoder(parseConfig(SMALL), context);
    feed(first, 0, 120);
    const state = JSON.parse(JSON.stringify(first.snapshot()));
    first.close?.();
    const second = createAutoencoder(parseConfig(SMALL), context, state);
    await second.settled();
    assert.equal(second.status().state, 'watching');
    second.close?.();
  });

  it('goes on identically from a snapshot taken while watching', async () => {
    const context = testContext();
    const first = await learned(context);
    feed(first, 120, 150);
    const second = createAutoencoder(parseConfig(SMALL), context, JSON.parse(JSON.stringify(first.snapshot())));
    assert.deepEqual(
      feed(second, 150, 170).map((r) => [r.score, r.contributions, r.detector]),
      feed(first, 150, 170).map((r) => [r.score, r.contributions, r.detector]),
    );
    for (const layer of [first, second]) layer.close?.();
  });

  it('gives the same model for the same seed and another for another', async () => {
    const models = [];
    for (const seed of [1, 1, 2]) {
      const layer = await learned(testContext(), { seed });
      models.push(feed(layer, 120, 121)[0]!.detector!.model);
      layer.close?.();
    }
    assert.equal(models[0], models[1]);
    assert.notEqual(models[0], models[2]);
  });

  it('trains at once on the rows of an order', async () => {
    const context = testContext();
    const layer = createAutoencoder(parseConfig(SMALL), context);
    layer.order(
      order('train'),
      NORMAL.slice(0, 200).map((row) => [row['a'], row['b'], row['c']]),
    );
    await layer.settled();
    const record = { asset: 'twin', time: 0, values: { t1: 0, t2: 1, t3: 1 } };
    layer.step(record);
    assert.ok('score' in record);
    const trained = context.sent.find((message) => message['event'] === 'trained')!;
    assert.equal(trained['records'], 200);
    assert.ok((trained['history'] as unknown[]).length > 0);
    layer.close?.();
  });

  it('names row and field of an order that it cannot train on, and changes nothing', () => {
    const layer = createAutoencoder(parseConfig(SMALL), testContext());
    const before = JSON.stringify(layer.snapshot());
    assert.throws(() => layer.order(order('train'), [{ a: 1 }]), /payload: has 1 rows; send at least 20/);
    const rows = NORMAL.slice(0, 30).map((row, t) => (t === 7 ? { ...row, a: 'high' } : row));
    assert.throws(() => layer.order(order('train'), rows), /payload\[7\]\.a: is the text "high"/);
    assert.throws(() => layer.order(order('train'), undefined), /holds no rows and 0 were collected/);
    assert.equal(JSON.stringify(layer.snapshot()), before);
    layer.close?.();
  });

  it('keeps the old model while it retrains, and goes back to it on order', async () => {
    const context = testContext();
    const layer = await learned(context);
    layer.order(order('retrain'), undefined);
    const during = feed(layer, 120, 239);
    assert.ok(during.every((record) => record.detector?.version === 1));
    const more = normalRows(400, 2);
    for (let t = 0; layer.status().state === 'learning' && t < 400; t++) feed(layer, t, t + 1, more);
    await layer.settled();
    assert.equal(feed(layer, 240, 241)[0]!.detector!.version, 2);
    layer.order(order('rollback'), undefined);
    const [back] = feed(layer, 241, 242);
    assert.equal(back!.detector!.version, 1);
    assert.ok(back!.detector!.calibration);
    assert.throws(() => layer.order(order('rollback'), undefined), /no model before/);
    layer.close?.();
  });

  it('keeps the old model when a training fails, and says so', async () => {
    const context = testContext();
    const first = await learned(context);
    const layer = createAutoencoder(parseConfig(SMALL), context, first.snapshot());
    layer.order(order('train'), HOLLOW);
    await layer.settled();
    assert.equal(events(context).at(-1), 'training-failed');
    assert.match(context.failures[0]!.message, /no feature has a value in half.*the model before stays in force/);
    assert.equal(feed(layer, 120, 121)[0]!.detector!.version, 1);
    for (const one of [first, layer]) one.close?.();
  });

  it('is a fault when its first training fails', async () => {
    const context = testContext();
    const layer = createAutoencoder(parseConfig(SMALL), context);
    layer.order(order('train'), HOLLOW);
    await layer.settled();
    assert.match(context.failures[0]!.message, /no feature has a value in half/);
    assert.equal(feed(layer, 0, 1)[0]!.verdict, 'fault');
    layer.close?.();
  });

  it('is cancelled on order and trains again on order', async () => {
    const context = testContext();
    const layer = createAutoencoder(parseConfig(SMALL), context);
    feed(layer, 0, 120);
    layer.order(order('cancel'), undefined);
    await layer.settled();
    assert.equal(layer.status().state, 'fault');
    assert.equal(feed(layer, 120, 121)[0]!.verdict, 'fault');
    layer.order(order('train'), undefined);
    await layer.settled();
    assert.equal(layer.status().state, 'watching');
    layer.close?.();
  });

  it('goes on with the scaling that it learned with when the scaler is fitted anew', async () => {
    const context = testContext();
    const features = ['a', 'b', 'c', 'd', 'e'];
    const matrix = NORMAL.map((row) => features.map((name) => row[name]!));
    const scaling = fitScaling('minmax', matrix.slice(0, 120), 5);
    const scaledBy = (by: typeof scaling, t: number): TwinRecord => ({
      ...recordOf(NORMAL[t]!, t),
      features,
      scaled: transform(by, matrix[t]!, [] as number[]),
      scaling: by,
    });
    const layer = createAutoencoder(parseConfig(SMALL), context);
    for (let t = 0; t < 120; t++) layer.step(scaledBy(scaling, t));
    await layer.settled();
    const twin = createAutoencoder(parseConfig(SMALL), context, layer.snapshot());
    const other = fitScaling('standard', matrix, 5);
    const [same, refitted] = [scaledBy(scaling, 120), scaledBy(other, 120)];
    layer.step(same);
    twin.step(refitted);
    assert.ok(Math.abs(same.score! - refitted.score!) < 1e-9);
    assert.ok(events(context).includes('scaling-changed'));
    for (const one of [layer, twin]) one.close?.();
  });

  it('is a fault when its model on disk is damaged, and says so', async () => {
    const context = testContext();
    const first = await learned(context);
    const state = first.snapshot();
    const models = { ...context.models, find: () => ({ model: { version: 1, files: {}, notes: [] }, passedOver: [] }) };
    const layer = createAutoencoder(parseConfig(SMALL), { ...context, models }, state);
    assert.equal(layer.status().state, 'fault');
    assert.ok(events(context).includes('model-missing'));
    for (const one of [first, layer]) one.close?.();
  });

  it('ignores a state that is not its own, with an event', () => {
    const context = testContext();
    const layer = createAutoencoder(parseConfig(SMALL), context, { node: 'twin-scaler' });
    assert.equal(layer.status().state, 'waiting');
    assert.deepEqual(events(context), ['state-ignored']);
  });
});
