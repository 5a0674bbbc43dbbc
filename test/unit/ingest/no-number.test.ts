import assert from 'node:assert/strict';
import { checkCase } from './case-check';
import { bench } from './helper';

const T = Date.UTC(2026, 0, 1);
const spark = (type: string, seq: number, metrics: object[], device = 'D') => ({
  topic: `spBv1.0/G/${type}/E/${device}`,
  payload: { timestamp: T + seq * 1000, seq, metrics },
});

describe('a part without a number', () => {
  it('costs no other row of a list', () => {
    checkCase({
      messages: [
        { topic: 'p', payload: [{ note: 'started' }, { time: T, temp: 1, note: 'ok' }, { time: T + 1000, note: 'x' }] },
      ],
      expected: { records: [{ asset: 'p', time: T, values: { temp: 1 } }], count: 1, tags: ['temp'], errors: 0 },
    });
  });

  it('costs no other device of a gateway, whichever comes first', () => {
    checkCase({
      messages: [
        {
          topic: 'v1/gateway/telemetry',
          payload: { B: [{ ts: T, values: { note: 'started' } }], A: [{ ts: T, values: { x: 1.5 } }] },
        },
      ],
      expected: { records: [{ asset: 'A', values: { x: 1.5 } }], count: 1, tags: ['x'], errors: 0 },
    });
  });

  it('makes no twin of what never brought a number', () => {
    const b = bench();
    b.send({
      subscriptionId: '1',
      data: [
        { id: 'Door1', type: 'Door', label: { type: 'Text', value: 'north' } },
        { id: 'Room1', type: 'Room', temperature: { type: 'Number', value: 23.5 } },
      ],
    });
    assert.deepEqual(b.ingest.assets(), ['Room1']);
  });

  it('keeps the numbers of a source that counts its messages', () => {
    const event = (revision: number, path: string, value: unknown) => ({
      payload: {
        topic: 'n/thing/things/twin/events/modified',
        path,
        value,
        revision,
        timestamp: '2026-01-01T00:00:00Z',
      },
    });
    const messages = [
      event(1, '/features/f/properties', { temp: 1, lot: 'A' }),
      ...Array.from({ length: 40 }, (_, i) => event(i + 2, '/features/f/properties/temp', i)),
      event(42, '/features/f/properties/lot', 'B'),
      event(43, '/features/g/properties/name', 'C'),
      event(44, '/features/f/properties/temp', 5),
    ];
    checkCase({ messages, expected: { errors: 0, noEvents: ['sequence-gap'] } });
  });

  it('keeps the sequence of Sparkplug through bytes, texts and messages without metrics', () => {
    checkCase({
      messages: [
        spark('DBIRTH', 1, [{ name: 'Temp', type: 'Float', value: 20.5 }]),
        spark('DDATA', 2, [{ name: 'Image', type: 'Bytes', value: 'AA==' }]),
        spark('DDATA', 3, []),
        spark('DDATA', 4, [{ name: 'Lot', type: 'String', value: 'A1' }], 'Other'),
        spark('DDATA', 5, [{ name: 'Temp', type: 'Float', value: 20.7 }]),
      ],
      expected: {
        records: [{ asset: 'G/E/D', values: { Temp: 20.7 } }],
        count: 2,
        errors: 0,
        noEvents: ['sequence-gap'],
      },
    });
  });

  it('does not hide a loss before it', () => {
    checkCase({
      messages: [
        spark('DBIRTH', 1, [
          { name: 'Temp', type: 'Float', value: 20.5 },
          { name: 'Lot', type: 'String', value: 'A' },
        ]),
        spark('DDATA', 5, [{ name: 'Lot', type: 'String', value: 'B' }]),
        spark('DDATA', 6, [{ name: 'Temp', type: 'Float', value: 20.7 }]),
      ],
      expected: { errors: 0, events: ['sequence-gap'], count: 2 },
    });
  });

  it('is counted and told', () => {
    const b = bench();
    b.one({ temp: 1, lot: 'A' }, 'p');
    assert.deepEqual(b.send({ lot: 'B' }, 'p'), []);
    assert.deepEqual(b.send({ lot: 'C' }, 'p'), []);
    assert.equal(b.ingest.counts('p')['passed-over'], 2);
    assert.match(String(b.events.at(-1)?.['text']), /^lot brought no number and was passed over/);
  });

  it('is the mode when it is called so', () => {
    const b = bench();
    b.one({ temp: 1, mode: 'AUTO' }, 'p');
    assert.equal(b.one({ mode: 'HAND' }, 'p').mode, 'HAND');
  });
});

describe('a text where the number of a known tag should be', () => {
  const texts = [
    'unavailable',
    'Bad Input',
    'I/O Timeout',
    '#N/A',
    'NaN',
    'nan(ind)',
    '1.#QNAN',
    '',
    '---',
    'unknown',
    null,
  ];
  for (const text of texts) {
    it(`${JSON.stringify(text)} is that tag with bad quality: in an object, from a topic, from a list and a CSV`, () => {
      const bad = { values: {}, quality: { temp: 'bad' } };
      const good = { values: { temp: 61.7 } };
      const messages = [61.5, text, 61.7];
      checkCase({
        messages: messages.map((temp) => ({ topic: 'p', payload: { temp } })),
        expected: { records: [bad, good], count: 3, errors: 0 },
      });
      checkCase({
        messages: messages.map((payload) => ({ topic: 'plant/p1/temp', payload })),
        expected: { records: [{ asset: 'plant/p1', ...bad }, good], count: 3, errors: 0 },
      });
      checkCase({
        messages: [{ topic: 'p', payload: messages.map((temp, i) => ({ time: T + i * 1000, temp })) }],
        expected: { records: [{ time: T + 1000, ...bad }, good], count: 3, errors: 0 },
      });
    });
  }

  it('does not make a text of a tag for good when it comes first', () => {
    checkCase({
      messages: [
        { topic: 'p', payload: { temp: 'not ready', flow: 1 } },
        { topic: 'p', payload: { temp: 20, flow: 1 } },
        { topic: 'p', payload: { temp: 'not ready', flow: 1 } },
      ],
      expected: {
        records: [{ values: { temp: 20, flow: 1 } }, { values: { flow: 1 }, quality: { temp: 'bad' } }],
        errors: 0,
      },
    });
  });

  it('is bad for a tag of the tag table that never had a number', () => {
    checkCase({
      settings: { tags: '{"temp":{"role":"sensor"}}' },
      messages: [{ topic: 'plant/p1/temp', payload: 'unavailable' }],
      expected: { records: [{ asset: 'plant/p1', quality: { temp: 'bad' } }], count: 1, errors: 0 },
    });
  });

  it('is an error in one sentence where nothing is known of the topic', () => {
    const b = bench();
    assert.throws(
      () => b.send('unavailable', 'plant/p1/temp'),
      /^InputError: payload\.temp: has no value; send a finite/,
    );
    assert.throws(() => b.send('stopped', 'plant/p1/temp'), /^InputError: payload: holds no tag that is measured/);
    assert.deepEqual(b.ingest.assets(), []);
  });

  it('moves no clock: a message without a time of its own that holds nothing to use leaves a replayed stream as it was', () => {
    const b = bench();
    const at = (t: number): unknown => ({ time: T - 1e11 + t * 1000, temp: 20 + Math.sin(t), flow: t % 7 });
    for (let t = 0; t < 50; t++) b.one(at(t), 'p', T + t * 10);
    b.send({ temp: 'broken' }, 'p', T + 505);
    for (let t = 50; t < 80; t++) {
      const { time, quality, values } = b.one(at(t), 'p', T + t * 10 + 10);
      assert.deepEqual([time, quality, Object.keys(values)], [T - 1e11 + t * 1000, undefined, ['temp', 'flow']]);
    }
  });

  it('and one that holds something is no source that has stopped: what goes on changing is read', () => {
    const b = bench();
    const at = (t: number): unknown => ({ time: T - 1e11 + t * 1000, temp: 20 + Math.sin(t), flow: t % 7 });
    for (let t = 0; t < 50; t++) b.one(at(t), 'p', T + t * 10);
    b.send({ temp: 21 }, 'p', T + 505);
    for (let t = 50; t < 80; t++) assert.equal(b.one(at(t), 'p', T + t * 10 + 10).values['flow'], t % 7);
  });
});

describe('a bare NaN or Infinity in JSON, as Python writes it', () => {
  it('costs its own tag and no other, and a text that holds the word stays a text', () => {
    const b = bench();
    b.one('{"temp":1,"p":2,"f":3}', 'p');
    const { values, quality } = b.one('{"temp":NaN,"p":-Infinity,"f":4,"note":"it is \\"NaN, Infinity"}', 'p');
    assert.deepEqual([values, quality], [{ f: 4 }, { temp: 'bad', p: 'bad' }]);
    assert.equal(b.send('[{"ts":1767225700,"f":NaN,"p":5},{"ts":1767225701,"f":1,"p":Infinity}]', 'p').length, 2);
    assert.equal(b.send('{"ts":1767225710,"f":NaN,"p":5}\n{"ts":1767225711,"f":1,"p":2}', 'p').length, 2);
    assert.throws(() => b.send('{"temp":Nan}', 'p'), /begins like JSON and is not/);
  });
});
