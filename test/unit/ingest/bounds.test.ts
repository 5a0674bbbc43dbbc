import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import { bench, START } from './helper';

/** A payload that counts how often somebody looks into one of its members. */
function watched(members: number): { payload: Record<string, unknown>; looks: () => number } {
  let looks = 0;
  const payload: Record<string, unknown> = {};
  for (let i = 0; i < members; i++) {
    Object.defineProperty(payload, `k${i}`, {
      enumerable: true,
      get: () => {
        looks++;
        return 1;
      },
    });
  }
  return { payload, looks: () => looks };
}

const nested = (levels: number): unknown => {
  let value: unknown = { a: 1 };
  for (let i = 0; i < levels; i++) value = { x: value };
  return value;
};

describe('the bounds of a message', () => {
  it('are looked at before anything of it is read', () => {
    const b = bench();
    const { payload, looks } = watched(200_000);
    assert.throws(() => b.send(payload, 'p'), /holds more than 10000 names in one object/);
    assert.ok(looks() <= 10_000, `${looks()} members were looked at`);
  });

  const TOO_MUCH: [string, unknown][] = [
    ['a list of a million numbers', new Array(1_000_000).fill(1)],
    ['a list that claims to be endless', Object.assign([], { length: 4e9 })],
    ['many lists that are large together', Array.from({ length: 600 }, () => new Array(1000).fill(1))],
    [
      'a wide object inside of others',
      { a: { b: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, i])) } },
    ],
    ['metrics without end', { timestamp: START, metrics: new Array(1_000_000).fill({ name: 'a', value: 1 }) }],
    ['an object nested a thousand times', nested(1000)],
    ['a text nested ten thousand times', `${'['.repeat(10_000)}1${']'.repeat(10_000)}`],
  ];
  for (const [name, payload] of TOO_MUCH) {
    it(`refuse ${name} with a sentence that says what to do, and change nothing`, () => {
      const b = bench();
      b.send({ time: START, a: 1 }, 'spBv1.0/STATE/x');
      const before = JSON.stringify(b.ingest.assets());
      for (const topic of ['p', 'spBv1.0/G/DDATA/E/D']) {
        assert.throws(
          () => b.send(payload, topic),
          (error) => error instanceof InputError && /payload.*(more than|deeper than).*; /.test(error.message),
        );
      }
      assert.equal(JSON.stringify(b.ingest.assets()), before);
    });
  }

  it('leave no holes in lists, however deep, which only a function node can make', () => {
    const holes: number[] = [1];
    holes[2] = 3;
    const pairs: unknown[] = [[1767225600, '1']];
    pairs[2] = [1767225601, '2'];
    for (const payload of [holes, { values: holes }, { metric: { __name__: 'a' }, values: pairs }])
      assert.throws(() => bench().send(payload, 'p'), /payload: has a list with holes; send null for what is missing/);
  });

  it('are those of a clock for times of every format: no time that a calendar does not have comes near the state', () => {
    const alias = { name: 'a', type: 'Double', value: 1 };
    const messages: [string, unknown][] = [
      ['p', { asset: 'p', time: 1e308, values: { a: 1 } }],
      ['p', { asset: 'p', time: -1e17, values: { a: 1 } }],
      ['spBv1.0/G/DBIRTH/E/D', { timestamp: 2 ** 60, seq: 0, metrics: [alias] }],
    ];
    for (const [topic, payload] of messages) {
      const { ingest, send, events } = bench({ offlineAfter: 1000 });
      try {
        send(payload, topic);
      } catch (error) {
        assert.ok(error instanceof InputError);
        assert.match(error.message, /time/);
      }
      // Silence is told with the time that the asset's clock has reached.
      for (let k = 1; k < 200; k++) ingest.tick(START + k * 1000);
      for (const event of events) assert.doesNotMatch(String(event['text']), /Invalid|NaN/);
    }
  });

  it('let through what a large site sends', () => {
    const b = bench({ maxTags: 2000 });
    const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`t${i}`, i]));
    assert.equal(b.send(wide, 'p').length, 1);
    const rows = Array.from({ length: 5000 }, (_, i) => ({ time: START + i * 1000, a: i, b: -i }));
    assert.equal(b.send(rows, 'q').length, 5000);
  });

  it('leave nothing of a message in what waits: who changes it afterwards changes no record', () => {
    const b = bench({ lateness: 3000 });
    const send = (i: number): { payload: Record<string, number> } => {
      const payload = { time: START + i * 1000, a: i };
      b.send(payload, 'p');
      return { payload };
    };
    for (let i = 0; i < 3; i++) send(i).payload['a'] = 999;
    const list = [5, 6];
    b.send(list, 'q', START);
    list[0] = 999;
    const records = [3, 4, 5, 6, 7, 8].flatMap((i) => b.send({ time: START + i * 1000, a: i }, 'p'));
    records.push(...b.ingest.tick(START + 1e6));
    assert.ok(records.length >= 9);
    for (const { values } of records) for (const value of Object.values(values)) assert.ok(value < 900);
  });
});

describe('the bounds of a message of known shape', () => {
  it('are looked at again where more than before may stand in it', () => {
    const { send } = bench();
    const huge = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`x${i}`, i]));
    send({ device: { id: 'p1' }, a: 1 }, 'p');
    assert.throws(
      () => send({ device: { id: 'p1', ...huge }, a: 1 }, 'p'),
      /holds more than 10000 names in one object/,
    );
    send({ ts: { $date: '2026-01-01T00:00:00Z' }, a: 1 }, 'p');
    const time = { $date: '2026-01-01T00:00:00Z', ...huge };
    assert.throws(() => send({ ts: time, a: 1 }, 'p'), /holds more than 10000 names in one object/);
  });
});
