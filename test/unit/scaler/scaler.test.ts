import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/scaler/config';
import { createScaler } from '../../../nodes/scaler/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

function scaler(raw: Record<string, unknown> = {}, snapshot?: unknown): { layer: Layer; context: TestContext } {
  const context = testContext();
  return { layer: createScaler(parseConfig({ warmup: 20, ...raw }), context, snapshot), context };
}

function record(time: number, values: Record<string, number>, more: Partial<TwinRecord> = {}): TwinRecord {
  return { asset: 'twin', time, values, ...more };
}

/** Records of two tags, a second apart. */
function feed(layer: Layer, count: number, from = 0, more: Partial<TwinRecord> = {}): TwinRecord {
  let last = record(0, {});
  for (let i = 0; i < count; i++) {
    last = record((from + i) * 1000, { b: (i % 11) * 10, a: i % 11 }, more);
    layer.step(last);
  }
  return last;
}

function order(layer: Layer, name: OrderName): Record<string, unknown> {
  return layer.order(parseOrder(name, ['refit', 'reset', 'freeze', 'unfreeze', 'status']), undefined);
}

function events(context: TestContext, name: string): Record<string, unknown>[] {
  return context.sent.filter((e) => e['event'] === name);
}

describe('scaler', () => {
  it('passes records on as learning, with their features, until it has learned', () => {
    const { layer } = scaler();
    const last = feed(layer, 19);
    assert.equal(last.verdict, 'learning');
    assert.deepEqual(last.features, ['a', 'b']);
    assert.equal(last.scaled, undefined);
  });

  it('scales from the record on that completes the warm-up, and saves before that leaves', () => {
    const { layer, context } = scaler();
    const last = feed(layer, 20);
    assert.deepEqual(last.scaled, [0.8, 0.8]);
    assert.equal(last.verdict, undefined);
    assert.equal(context.saves.at(-1), 'now');
    assert.equal(events(context, 'scaling-learned').length, 1);
  });

  it('says how long learning will take, from the times of the records', () => {
    const { layer } = scaler({ warmup: 300 });
    feed(layer, 60);
    assert.deepEqual(layer.status(), { state: 'learning', values: { done: 60, total: 300 }, left: 240_000 });
  });

  it('an outage, or one old message, is no time that it has learned for', () => {
    for (const pause of [15 * 3_600_000, -3_600_000]) {
      const { layer, context } = scaler({ span: 10 });
      feed(layer, 5);
      for (let i = 0; i < 300; i++) layer.step(record(pause + (5 + i) * 1000, { b: (i % 11) * 10, a: i % 11 }));
      assert.deepEqual(events(context, 'scaling-learned'), []);
    }
  });

  it('learns for a time span of the source when asked to', () => {
    const { layer } = scaler({ span: 1 });
    assert.equal(feed(layer, 60).scaled, undefined);
    assert.ok(feed(layer, 1, 60).scaled);
  });

  it('shares one frozen scaling between all records of a fit', () => {
    const { layer } = scaler();
    const first = feed(layer, 20).scaling;
    assert.ok(first && Object.isFrozen(first));
    assert.equal(feed(layer, 500, 20).scaling, first);
  });

  it('does not learn from values of bad quality, duplicates or faults', () => {
    const { layer } = scaler();
    feed(layer, 10);
    layer.step(record(1, { a: 9999, b: 5 }, { quality: { a: 'bad' } }));
    layer.step(record(2, { a: 9999, b: 5 }, { comms: { duplicate: true } }));
    layer.step(record(3, { a: 9999, b: 5 }, { verdict: 'fault' }));
    assert.deepEqual(feed(layer, 9, 20).scaling?.scale, [9, 90]);
  });

  it('takes the quality of a derived feature from its tag', () => {
    const { layer } = scaler({ warmup: 10 });
    const features = ['a', 'a~twin'];
    for (let i = 0; i < 9; i++) layer.step(record(i, { a: i }, { features, derived: { 'a~twin': i } }));
    layer.step(record(9, { a: 99 }, { features, derived: { 'a~twin': 99 }, quality: { a: 'stale' } }));
    const last = record(10, { a: 4 }, { features, derived: { 'a~twin': 2 } });
    layer.step(last);
    assert.deepEqual(last.scaled, [0.5, 0.25]);
  });

  it('leaves a missing value NaN and in its place', () => {
    const { layer } = scaler();
    feed(layer, 20);
    const holey = record(21_000, { b: 50 });
    layer.step(holey);
    assert.deepEqual(holey.scaled, [Number.NaN, 0.5]);
  });

  it('refuses a value that is not finite and changes nothing by it', () => {
    const { layer } = scaler();
    feed(layer, 15);
    const before = JSON.stringify(layer.snapshot());
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number]) {
      assert.throws(() => layer.step(record(1, { a: bad, b: 1 })), InputError);
      assert.throws(() => layer.step(record(1, { b: 1 }, { features: ['b', 'x'], derived: { x: bad } })), InputError);
    }
    assert.throws(() => layer.step(record(1, {}, { features: ['a', 'a'] })), /features\[1\]/);
    assert.throws(() => layer.step(record(1, {}, { features: 'ab' as unknown as string[] })), /payload.features/);
    assert.equal(JSON.stringify(layer.snapshot()), before);
  });

  it('clips what is far outside and counts it', () => {
    const { layer } = scaler({ ranges: 2 });
    feed(layer, 20);
    const wild = record(30_000, { a: 1e30, b: -1e30 });
    layer.step(wild);
    assert.deepEqual(wild.scaled, [3, -2]);
    assert.deepEqual(order(layer, 'status')['excess'], { a: 1, b: 1 });
  });

  it('passes what is far outside when asked to, and counts it', () => {
    const { layer } = scaler({ ranges: 2, outside: 'pass' });
    feed(layer, 20);
    const wild = record(30_000, { a: 1000, b: 0 });
    layer.step(wild);
    assert.deepEqual(wild.scaled, [100, 0]);
    assert.deepEqual(order(layer, 'status')['excess'], { a: 1 });
  });

  it('tells a new tag, learns it by itself and does not shift the others', () => {
    const { layer, context } = scaler();
    const before = feed(layer, 20).scaling;
    let last = record(0, {});
    for (let i = 0; i < 20; i++) {
      last = record(20_000 + i * 1000, { 0: i, a: 5, b: 50 });
      layer.step(last);
      if (i < 19) assert.deepEqual(last.scaled, [0.5, 0.5, Number.NaN]);
    }
    assert.deepEqual(last.features, ['a', 'b', '0']);
    assert.deepEqual(last.scaled, [0.5, 0.5, 1]);
    assert.deepEqual(events(context, 'schema-changed')[0]?.['added'], ['0']);
    assert.deepEqual(events(context, 'features-learned')[0]?.['features'], ['0']);
    assert.notEqual(last.scaling?.version, before?.version);
  });

  it('keeps the numbers of a feature when the list of features is reordered', () => {
    const { layer } = scaler();
    feed(layer, 20, 0, { features: ['a', 'b'] });
    const turned = record(30_000, { a: 5, b: 20 }, { features: ['b', 'a'] });
    layer.step(turned);
    assert.deepEqual(turned.scaled, [0.2, 0.5]);
  });

  it('keeps one array of features although every message brings its own copy', () => {
    const { layer } = scaler();
    const first = feed(layer, 1, 0, { features: ['a', 'b'] }).features;
    assert.equal(feed(layer, 1, 1, { features: ['a', 'b'] }).features, first);
  });

  it('stays in force during a refit and changes its version at the end', () => {
    const { layer, context } = scaler();
    const old = feed(layer, 20).scaling;
    order(layer, 'refit');
    for (let i = 0; i < 19; i++) {
      const next = record(i, { a: i * 100, b: 3 });
      layer.step(next);
      assert.equal(next.scaling, old);
    }
    const last = record(20, { a: 1900, b: 3 });
    layer.step(last);
    assert.equal(last.scaled?.[0], 1);
    assert.notEqual(last.scaling?.version, old?.version);
    assert.equal(events(context, 'scaling-refitted').length, 1);
  });

  it('forgets everything on reset', () => {
    const { layer } = scaler();
    feed(layer, 20);
    order(layer, 'reset');
    assert.equal(feed(layer, 1).verdict, 'learning');
  });

  it('learns nothing while frozen and goes on afterwards', () => {
    const { layer } = scaler();
    feed(layer, 10);
    order(layer, 'freeze');
    feed(layer, 50);
    assert.equal(layer.status().state, 'frozen');
    order(layer, 'unfreeze');
    assert.equal(feed(layer, 9).scaled, undefined);
    assert.ok(feed(layer, 1).scaled);
  });

  it('scales each mode by itself once it is known, under one version', () => {
    const { layer, context } = scaler({ modes: true, warmup: 20 });
    const drive = (mode: string, factor: number): TwinRecord => {
      let last = record(0, {});
      for (let i = 0; i < 20; i++) {
        last = record(i * 1000, { a: (i % 11) * factor }, { mode });
        layer.step(last);
      }
      return last;
    };
    const idle = drive('idle', 1);
    const full = drive('full', 100);
    assert.deepEqual(idle.scaled, [0.8]);
    assert.deepEqual(full.scaled, [0.8]);
    assert.equal(full.scaling?.version, idle.scaling?.version);
    assert.deepEqual(
      events(context, 'mode-learned').map((e) => e['mode']),
      ['idle', 'full'],
    );
  });

  it('tells once when inputs drift from what was learned, and once when they are back', () => {
    const { layer, context } = scaler({ warmup: 300, window: 500 });
    const random = createRandom(4);
    let time = 0;
    const drive = (count: number, shift: number): void => {
      for (let i = 0; i < count; i++) {
        time += 1000;
        layer.step(record(time, { a: random.normal() + shift, b: random.normal() }));
      }
    };
    drive(5000, 0);
    assert.equal(events(context, 'input-drift').length, 0);
    drive(1500, 1.5);
    assert.equal(events(context, 'input-drift').length, 1);
    assert.deepEqual(Object.keys(events(context, 'input-drift')[0]?.['drifted'] as object), ['a']);
    drive(1500, 0);
    assert.equal(events(context, 'input-drift-over').length, 1);
  });

  it('starts over with an event when what was saved is of another method', () => {
    const { layer } = scaler();
    feed(layer, 20);
    const next = scaler({ method: 'robust' }, layer.snapshot());
    assert.equal(next.layer.status().state, 'learning');
    assert.equal(events(next.context, 'state-ignored').length, 1);
  });

  it('leaves a value that came once out of its range, its drift reference and each mode, and says so', () => {
    const clean = scaler({ warmup: 200, modes: true });
    const spoiled = scaler({ warmup: 200, modes: true });
    const last = [clean, spoiled].map(({ layer }, which) => {
      const random = createRandom(3);
      let at = record(0, {});
      for (let t = 0; t < 260; t++) {
        const wild = which === 1 && (t === 0 || t === 150);
        at = record(t * 1000, { a: wild ? 1e6 : Math.sin(t / 9) + 0.05 * random.normal() }, { mode: 'run' });
        layer.step(at);
      }
      return at;
    });
    const [usual, learned] = last.map(({ scaled }) => scaled![0]!);
    assert.ok(Math.abs(learned! - usual!) < 0.1, `${learned} instead of ${usual}`);
    const [event] = events(spoiled.context, 'scaling-learned');
    assert.deepEqual(
      (event!['outliers'] as { from: number; reason: string }[]).map(({ from, reason }) => [from, reason]),
      [
        [0, 'wild value'],
        [150, 'wild value'],
      ],
    );
    assert.match(String(event!['text']), /look at a/);
    assert.equal(events(clean.context, 'scaling-learned')[0]!['outliers'], undefined);
  });
});
