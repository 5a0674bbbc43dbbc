import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import { bench, START } from './helper';

describe('ingest of plain messages', () => {
  it('reads an object of tags; the topic is the asset, the arrival its time', () => {
    const record = bench().one({ temp: 65.2, pressure: 4.5 }, 'line1/pump1', START);
    assert.equal(record.asset, 'line1/pump1');
    assert.equal(record.time, START);
    assert.deepEqual(record.values, { temp: 65.2, pressure: 4.5 });
    assert.deepEqual(record.features, ['temp', 'pressure']);
    assert.equal(record.quality, undefined);
  });

  it('takes time and asset from the object when they are there', () => {
    const record = bench().one({ deviceId: 'p7', timestamp: '2026-03-01T12:00:00Z', temp: 1 }, 'x');
    assert.equal(record.asset, 'p7');
    assert.equal(record.time, Date.UTC(2026, 2, 1, 12));
    assert.deepEqual(record.values, { temp: 1 });
  });

  it('names nested values by their path', () => {
    const { values } = bench().one({ motor: { speed: 1480, bearing: { temp: 60 } }, on: true });
    assert.deepEqual(values, { 'motor.speed': 1480, 'motor.bearing.temp': 60, on: 1 });
  });

  it('reads an array of numbers as t1..tn', () => {
    assert.deepEqual(bench().one([65.2, 4.5, 1480]).values, { t1: 65.2, t2: 4.5, t3: 1480 });
  });

  it('reads rows, each with its own time', () => {
    const rows = [
      { time: '2026-01-01T00:00:00Z', temp: 65.2, pressure: 4.5 },
      { time: '2026-01-01T00:00:01Z', temp: 65.3, pressure: null },
    ];
    const records = bench().send(rows, 'line1/pump1');
    assert.deepEqual(
      records.map(({ time }) => time),
      [START, START + 1000],
    );
    assert.deepEqual(
      records.map(({ values }) => values),
      [{ temp: 65.2, pressure: 4.5 }, { temp: 65.3 }],
    );
    assert.deepEqual(records[1]!.quality, { pressure: 'bad' });
  });

  it('reads CSV text and bytes with a header line', () => {
    const text = 'timestamp;temp;pressure;rpm\n2026-01-01T00:00:00Z;65.2;4.5;1480\n2026-01-01T00:00:01Z;65.3;;1481\n';
    for (const payload of [text, Buffer.from(text)]) {
      const [first, second] = bench().send(payload, 'pump');
      assert.deepEqual(first!.values, { temp: 65.2, pressure: 4.5, rpm: 1480 });
      assert.deepEqual(second!.values, { temp: 65.3, rpm: 1481 });
      assert.equal(second!.time, START + 1000);
    }
  });

  it('reads one value per topic and joins what an asset said before', () => {
    const b = bench();
    b.send('32.5', 'line1/pump1/temp');
    const record = b.one('4.5', 'line1/pump1/pressure');
    assert.equal(record.asset, 'line1/pump1');
    assert.deepEqual(record.values, { temp: 32.5, pressure: 4.5 });
  });

  it('reads JSON text as what it says', () => {
    assert.deepEqual(bench().one('{"a":1,"b":[2,3]}').values, { a: 1, 'b.0': 2, 'b.1': 3 });
    assert.throws(() => bench().send('{"a":1'), /payload: begins like JSON and is not/);
  });

  it('asks about 32,5 rather than guessing', () => {
    assert.throws(() => bench().send('32,5'), /could be CSV or value per topic; choose the format/);
    assert.deepEqual(bench({ format: 'scalar' }).one('32,5', 'a/temp').values, { temp: 32.5 });
    assert.deepEqual(bench({ format: 'csv' }).one('32,5').values, { t1: 32, t2: 5 });
  });

  it('reads decimal commas where a semicolon parts the cells', () => {
    const [first, second] = bench().send(
      'time;temp;pressure\n2026-01-01T00:00:00Z;65,2;-4,5e1\n2026-01-01T00:00:01Z;,5;\n',
    );
    assert.deepEqual(first!.values, { temp: 65.2, pressure: -45 });
    assert.deepEqual(second!.values, { temp: 0.5 });
    assert.deepEqual(bench().one('1,5;2,5;3,5\n').values, { t1: 1.5, t2: 2.5, t3: 3.5 });
  });

  it('takes an object in place of a number as a bad value, never as a number or a new tag', () => {
    for (const settle of [1, 100]) {
      const b = bench({ settle });
      b.one({ tag0: 3, tag1: 1 });
      for (const wrong of [{ deep: { er: [1] } }, [1], { value: 1 }]) {
        const record = b.one({ tag0: wrong, tag1: 2 });
        assert.deepEqual(record.values, { tag1: 2 });
        assert.deepEqual(record.quality, { tag0: 'bad' });
      }
      const told = b.events.filter(({ event }) => event === 'bad-value' || event === 'new-tag');
      assert.deepEqual(
        told.map(({ text }) => text),
        ['tag0 is an object; send a number'],
      );
      assert.throws(() => b.send({ tag0: [1] }), /payload\.tag0: is an object; send a number$/);
    }
  });

  it('tells that a tag is left out because it holds a text', () => {
    const b = bench();
    b.one({ flow: '12.5 L/min', temp: 1 });
    const told = b.events.find(({ event }) => event === 'text-tag');
    assert.match(String(told?.text), /^flow holds a text and is not scored; give it a unit, states or a role/);
  });

  it('goes offline when all that still comes is foreign to the asset', () => {
    const b = bench({ settle: 10, offlineAfter: 30_000 });
    for (let t = 1; t <= 20; t++) b.one({ temp: t }, 'pump', START + t * 1000);
    for (let t = 21; t <= 60; t++) assert.deepEqual(b.send({ TEMP: t }, 'pump', START + t * 1000), []);
    b.ingest.tick(START + 61_000);
    assert.equal(b.ingest.status().offline, 1);
  });
});

describe('values that are not there', () => {
  it('never shifts another tag, whatever is missing or reordered', () => {
    const b = bench();
    const { features } = b.one({ a: 1, b: 2, c: 3 });
    for (const payload of [
      { c: 3, a: 1 },
      { b: Number.NaN, c: 3, a: 1 },
      { a: 1, b: null, c: 3 },
      { a: 1, b: '', c: 3 },
    ]) {
      const record = b.one(payload);
      assert.equal(record.features, features);
      assert.equal(record.values['a'], 1);
      assert.equal(record.values['c'], 3);
    }
  });

  it('takes null, NaN and infinities as bad, never as zero', () => {
    for (const hole of [null, Number.NaN, Number.POSITIVE_INFINITY, 'NaN']) {
      const record = bench().one({ a: 1, b: hole });
      assert.deepEqual(record.values, { a: 1 });
      assert.deepEqual(record.quality, { b: 'bad' });
    }
  });

  it('takes 120.5 L/min for a number only when the tag names a unit to convert to', () => {
    const b = bench();
    b.one({ flow: 2, a: 1 });
    const refused = b.one({ flow: '120.5 L/min', a: 1 });
    assert.deepEqual(refused.quality, { flow: 'bad' });
    assert.match(
      String(b.events.at(-1)?.['text']),
      /flow is the text "120.5 L\/min"; send a number, or give the tag a unit/,
    );
    const declared = bench({ tags: '{"flow":{"role":"sensor","unit":"L/s"}}' }).one({ flow: '120.6 L/min' });
    assert.ok(Math.abs(declared.values['flow']! - 2.01) < 1e-12);
  });

  it('takes a value outside of the declared range as bad', () => {
    const record = bench({ tags: '{"t":{"min":0,"max":100}}' }).one({ t: 101, u: 1 });
    assert.deepEqual(record.values, { u: 1 });
    assert.deepEqual(record.quality, { t: 'bad' });
  });

  it('holds a value only when asked to, and says so', () => {
    const b = bench({ missing: 'hold' });
    b.one({ a: 1, b: 2 });
    const held = b.one({ a: 3, b: null });
    assert.deepEqual(held.values, { a: 3, b: 2 });
    assert.deepEqual(held.quality, { b: 'imputed' });
  });

  it('drops the record when the policy says so', () => {
    const b = bench({ tags: '{"b":{"missing":"drop"}}' });
    b.one({ a: 1, b: 2 });
    assert.deepEqual(b.send({ a: 3, b: null }), []);
    assert.equal(b.events.at(-1)?.event, 'dropped');
  });

  it('says fault when too few values are real to judge by', () => {
    const b = bench();
    b.one({ a: 1, b: 2, c: 3, d: 4 });
    const record = b.one({ a: 1, b: null, c: null, d: null });
    assert.equal(record.verdict, 'fault');
    assert.equal(record.comms?.missingTags, 3);
  });

  it('calls it no fault while the first values of declared tags are still on their way', () => {
    const b = bench({ tags: '{"a":{},"b":{},"c":{},"d":{}}' });
    assert.equal(b.one('1', 'p/a').verdict, 'learning');
    for (const tag of ['b', 'c', 'd']) b.one('1', `p/${tag}`);
    assert.equal(b.one('2', 'p/a').verdict, undefined);
  });
});

describe('messages that cannot be used', () => {
  const cases: [string, unknown, RegExp][] = [
    ['nothing', undefined, /payload: is missing, in no known format; tried/],
    ['an empty object', {}, /payload: holds no tag/],
    ['an empty array', [], /in no known format/],
    ['only NaN', { temp: Number.NaN }, /payload.temp: has no value; send a finite number/],
    ['only texts', { temp: 'warm' }, /payload/],
    ['a function', () => 1, /payload/],
    ['__proto__ as a tag', JSON.parse('{"__proto__":1,"a":2}'), /payload.__proto__: is not allowed as a tag name/],
    ['__proto__ inside of a tag', JSON.parse('{"a":{"__proto__":{"x":1}}}'), /payload.a.__proto__.x: is not allowed/],
    ['constructor as a tag', { constructor: 1 }, /payload.constructor: is not allowed/],
    ['__proto__ as an asset', { asset: '__proto__', values: { a: 1 } }, /asset/],
    ['a time that is none', { time: 'noon', a: 1 }, /payload.time: is the text "noon", which was tried as ISO 8601/],
    ['nesting without end', nested(5000), /nested deeper than 64 levels/],
    ['a huge text', `${'1,'.repeat(600_000)}1`, /has 1200001 bytes, the limit is 1000000/],
    ['digits without end', { temp: `${'1'.repeat(900_000)}x` }, /holds no tag that is measured/],
    ['a CSV of digits without end', `${'1'.repeat(900_000)}x,2\n3,4`, /payload: is no valid CSV/],
    [
      'more values than any twin has',
      Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`t${i}`, i])),
      /holds more than 10000 names in one object/,
    ],
    [
      'a CSV of more columns than any twin has',
      `${'1,'.repeat(5000)}1`,
      /holds 5001 values at one time, the limit is 4000/,
    ],
    [
      'more rows than the limit',
      Array.from({ length: 100_001 }, (_, i) => ({ a: i })),
      /holds 100001 rows, the limit is 100000/,
    ],
    ['a ragged CSV', 'a,b\n1,2,3', /line 2: has 3 cells where the first line has 2/],
  ];
  for (const [what, payload, message] of cases) {
    it(`refuses ${what} with one error and forgets it`, () => {
      const b = bench();
      b.one({ a: 1, b: 2 }, 'p');
      const before = JSON.stringify([b.ingest.snapshot('p'), b.ingest.assets()]);
      assert.throws(
        () => b.send(payload, 'p'),
        (error) => error instanceof InputError && message.test(error.message),
      );
      assert.equal(JSON.stringify([b.ingest.snapshot('p'), b.ingest.assets()]), before);
    });
  }

  it('lets in only the assets on the list', () => {
    const b = bench({ assets: 'pump*, tank1' });
    b.one({ a: 1 }, 'pump7');
    b.one({ a: 1 }, 'tank1');
    assert.throws(() => b.send({ a: 1 }, 'tank2'), /asset: the text "tank2" is not on the list/);
    assert.deepEqual(b.ingest.assets(), ['pump7', 'tank1']);
  });

  it('bounds assets and tags', () => {
    // Assets whose tags are learned keep their places.
    const full = bench({ maxAssets: 2, settle: 1 });
    full.one({ a: 1 }, 'p1');
    full.one({ a: 1 }, 'p2');
    assert.throws(() => full.send({ a: 1 }, 'p3'), /would be asset 3, the limit is 2/);
    assert.equal(full.ingest.status().refused, 1);
    const wide = bench({ maxTags: 3 });
    wide.one({ a: 1 }, 'p1');
    assert.throws(() => wide.send({ a: 1, b: 1, c: 1, d: 1 }, 'p1'), /would be tag 4 of asset "p1", the limit is 3/);
    assert.equal(wide.ingest.status().refused, 1);
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = { x: value };
  return value;
}

describe('numbers of CSV messages, as recordings are read', () => {
  const cases: [string, string, Record<string, number>][] = [
    ['thousands with commas in quotes', 'a,b\n"1,299.5",2.5', { a: 1299.5, b: 2.5 }],
    ['thousands with points, decimal commas', 'a;b\n1.299,5;2,25', { a: 1299.5, b: 2.25 }],
    ['decimal commas in quotes between commas', 'a,b\n"59,8","4,75"', { a: 59.8, b: 4.75 }],
    ['a minus of typesetters', 'a;b\n\u22124,5;1', { a: -4.5, b: 1 }],
    ['bars between the cells, in two lines', 'a|b\n1|2', { a: 1, b: 2 }],
  ];
  for (const [what, payload, values] of cases) {
    it(`reads ${what}`, () => {
      assert.deepEqual(bench().one(payload).values, values);
    });
  }
});
