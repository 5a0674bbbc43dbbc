import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { InputError } from '../../../lib/input';
import { asRecord, isOurs, markOurs } from '../../../lib/record/read';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { testContext } from '../../fixtures/layer-context';

// Node-RED copies messages for several wires with it; it has no types.
const { util } = require('@node-red/util') as { util: { cloneMessage<T>(message: T): T } };

/** A record with every part that our nodes make, as it arrives from another Node-RED: through JSON. */
const whole = (more: Record<string, unknown> = {}): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify({
      asset: 'pump',
      time: 5000,
      values: { a: 1, b: 2 },
      quality: { b: 'stale' },
      roles: { b: 'command' },
      comms: { interval: 1000, jitter: 3, skew: 20, source: 'plant/pump', strays: 1 },
      derived: { 'a~twin': 0.5 },
      features: ['a', 'b', 'a~twin'],
      scaled: [0.1, Number.NaN, 0.3],
      scaling: { method: 'minmax', version: 'v1', center: [0, 0, 0], scale: [1, 1, 1] },
      mode: 'run',
      label: 1,
      score: 3,
      parts: { position: 1 },
      contributions: { a: 1 },
      expected: { a: 0.9 },
      trajectory: { onset: 1, peak: 3, duration: 2, pattern: 'sudden' },
      threshold: 2,
      anomaly: true,
      verdict: 'anomaly',
      ...more,
    }),
  );
const DECISION = { kind: 'cyber-attack', severity: 'high', sentence: 's', tags: ['a'], since: 1 };

describe('a record that no node of ours made', () => {
  it('keeps what is well formed, also over JSON between two Node-REDs', () => {
    const record = asRecord(whole(), 0);
    const { scaled, ...rest } = whole();
    assert.deepEqual({ ...record, scaled: undefined }, { ...rest, scaled: undefined });
    assert.deepEqual(scaled, [0.1, null, 0.3]);
    assert.deepEqual(record.scaled, [0.1, Number.NaN, 0.3]);
  });

  it('is a copy: nothing of the message is kept by reference', () => {
    const payload = whole() as unknown as TwinRecord;
    const record = asRecord(payload, 0);
    for (const part of ['values', 'quality', 'roles', 'comms', 'derived', 'features', 'scaled', 'scaling'] as const) {
      assert.notEqual(record[part], payload[part], part);
    }
    assert.notEqual(record.scaling!.center, payload.scaling!.center);
  });

  const silencing: [string, Record<string, unknown>, string][] = [
    ['a verdict of learning', { verdict: 'learning' }, 'verdict'],
    ['a verdict of normal', { verdict: 'normal' }, 'verdict'],
    ['a mark of history', { comms: { historical: true } }, 'comms.historical'],
    ['a mark of lateness', { comms: { late: true } }, 'comms.late'],
    ['a mark of a duplicate', { comms: { duplicate: true } }, 'comms.duplicate'],
    ['a notice', { comms: { notice: true } }, 'comms.notice'],
    ['a time by arrival', { comms: { byArrival: true } }, 'comms.byArrival'],
    ['a blindness', { comms: { blind: { why: 'late' } } }, 'comms.blind'],
    ['a decision', { decision: DECISION }, 'decision'],
    ['a response', { response: {} }, 'response'],
    ['a mask', { masked: { why: 'cleaning', off: true } }, 'masked'],
    ['a model', { detector: { node: 'n', model: 'm', version: 1, engine: 'wasm', calibration: [9e9] } }, 'detector'],
  ];
  for (const [what, part, name] of silencing) {
    it(`${what} is dropped, and its name is told`, () => {
      const dropped: string[] = [];
      const record = asRecord(whole({ verdict: undefined, ...part }), 0, { dropped });
      assert.deepEqual(dropped, [name]);
      const found = name.split('.').reduce<unknown>((at, key) => (at as never)?.[key], record);
      assert.equal(found, undefined);
    });
  }

  it('can make a verdict worse, and with trust brings it all', () => {
    for (const verdict of ['suspect', 'anomaly', 'fault'] as const) {
      assert.equal(asRecord(whole({ verdict }), 0).verdict, verdict);
    }
    const trusted = asRecord(
      whole({ verdict: 'learning', comms: { historical: true, byArrival: true }, decision: DECISION }),
      0,
      {
        trust: true,
      },
    );
    assert.deepEqual(
      [trusted.verdict, trusted.comms, trusted.decision?.kind],
      ['learning', { historical: true, byArrival: true }, 'cyber-attack'],
    );
  });

  it('cannot pass an attack for learning or for history: the threshold judges it', () => {
    const layer = createThreshold(parseConfig({ strategy: 'static', value: 2 }), testContext());
    for (const more of [{ verdict: 'learning' }, { comms: { historical: true } }, { verdict: 'normal' }]) {
      const record = asRecord(whole({ verdict: undefined, anomaly: false, score: 99, ...more }), 0);
      layer.step(record);
      assert.equal(record.verdict, 'anomaly', JSON.stringify(more));
    }
  });

  const wrong: [Record<string, unknown>, RegExp][] = [
    [
      { scaling: { method: 'minmax', version: 'v', center: [0, 0, 0], scale: { length: 3 } } },
      /payload\.scaling\.scale/,
    ],
    [{ scaling: { method: 'minmax', version: {}, center: [], scale: [] } }, /payload\.scaling\.version/],
    [{ scaling: { method: 'minmax', version: 'v', center: [0], scale: [1] } }, /payload\.scaling\.center: has 1/],
    [{ scaled: [1] }, /payload\.scaled: has 1 numbers; there are 3/],
    [{ scaled: ['1', 2, 3] }, /payload\.scaled\[0\]/],
    [{ roles: { a: 'boss' } }, /payload\.roles\.a: .*one of sensor/],
    [{ quality: { a: 7 } }, /payload\.quality\.a/],
    [{ features: {} }, /payload\.features: is an object/],
    [{ features: ['a', 'a'] }, /payload\.features\[1\]/],
    [{ comms: { interval: 'soon' } }, /payload\.comms\.interval/],
    [{ trajectory: { onset: 1 } }, /payload\.trajectory\.peak/],
    [{ score: '3' }, /payload\.score: .*send a number/],
    [{ anomaly: 1 }, /payload\.anomaly: .*true or false/],
    [{ verdict: 'fine' }, /payload\.verdict: .*one of learning/],
    [{ expected: { a: 'x' } }, /payload\.expected\.a/],
  ];
  for (const [part, field] of wrong) {
    it(`is refused with the field: ${JSON.stringify(part)}`, () => {
      assert.throws(
        () => asRecord(whole(part), 0),
        (error) => error instanceof InputError && field.test(error.message),
      );
    });
  }

  it('with what JSON cannot carry is refused or copied plain: no function, getter, Proxy or cycle stays', () => {
    const scaling = { method: 'm', version: 'v', center: [0, 0, 0], scale: [1, 1, 1], describe: () => 'x' };
    const record = asRecord({ ...whole(), scaling }, 0);
    assert.doesNotThrow(() => structuredClone(record));
    const cycle: Record<string, unknown> = { a: 'command' };
    cycle['b'] = cycle;
    assert.throws(() => asRecord({ ...whole(), roles: cycle }, 0), /payload\.roles\.b/);
    const trap = new Proxy({}, { ownKeys: () => assert.fail('a trap') });
    assert.throws(() => asRecord({ ...whole(), values: trap }, 0), InputError);
    const getter = {
      ...whole(),
      get time() {
        throw new TypeError('boo');
      },
    };
    assert.throws(() => asRecord(getter, 0), /^InputError: payload: cannot be read: boo/);
  });

  it('is counted before it is copied', () => {
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`t${i}`, 1]));
    for (const payload of [
      many,
      { values: many },
      Array(2001).fill(1),
      whole({ derived: many }),
      { values: {}, ...many },
    ]) {
      assert.throws(() => asRecord(payload, 0), /2000 are possible/);
    }
    assert.throws(() => asRecord(whole({ features: Object.keys(many) }), 0), /2000 are possible/);
    assert.equal(Object.keys(asRecord(Array(2000).fill(1), 0).values).length, 2000);
  });

  it('whatever it is, gives a record that can be saved, or an InputError', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withTypedArray: true });
    const part = fc.constantFrom(...Object.keys(whole()), 'decision', 'detector', 'response', '__proto__');
    fc.assert(
      fc.property(part, anything, fc.boolean(), (key, value, trust) => {
        try {
          const { [key as never]: _, ...others } = asRecord({ ...whole(), [key]: value }, 0, { trust });
          structuredClone(others);
        } catch (error) {
          return error instanceof InputError;
        }
        return true;
      }),
      { numRuns: 3000, seed: 3 },
    );
  });
});

describe('a record of ours', () => {
  const made = (more: Partial<TwinRecord> = {}): TwinRecord => {
    const record: TwinRecord = {
      asset: 'pump',
      time: 1,
      values: { a: 1 },
      verdict: 'learning',
      comms: { historical: true },
      ...more,
    };
    markOurs(record);
    return record;
  };

  it('passes as it is, also as the copy that Node-RED makes for a second wire', () => {
    const record = made();
    assert.equal(asRecord(record, 0), record);
    const { payload } = util.cloneMessage({ payload: record });
    assert.notEqual(payload, record);
    const read = asRecord(payload, 0);
    assert.equal(isOurs(read), true);
    assert.deepEqual([read.verdict, read.comms], ['learning', { historical: true }]);
  });

  it('stays ours when a function node spreads it, and is foreign once it went through JSON', () => {
    const spread = runInNewContext('({ ...record, seen: true })', { record: made() }) as unknown;
    assert.equal(isOurs(asRecord(spread, 0)), true);
    const foreign = asRecord(JSON.parse(JSON.stringify(made())), 0);
    assert.equal(isOurs(foreign), false);
    assert.equal(foreign.verdict, undefined);
  });

  it('shares nothing with a copy that went another way', () => {
    const one = made();
    const other = { ...one };
    other.decision = { ...DECISION, kind: 'data-drift' } as never;
    markOurs(other);
    one.score = 1;
    one.expected = { a: 1 };
    markOurs(one);
    assert.equal(asRecord(other, 0).decision?.kind, 'data-drift');
    assert.deepEqual([asRecord(one, 0).decision, asRecord(one, 0).expected], [undefined, { a: 1 }]);
  });

  it('a part that was put in afterwards is read as foreign, and what was there stays where it may not', () => {
    const decision = { ...DECISION, kind: 'data-drift' } as never;
    const record = { ...made({ decision }), decision: DECISION, values: { a: 2 } };
    const dropped: string[] = [];
    const read = asRecord(record, 0, { dropped });
    assert.equal(read.decision, decision);
    assert.deepEqual([read.values, dropped], [{ a: 2 }, ['decision']]);
    assert.throws(() => asRecord({ ...made(), values: { a: Number.NaN } }, 0), /payload\.values\.a/);
    assert.throws(() => asRecord({ ...made(), scaling: { f() {} } }, 0), /payload\.scaling\.method/);
  });

  it('keeps in a changed copy of comms what a node of ours said there, and takes no more of such marks', () => {
    const changed = (before: object, more: object): [object | undefined, string[]] => {
      const record = made({ comms: before });
      const dropped: string[] = [];
      return [asRecord({ ...record, comms: { ...record.comms, ...more } }, 0, { dropped }).comms, dropped];
    };
    const arrived = { interval: 990, byArrival: true };
    assert.deepEqual(changed(arrived, { jitter: 5 }), [{ ...arrived, jitter: 5 }, []]);
    assert.deepEqual(changed({ interval: 990 }, { byArrival: true }), [{ interval: 990 }, ['comms.byArrival']]);
    assert.deepEqual(changed(arrived, { historical: true }), [arrived, ['comms.historical']]);
  });

  it('bears no mark that JSON shows', () => {
    assert.equal(JSON.stringify(made()), JSON.stringify({ ...made() }));
    assert.deepEqual(Object.keys(made()), ['asset', 'time', 'values', 'verdict', 'comms']);
  });
});
