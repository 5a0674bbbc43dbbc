import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import type { DetectorInfo, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

const KNOWN = ['calibrate', 'set', 'freeze', 'unfreeze', 'reset', 'status'] as const;

function threshold(raw: Record<string, unknown> = {}, snapshot?: unknown): { layer: Layer; context: TestContext } {
  const context = testContext();
  const saved = snapshot === undefined ? undefined : JSON.parse(JSON.stringify(snapshot));
  return { layer: createThreshold(parseConfig({ scores: 50, ...raw }), context, saved), context };
}

function record(time: number, score: unknown, more: Partial<TwinRecord> = {}): TwinRecord {
  return { asset: 'twin', time, values: { a: 1 }, score: score as number, ...more };
}

const random = createRandom(2);
const NORMAL = Array.from({ length: 4000 }, () => 0.5 + 0.3 * random.normal() ** 2);
const SORTED = [...NORMAL.slice(0, 300)].sort((a, b) => a - b);

function model(version: number, calibration?: readonly number[]): DetectorInfo {
  return { node: 'n', model: 'm', version, engine: 'wasm simd', ...(calibration && { calibration }) };
}

function feed(layer: Layer, count: number, from = 0, more: Partial<TwinRecord> = {}): TwinRecord {
  let last = record(0, 0);
  for (let i = 0; i < count; i++) {
    last = record((from + i) * 1000, NORMAL[(from + i) % NORMAL.length], more);
    layer.step(last);
  }
  return last;
}

function order(layer: Layer, control: string | Record<string, unknown>, payload?: unknown): Record<string, unknown> {
  return layer.order(parseOrder(control, KNOWN), payload);
}

function verdict(layer: Layer, score: number, more: Partial<TwinRecord> = {}): TwinRecord['verdict'] {
  const next = record(1e9, score, more);
  layer.step(next);
  return next.verdict;
}

describe('threshold', () => {
  it('judges from the first record on when the model brings its calibration', () => {
    const { layer, context } = threshold();
    const first = record(0, 0.6, { detector: model(1, SORTED) });
    layer.step(first);
    assert.equal(first.verdict, 'normal');
    assert.equal(first.anomaly, false);
    assert.ok(first.threshold! > SORTED.at(-1)! * 0.8);
    assert.equal(context.sent[0]?.['event'], 'calibrated');
    assert.equal(context.saves.at(-2) ?? context.saves.at(-1), 'now');
    assert.equal(verdict(layer, 20, { detector: model(1) }), 'anomaly');
  });

  it('finds the limit of scores that are larger than single precision, also after a restart', () => {
    const size = 1e39;
    const calibration = Array.from({ length: 400 }, (_, i) => size * (1 + Math.sin(i * i)));
    for (const strategy of ['spot', 'quantile', 'mad']) {
      const config = parseConfig({ strategy });
      const layer = createThreshold(config, testContext());
      const judged = (of: typeof layer, score: number, t: number): TwinRecord => {
        const record = { asset: 'A', time: 1000 * t, values: {}, score, detector: model(1, calibration) };
        of.step(record);
        return record;
      };
      assert.equal(judged(layer, size, 1).verdict, 'normal', strategy);
      assert.equal(judged(layer, 100 * size, 2).verdict, 'anomaly', strategy);
      const again = createThreshold(config, testContext(), JSON.parse(JSON.stringify(layer.snapshot())));
      assert.equal(judged(again, 100 * size, 3).verdict, 'anomaly', strategy);
      assert.equal(judged(again, size, 4).verdict, 'normal', strategy);
    }
  });

  it('collects normal scores when there is no calibration, and says so', () => {
    const { layer } = threshold();
    const last = feed(layer, 49);
    assert.equal(last.verdict, 'learning');
    assert.equal(last.anomaly, false);
    assert.equal(last.threshold, undefined);
    assert.deepEqual(layer.status(), { state: 'learning', values: { done: 49, total: 50 }, left: 1000 });
    assert.equal(feed(layer, 1, 49).verdict, 'normal');
  });

  it('calibrates anew for another version of the model', () => {
    const { layer } = threshold();
    layer.step(record(0, 0.6, { detector: model(1, SORTED) }));
    const before = layer.status().values?.['limit'];
    layer.step(
      record(1, 60, {
        detector: model(
          2,
          SORTED.map((s) => s * 100),
        ),
      }),
    );
    assert.notEqual(layer.status().values?.['limit'], before);
    assert.equal(verdict(layer, 60, { detector: model(2) }), 'normal');
    assert.equal(verdict(layer, 60, { detector: model(3) }), 'learning');
  });

  it('takes the calibration of a detector that began again at version 1, but not the same one twice', () => {
    const { layer, context } = threshold();
    const calibrations = (): number => context.sent.filter((e) => e['event'] === 'calibrated').length;
    layer.step(record(0, 0.6, { detector: model(1, SORTED) }));
    layer.step(record(1, 0.6, { detector: model(1, SORTED) }));
    assert.equal(calibrations(), 1);
    const other = SORTED.map((s) => s * 100);
    layer.step(record(2, 60, { detector: model(1, other) }));
    assert.equal(calibrations(), 2);
    const next = threshold({}, layer.snapshot());
    next.layer.step(record(3, 60, { detector: model(1, other) }));
    assert.equal(next.context.sent.length, 0);
  });

  it('keeps the verdict of a layer before that could not judge', () => {
    const { layer } = threshold({ strategy: 'static' });
    assert.equal(verdict(layer, 50, { verdict: 'learning' }), 'learning');
    assert.equal(verdict(layer, Number.NaN, { verdict: 'fault' }), 'fault');
    assert.equal(layer.status().state, 'fault');
    assert.equal(verdict(layer, 0.1), 'normal');
    assert.equal(layer.status().state, 'watching');
    const silent: TwinRecord = { asset: 'twin', time: 1, values: { a: 1 }, verdict: 'learning' };
    layer.step(silent);
    assert.equal(silent.anomaly, undefined);
  });

  it('never takes a score that is no number for normal', () => {
    const { layer, context } = threshold({ strategy: 'static' });
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, null, '0.1']) {
      const next = record(0, bad);
      layer.step(next);
      assert.equal(next.verdict, 'fault');
    }
    assert.equal(context.failures.length, 4);
    assert.match(context.failures[0]!.message, /^payload\.score: is NaN/);
    assert.equal(layer.status().state, 'fault');
    assert.equal(verdict(layer, 0.1), 'normal');
    assert.equal(layer.status().state, 'watching');
  });

  it('refuses a record without a score and takes a bare one', () => {
    const { layer } = threshold({ strategy: 'static' });
    assert.throws(() => layer.step({ asset: 'twin', time: 1, values: { a: 1 } }), InputError);
    const bare: TwinRecord = { asset: 'twin', time: 1, values: { score: 3 } };
    layer.step(bare);
    assert.equal(bare.score, 3);
    assert.equal(bare.verdict, 'anomaly');
  });

  it('calls a record suspect near the limit, and above it as long as it does not last', () => {
    const { layer } = threshold({ strategy: 'static', value: 10, needed: 2, among: 3 });
    const verdicts = [1, 9.5, 11, 2, 11, 11, 2, 2, 2, 11].map((score) => verdict(layer, score));
    const expected = [
      'normal',
      'suspect',
      'suspect',
      'normal',
      'anomaly',
      'anomaly',
      'normal',
      'normal',
      'normal',
      'suspect',
    ];
    assert.deepEqual(verdicts, expected);
  });

  it('waits for as many scores above the limit as an order asks for', () => {
    const { layer } = threshold({ strategy: 'static', value: 10 });
    order(layer, { do: 'set', needed: 3 });
    const verdicts = [11, 11, 11, 11].map((score) => verdict(layer, score));
    assert.deepEqual(verdicts, ['suspect', 'suspect', 'anomaly', 'anomaly']);
  });

  it('gives one false alarm per budget: a day of records needs a higher limit than an hour', () => {
    const limits = ['hours', 'days'].map((per) => {
      const { layer } = threshold({ budget: 1, per });
      feed(layer, 100);
      return layer.status().values?.['limit'] as number;
    });
    assert.ok(limits[1]! > limits[0]!);
  });

  it('takes a day for what it is, whatever the interval between records', () => {
    const { layer } = threshold({ budget: 2, per: 'days' });
    const slow = threshold({ budget: 288, per: 'records' }).layer;
    for (let i = 0; i < 50; i++) {
      layer.step(record(i * 600_000, NORMAL[i]));
      slow.step(record(i * 600_000, NORMAL[i]));
    }
    assert.equal(layer.status().values?.['limit'], slow.status().values?.['limit']);
  });

  it('finds the limit anew once it sees how fast the records come', () => {
    const { layer } = threshold({ budget: 7, per: 'days' });
    const hourly = threshold({ budget: 168, per: 'records' }).layer;
    for (let i = 0; i < 20; i++) {
      for (const one of [layer, hourly]) one.step(record(i * 3_600_000, 0.6, { detector: model(1, SORTED) }));
    }
    const limits = [layer, hourly].map((one) => one.status().values?.['limit'] as number);
    assert.ok(Math.abs(limits[0]! / limits[1]! - 1) < 0.01, String(limits));
  });

  it('does not take a burst of records for the pace', () => {
    const { layer } = threshold({ budget: 7, per: 'days' });
    const hourly = threshold({ budget: 168, per: 'records' }).layer;
    const detector = model(1, SORTED);
    const times = Array.from({ length: 30 }, (_, i) => (i < 10 ? i * 100 : i * 3_600_000));
    for (const time of times) for (const one of [layer, hourly]) one.step(record(time, 0.6, { detector }));
    const limits = [layer, hourly].map((one) => order(one, 'status')['limit'] as number);
    assert.ok(Math.abs(limits[0]! / limits[1]! - 1) < 0.01, String(limits));
  });

  it('does not take pauses for the pace', () => {
    const { layer } = threshold({ budget: 1, per: 'days' });
    feed(layer, 200);
    const before = order(layer, 'status')['limit'];
    for (let i = 1; i < 20; i++) feed(layer, 10, 200 + i * 1000);
    assert.equal(order(layer, 'status')['limit'], before);
  });

  it('keeps its limit at a frozen pace, and follows the pace when it is unfrozen', () => {
    const { layer } = threshold({ budget: 1, per: 'days' });
    feed(layer, 200);
    const slower = (from: number): void => {
      for (let i = 0; i < 150; i++) layer.step(record(200_000 + (from + i) * 10_000, 0.6));
    };
    const limit = (): unknown => order(layer, 'status')['limit'];
    const before = limit();
    order(layer, 'freeze');
    slower(0);
    assert.equal(limit(), before);
    order(layer, 'unfreeze');
    slower(150);
    assert.ok((limit() as number) < (before as number));
  });

  it('goes on with its limit after a restart, without learning again', () => {
    const { layer } = threshold();
    feed(layer, 500);
    const next = threshold({}, layer.snapshot()).layer;
    assert.deepEqual(feed(next, 1, 500), feed(layer, 1, 500));
  });

  it('fits the saved calibration anew when strategy or budget change', () => {
    const { layer } = threshold();
    feed(layer, 500);
    for (const change of [{ budget: 100 }, { strategy: 'mad' }, { strategy: 'dspot' }]) {
      assert.equal(feed(threshold(change, layer.snapshot()).layer, 1).verdict, 'normal');
    }
  });

  it('collects in time order for a strategy that needs it', () => {
    const { layer } = threshold({ strategy: 'dspot' });
    layer.step(record(0, 0.6, { detector: model(1, SORTED) }));
    assert.equal(layer.status().state, 'learning');
    assert.equal(feed(layer, 49, 1, { detector: model(1) }).verdict, 'normal');
  });

  it('sets a limit by order and returns to the calibrated one', () => {
    const { layer } = threshold();
    feed(layer, 60);
    const calibrated = layer.status().values?.['limit'];
    order(layer, { do: 'set', limit: 0.1 });
    assert.equal(verdict(layer, 0.2), 'anomaly');
    order(layer, { do: 'set', limit: null });
    assert.equal(layer.status().values?.['limit'], calibrated);
  });

  it('changes the budget by order, at once', () => {
    const { layer } = threshold({ budget: 3000, per: 'records' });
    feed(layer, 60);
    const before = order(layer, 'status')['limit'] as number;
    assert.ok((order(layer, { do: 'set', budget: 20 })['limit'] as number) < before);
  });

  it('refuses an order that it cannot follow and changes nothing', () => {
    const { layer } = threshold();
    feed(layer, 60);
    const before = JSON.stringify([layer.snapshot(), order(layer, 'status')]);
    assert.throws(() => order(layer, { do: 'set', budget: 50, limit: 'high' }), /control\.limit/);
    assert.throws(() => order(layer, { do: 'set', colour: 1 }), /settable: limit, budget/);
    assert.throws(() => order(layer, { do: 'set', budget: -5 }), /budget/);
    assert.throws(() => order(layer, 'calibrate', [1, 2, 3]), /at least 20/);
    assert.throws(() => order(layer, 'calibrate', [...SORTED, Number.NaN]), /usable/);
    assert.ok(JSON.stringify([layer.snapshot(), order(layer, 'status')]) === before);
  });

  it('calibrates from scores that come with the order', () => {
    const { layer } = threshold();
    order(layer, 'calibrate', SORTED);
    assert.equal(verdict(layer, 0.6), 'normal');
    assert.equal(verdict(layer, 30), 'anomaly');
  });

  it('goes on judging while it calibrates anew by order', () => {
    const { layer, context } = threshold();
    feed(layer, 60);
    order(layer, 'calibrate');
    assert.equal(verdict(layer, 1000), 'anomaly');
    feed(layer, 49, 60);
    assert.equal(context.sent.filter((e) => e['event'] === 'calibrated').length, 2);
  });

  it('adapts, but not while frozen', () => {
    const { layer } = threshold();
    feed(layer, 50);
    const start = order(layer, 'freeze')['limit'];
    feed(layer, 1000, 50);
    assert.equal(order(layer, 'status')['limit'], start);
    order(layer, 'unfreeze');
    feed(layer, 1000, 50);
    assert.notEqual(order(layer, 'status')['limit'], start);
  });

  it('gives each mode a limit of its own once it knows its scores', () => {
    const { layer, context } = threshold({ modes: true });
    const quiet = (i: number): TwinRecord => record(i * 1000, 0.1 + 0.01 * (i % 7), { mode: 'idle' });
    const busy = (i: number): TwinRecord => record(i * 1000, NORMAL[i], { mode: 'full' });
    for (let i = 0; i < 150; i++) for (const next of [quiet(i), busy(i)]) layer.step(next);
    const modes = context.sent.filter((e) => e['mode'] !== undefined).map((e) => e['mode']);
    assert.deepEqual(modes.sort(), ['full', 'idle']);
    assert.equal(verdict(layer, 0.9, { mode: 'idle' }), 'anomaly');
    assert.equal(verdict(layer, 0.9, { mode: 'full' }), 'normal');
    const next = threshold({ modes: true }, layer.snapshot()).layer;
    assert.equal(verdict(next, 0.9, { mode: 'idle' }), 'anomaly');
  });

  it('tells what other budgets would mean for the last scores', () => {
    const { layer } = threshold({ budget: 3000, per: 'records' });
    feed(layer, 500);
    const rows = order(layer, 'status')['whatIf'] as { days: number; perWeek: number; limit: number; above: number }[];
    assert.equal(rows.length, 24);
    for (let i = 1; i < rows.length; i++) {
      assert.ok(rows[i]!.perWeek > rows[i - 1]!.perWeek);
      assert.ok(rows[i]!.limit < rows[i - 1]!.limit);
      assert.ok(rows[i]!.above >= rows[i - 1]!.above);
    }
  });

  for (const strategy of ['spot', 'dspot', 'quantile', 'mad', 'aci']) {
    it(`what-if tells the limit that is in force once the budget is set so: ${strategy}`, () => {
      const { layer } = threshold({ strategy, adapt: false });
      feed(layer, 500);
      const rows = order(layer, { do: 'status', rarity: 45 })['whatIf'] as Record<string, number>[];
      for (const { days, limit, calm, perWeek } of rows) {
        const answer = order(layer, { do: 'set', budget: days, per: 'days' });
        assert.ok(Math.abs((answer['limit'] as number) / limit! - 1) < 1e-9, `${days} days`);
        assert.ok(Math.abs((answer['perWeek'] as number) / perWeek! - 1) < 1e-9, `${days} days`);
        const near = (by: number): number => {
          const next = record(1e9, calm! + by * (limit! - calm!));
          layer.step(next);
          return next.rarity!;
        };
        if (calm! < limit!) assert.ok(near(-0.01) <= 45 && near(0.01) >= 45, `${days} days`);
      }
    });

    it(`what-if goes with what the limit has adapted to: ${strategy}`, () => {
      const [{ layer }, other] = [threshold({ strategy }), threshold({ strategy, budget: 3 })];
      feed(layer, 3500);
      feed(other.layer, 3500);
      const rows = order(layer, 'status')['whatIf'] as Record<string, number>[];
      const told = rows.find((row) => row['days'] === 3)!['limit']!;
      const report = order(other.layer, 'status') as Record<string, number>;
      // Not the same to the digit: what lies beyond its own limit no strategy learns.
      const close = strategy === 'dspot' ? 0.1 : 0.02;
      assert.ok(Math.abs(told / report['limit']! - 1) < close, `${told} ${report['limit']}`);
      const own = rows.find((row) => row['days'] === 7)!['limit']!;
      assert.ok(Math.abs(own / (order(layer, 'status')['limit'] as number) - 1) < 1e-9);
    });
  }

  it('has no what-if for a limit that a single score does not cross, or that a person set', () => {
    for (const strategy of ['ewma', 'ndt', 'static']) {
      const { layer } = threshold({ strategy });
      feed(layer, 200);
      assert.deepEqual(order(layer, 'status')['whatIf'], []);
    }
  });

  it('shows an alarm in the status and that it is over', () => {
    const { layer } = threshold({ strategy: 'static', value: 1 });
    verdict(layer, 5);
    assert.equal(layer.status().state, 'alarm');
    verdict(layer, 0.5);
    assert.equal(layer.status().state, 'watching');
  });

  it('forgets everything on reset', () => {
    const { layer } = threshold();
    feed(layer, 60);
    order(layer, 'reset');
    assert.equal(feed(layer, 1).verdict, 'learning');
  });
});
