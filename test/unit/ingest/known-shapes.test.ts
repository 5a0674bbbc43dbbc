import assert from 'node:assert/strict';
import { bench, START } from './helper';

/** What is read of a message must not depend on what stood under the same keys in the messages before it. */
const LATER = Date.UTC(2026, 0, 1, 12);
const CASES: readonly (readonly [what: string, first: unknown, then: unknown])[] = [
  ['a device that is null at first', { device: null, a: 1 }, { device: 'p1', a: 2 }],
  ['a device that is empty at first', { machine: '', a: 1 }, { machine: 'p1', a: 2 }],
  ['a time that is not set at first', { ts: null, a: 1 }, { ts: LATER, a: 2 }],
  ['a last_seen that is no time at first', { last_seen: 'never', a: 1 }, { last_seen: '2026-01-01T12:00:00Z', a: 2 }],
  ['a t that was a temperature', { t: 21.5, a: 1 }, { t: LATER, a: 2 }],
  ['a device that was an object', { device: { id: 'd' }, a: 1 }, { device: 'p1', a: 2 }],
  ['an object of a device that now measures', { device: { id: 'd' }, a: 1 }, { device: { id: 'd', temp: 5 }, a: 2 }],
  ['rows of one time that their ids tell apart', [row(1, 0)], [row(1, 1), row(2, 1)]],
];

function row(id: number, seconds: number): object {
  return { id, time: new Date(START + seconds * 1000).toISOString(), a: id };
}

describe('a message of known keys', () => {
  for (const [what, first, then] of CASES) {
    it(`is read as if it were the first: ${what}`, () => {
      const { ingest, send } = bench();
      send(first, 'topic', START);
      const shown = send(then, 'topic', LATER - 1000).map(({ asset, time }) => ({ asset, time }));
      const alone = bench().send(then, 'topic', LATER - 1000);
      assert.deepEqual(
        shown,
        alone.map(({ asset, time }) => ({ asset, time })),
      );
      for (const { asset, values } of alone)
        for (const tag of Object.keys(values)) assert.ok(ingest.schema(asset)!.position.has(tag), tag);
    });
  }

  it('keeps an id that told things apart when one row comes alone', () => {
    const { send } = bench();
    send([row(1, 0), row(2, 0)], 'topic');
    assert.deepEqual(
      send([row(2, 1)], 'topic').map(({ asset }) => asset),
      ['2'],
    );
  });

  it('is read as before after a refused message of the same topic with other keys', () => {
    const { send } = bench();
    send({ device: { id: 'p1' }, a: 1 }, 'topic');
    assert.throws(() => send({ constructor: 1, a: 1 }, 'topic'));
    assert.equal(send({ device: { id: 'p1' }, a: 2 }, 'topic')[0]!.asset, 'p1');
  });

  const sent = (values: Record<string, unknown>, extra: object = {}): object => ({
    asset: 'p',
    time: START,
    values,
    ...extra,
  });
  const RECORDS: readonly (readonly [what: string, first: object, then: object])[] = [
    ['the same tags', sent({ a: 1, b: 2 }), sent({ a: 3, b: 4 })],
    ['the same tags in another order', sent({ a: 1, b: 2 }), sent({ b: 4, a: 3 })],
    ['fewer tags', sent({ a: 1, b: 2 }), sent({ a: 3 })],
    ['a tag more', sent({ a: 1 }), sent({ a: 3, b: 4 })],
    ['a tag without a value', sent({ a: 1, b: 2 }), sent({ a: null, b: 4 })],
    ['a text for a number', sent({ a: 1, b: 2 }), sent({ a: 'off', b: 4 })],
    ['an object for a number', sent({ a: 1, b: 2 }), sent({ a: { x: 1 }, b: 4 })],
    ['something nested beside the values', sent({ a: 1 }), sent({ a: 2 }, { meta: { of: [1, 2] } })],
  ];
  for (const [what, first, then] of RECORDS) {
    it(`is read as if it were the first, a record: ${what}`, () => {
      const outcome = (...messages: object[]): unknown => {
        const b = bench({ tags: { a: { role: 'sensor' }, b: { role: 'sensor' } } });
        const records = messages.map((message, i) => {
          try {
            return b.send({ ...message, time: START + i * 1000 });
          } catch (error) {
            return (error as Error).message;
          }
        });
        const last = records.at(-1)!;
        return typeof last === 'string' ? last : last.map(({ values, quality }) => ({ values, quality }));
      };
      assert.deepEqual(outcome(first, first, then), outcome(first, { ...then }));
    });
  }

  it('is read as it is now where one object is sent again and again', () => {
    const b = bench();
    const values = { a: 1 };
    b.one({ asset: 'p', time: START, values });
    b.one({ asset: 'p', time: START + 1000, values });
    b.send({ device: { id: 'q' }, temperature: 5 }, 'other');
    values.a = 7;
    assert.equal(b.one({ asset: 'p', time: START + 2000, values }).values['a'], 7);
  });
});
