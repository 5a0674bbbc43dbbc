import assert from 'node:assert/strict';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest } from '../../../nodes/ingest/core';
import { type Bench, bench, START } from './helper';

const iso = (s: number): string => new Date(START + s * 1000).toISOString();
const values = (b: Bench, payload: string, topic = 'l'): Record<string, number>[] =>
  b.send(payload, topic).map((record) => record.values);
const kept = (b: Bench): ((name: string) => unknown) => {
  const saved = JSON.parse(JSON.stringify({ '': b.ingest.snapshot(''), l: b.ingest.snapshot('l') }));
  return (name) => saved[name];
};

describe('a logger that sends its header once', () => {
  const row = (s: number): string => `${iso(s)},${20 + s},3.1`;

  it('has its rows read below it, alone or several, of each width its own, and after a restart', () => {
    const b = bench();
    values(b, `time,Temp,P\n${row(1)}\n${row(2)}`);
    assert.deepEqual(values(b, row(3)), [{ Temp: 23, P: 3.1 }]);
    values(b, `time,Temp,P,F\n${row(4)},7`);
    assert.deepEqual(
      values(b, `${row(5)}\n${row(6)}`).map(({ Temp, P }) => [Temp, P]),
      [
        [25, 3.1],
        [26, 3.1],
      ],
    );
    assert.deepEqual(values(b, `${row(7)},8`), [{ Temp: 27, P: 3.1, F: 8 }]);
    const after = bench({}, kept(b));
    assert.deepEqual(values(after, row(8)), [{ Temp: 28, P: 3.1, F: 8 }]);
    assert.deepEqual(
      [...b.events, ...after.events].filter(({ event }) => event === 'new-tag'),
      [],
    );
  });

  it('may send it in a message of its own, and again', () => {
    const b = bench();
    assert.deepEqual(values(b, 'time,Temp,P'), []);
    assert.deepEqual(values(b, row(1)), [{ Temp: 21, P: 3.1 }]);
    assert.deepEqual(values(b, 'time,Temp,P\n'), []);
    assert.deepEqual(values(b, row(2)), [{ Temp: 22, P: 3.1 }]);
    assert.deepEqual(values(b, `time,Temp,Level\n${row(3)}`), [{ Temp: 23, P: 3.1, Level: 3.1 }]);
    assert.throws(() => values(bench(), 'Temp,P'), /holds a header line and no row/);
  });

  it('has a text in a row for a bad value, not for a header', () => {
    const b = bench();
    values(b, `time,Temp,P\n${row(1)}`);
    const [record] = b.send(`${iso(2)},NaN,3.2`, 'l');
    assert.deepEqual([record!.values, record!.quality], [{ P: 3.2 }, { Temp: 'bad' }]);
    const bare = bench();
    values(bare, `${iso(1)},20,3`);
    const [second] = bare.send(`${iso(2)},broken,3`, 'l');
    assert.deepEqual([second!.values, second!.quality], [{ t3: 3 }, { t2: 'bad' }]);
  });

  it('asks for no save each time where two tables of one width take turns', () => {
    let saves = 0;
    const ingest = createIngest(parseConfig({}), { event: () => undefined, save: () => saves++ });
    for (let s = 0; s < 50; s++)
      for (const names of ['Temp,P', 'Level,F'])
        ingest.accept({ topic: 'l', payload: `time,${names}\n${row(s)}` }, START + s * 1000);
    assert.ok(saves < 10, `${saves} saves`);
  });

  it('is another one on another topic', () => {
    const b = bench();
    values(b, `time,Temp,P\n${row(1)}`, 'x');
    assert.deepEqual(values(b, row(2), 'y'), [{ t2: 22, t3: 3.1 }]);
  });
});

describe('how the CSV of a topic writes numbers and dates', () => {
  it('is remembered once a message has shown its decimal mark, also over a restart', () => {
    const comma = bench();
    const german = (cells: string, s: number): string => `Zeit;T;P\n01.01.2026 00:00:0${s};${cells}`;
    assert.deepEqual(values(comma, german('21,5;1.013', 1)), [{ T: 21.5, P: 1013 }]);
    assert.deepEqual(values(comma, german('21;1.013', 2)), [{ T: 21, P: 1013 }]);
    assert.deepEqual(values(bench({}, kept(comma)), german('22;1.013', 3)), [{ T: 22, P: 1013 }]);
    const point = bench();
    const american = (cell: string, s: number): string => `time,P\n${iso(s)},"${cell}"`;
    assert.deepEqual(values(point, american('1,013.25', 1)), [{ P: 1013.25 }]);
    assert.deepEqual(values(point, american('1,014', 2)), [{ P: 1014 }]);
    const semicolon = bench();
    const english = (cells: string, s: number): string => `time;T;P\n${iso(s)};${cells}`;
    assert.deepEqual(values(semicolon, english('21.5;1.013', 1)), [{ T: 21.5, P: 1.013 }]);
    assert.deepEqual(values(semicolon, english('21.500;1.013', 2)), [{ T: 21.5, P: 1.013 }]);
    assert.deepEqual(values(semicolon, english('22;1,013', 3)), [{ T: 22, P: 1013 }]);
  });

  it('is shown by no date', () => {
    const b = bench();
    values(b, 'Datum;Uhrzeit;P\n05.01.2026;00:00:01;1.013');
    assert.deepEqual(values(b, 'Datum;Uhrzeit;P\n05.01.2026;00:00:02;1.014'), [{ P: 1.014 }]);
  });

  it('is remembered once a message has shown which number is the day', () => {
    const b = bench();
    b.send('time,T\n13/01/2026 00:00:01,3', 'l');
    const [record] = b.send('time,T\n01/02/2026 00:00:01,4', 'l');
    assert.equal(record!.time, Date.UTC(2026, 1, 1, 0, 0, 1));
    const times = b.send('time,T\n12/02/2026 10:00:00,5\n12/03/2026 00:00:00,6', 'l').map(({ time }) => time);
    assert.deepEqual(times, [Date.UTC(2026, 1, 12, 10), Date.UTC(2026, 2, 12)]);
    assert.throws(() => bench().send('time,T\n01/02/2026 00:00:01,4', 'l'), /could be two/);
  });
});

describe('a topic that is known to bring one number', () => {
  const read = (b: Bench, payload: unknown): unknown => {
    const { asset, values: numbers } = b.one(payload, 'plant/a/temp');
    return asset === 'plant/a' ? numbers['temp'] : asset;
  };

  it('goes on to, with a decimal comma, groups of thousands and a unit', () => {
    for (const first of ['21.5', 21.5, '21']) {
      const b = bench();
      assert.equal(read(b, first), Number(first));
      for (const [text, number] of [
        ['21,5', 21.5],
        ['1.234,5', 1234.5],
        ['-4,25', -4.25],
        ['1 234,5', 1234.5],
      ] as const)
        assert.equal(read(b, text), number, `${text} after ${first}`);
      assert.deepEqual(b.ingest.assets(), ['plant/a']);
    }
  });

  it('is left for two columns where it cannot be one number', () => {
    const b = bench();
    read(b, '21.5');
    assert.deepEqual(b.one('1.5,2.5', 'plant/a/temp').values, { t1: 1.5, t2: 2.5 });
    assert.equal(read(b, '21,5'), 21.5);
  });

  it('has 1.234 and 1,234 in the notation that it has shown, and asks where it has shown none', () => {
    const comma = bench({ format: 'scalar' });
    read(comma, '21,5');
    assert.equal(read(comma, '1.234'), 1234);
    const point = bench();
    read(point, '21.5');
    assert.equal(read(point, '1,234'), 1234);
    assert.equal(read(point, '1.234'), 1.234);
    const none = bench();
    read(none, '21');
    assert.throws(() => read(none, '1,234'), /could be/);
    assert.throws(() => read(bench(), '21,5'), /could be/);
  });

  it('reads a unit behind a decimal comma at once', () => {
    const b = bench({ tags: '{"temp":{"unit":"degC"}}' });
    assert.equal(read(b, '21,5 °C'), 21.5);
    assert.equal(read(b, '1.234,5 °C'), 1234.5);
    assert.equal(read(b, '−4,5 °C'), -4.5);
  });

  it('is remembered over a restart', () => {
    const before = bench();
    read(before, '21.5');
    const saved = JSON.parse(JSON.stringify(before.ingest.snapshot('')));
    const b = bench({}, (name) => (name === '' ? saved : undefined));
    assert.equal(read(b, '1.234,5'), 1234.5);
  });
});
