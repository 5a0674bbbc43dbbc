import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { type Bench, bench, START } from './helper';

const at = (seconds: number): number => START + seconds * 1000;

describe('joining the tags of an asset', () => {
  it('takes the last value of tags that come in messages of their own', () => {
    const b = bench();
    b.send({ time: at(0), slow: 10 }, 'p');
    for (let i = 1; i < 5; i++) {
      const record = b.one({ time: at(i), fast: i }, 'p');
      assert.deepEqual(record.values, { slow: 10, fast: i });
      assert.equal(record.quality, undefined);
    }
  });

  it('calls a value stale once it is older than its maximum age, and tells when it is back', () => {
    const b = bench({ tags: '{"slow":{"maxAge":2000}}' });
    b.send({ time: at(0), slow: 10 }, 'p');
    b.send({ time: at(2), fast: 1 }, 'p');
    const stale = b.one({ time: at(2.001), fast: 1 }, 'p');
    assert.deepEqual(stale.values, { fast: 1 });
    assert.deepEqual(stale.quality, { slow: 'stale' });
    b.send({ time: at(4), slow: 11 }, 'p');
    assert.deepEqual(
      b.events.filter(({ event }) => event.startsWith('tag-')).map(({ event, tag }) => [event, tag]),
      [
        ['tag-stale', 'slow'],
        ['tag-back', 'slow'],
      ],
    );
  });

  it('learns from its pace how old a value may become', () => {
    const b = bench();
    for (let i = 0; i < 10; i++) {
      b.send({ time: at(i), slow: i }, 'p');
      b.send({ time: at(i + 0.5), fast: i }, 'p');
    }
    assert.equal(b.one({ time: at(13.9), fast: 1 }, 'p').values['slow'], 9);
    assert.deepEqual(b.one({ time: at(14.1), fast: 1 }, 'p').quality, { slow: 'stale' });
  });

  it('expects a tag in every message once nearly all have brought it', () => {
    const b = bench();
    for (let i = 0; i < 60; i++) b.send({ time: at(i), a: i, b: i }, 'p');
    const record = b.one({ time: at(60), a: 60 }, 'p');
    assert.deepEqual(record.values, { a: 60 });
    assert.deepEqual(record.quality, { b: 'stale' });
  });

  it('waits for a complete set when asked to', () => {
    const b = bench({ emit: 'complete' });
    b.send({ time: at(0), a: 1, b: 1 }, 'p');
    assert.deepEqual(b.send({ time: at(1), a: 2 }, 'p'), []);
    assert.deepEqual(b.one({ time: at(1.5), b: 2 }, 'p').values, { a: 2, b: 2 });
  });

  it('does not take an outage for the usual pace: a tag that vanishes afterwards is stale soon', () => {
    const b = bench();
    const row = (t: number, tags: object) => b.one(tags, 'pump', START + t * 1000);
    for (let t = 0; t < 50; t++) row(t, { a: t, b: t });
    for (let t = 3600; t < 3610; t++) row(t, { a: t, b: t });
    const after = Array.from({ length: 60 }, (_, i) => row(3610 + i, { a: i }));
    for (const { values, quality } of after.slice(20)) {
      assert.equal(values['b'], undefined);
      assert.equal(quality?.['b'], 'stale');
    }
  });
});

describe('a fixed grid', () => {
  const grid = (resample: string): [number, Record<string, number>][] => {
    const b = bench({ emit: 'grid', period: 1000, resample });
    const records: TwinRecord[] = [];
    for (const [seconds, a] of [
      [0.2, 1],
      [0.6, 3],
      [1.2, 5],
      [1.8, 8],
      [2.4, 10],
      [4.4, 20],
    ] as const) {
      records.push(...b.send({ time: at(seconds), a }, 'p'));
    }
    return records.map(({ time, values }) => [(time - START) / 1000, values]);
  };

  it('takes the last value up to each grid time', () => {
    assert.deepEqual(grid('last'), [
      [1, { a: 3 }],
      [2, { a: 8 }],
      [3, { a: 10 }],
      [4, { a: 10 }],
    ]);
  });

  it('takes the mean of each period, and the last value where it holds none', () => {
    assert.deepEqual(grid('mean'), [
      [1, { a: 2 }],
      [2, { a: 6.5 }],
      [3, { a: 10 }],
      [4, { a: 10 }],
    ]);
  });

  it('interpolates between the neighbours', () => {
    const [first, second, third] = grid('linear');
    assert.deepEqual([first![0], second![0], third![0]], [1, 2, 3]);
    // 0.6: 3 -> 1.2: 5; 1.8: 8 -> 2.4: 10; 2.4: 10 -> 4.4: 20
    for (const [record, value] of [
      [first, 3 + (2 * 0.4) / 0.6],
      [second, 8 + (2 * 0.2) / 0.6],
      [third, 13],
    ] as const) {
      assert.ok(Math.abs(record![1]['a']! - value) < 1e-9);
    }
  });

  it('does not interpolate over a gap longer than the maximum age', () => {
    const b = bench({ emit: 'grid', period: 1000, resample: 'linear', maxAge: 3000 });
    const records = [0, 1, 2, 10, 11, 12].flatMap((s) => b.send({ time: at(s), a: s }, 'p'));
    const value = (s: number): number | undefined => records.find(({ time }) => time === at(s))!.values['a'];
    assert.deepEqual([value(1), value(5), value(7), value(10)], [1, 2, undefined, 10]);
  });

  it('does not fill a long pause', () => {
    const b = bench({ emit: 'grid', period: 1000 });
    for (let i = 0; i < 20; i++) b.send({ time: at(i), a: i }, 'p');
    const records = b.send({ time: at(100_000), a: 1 }, 'p');
    assert.ok(records.length < 1100, `${records.length} records`);
    assert.equal(records.at(-1)!.values['a'], undefined);
  });
});

describe('time', () => {
  it('shows a late message, keeps the live stream in order, and tells', () => {
    const b = bench();
    b.send({ time: at(0), a: 0 }, 'p');
    b.send({ time: at(2), a: 2 }, 'p');
    const late = b.one({ time: at(1), a: 1 }, 'p');
    assert.equal(late.comms?.late, true);
    assert.equal(late.comms?.historical, true);
    assert.deepEqual(late.values, { a: 1 });
    const live = b.one({ time: at(3), a: 3 }, 'p');
    assert.equal(live.comms?.late, undefined);
    assert.equal(live.comms?.strays, 1);
    assert.equal(live.comms?.interval, 1000);
    assert.equal(b.events.at(-1)?.event, 'late');
  });

  it('recognises a message that comes twice, also an older one', () => {
    const b = bench();
    for (let i = 0; i < 4; i++) b.send({ time: at(i), a: i }, 'p');
    assert.equal(b.one({ time: at(3), a: 3 }, 'p').comms?.duplicate, true);
    assert.equal(b.one({ time: at(1), a: 1 }, 'p').comms?.duplicate, true);
    assert.equal(b.one({ time: at(1), a: 7 }, 'p').comms?.duplicate, undefined);
  });

  it('does not call steady values without a source time a repeat', () => {
    const b = bench();
    for (let i = 0; i < 3; i++) assert.equal(b.one({ a: 1 }, 'p').comms?.duplicate, undefined);
  });

  it('puts messages in order within the lateness window', () => {
    const b = bench({ lateness: 3000 });
    const records = [0, 2, 1, 3, 5, 4, 7].flatMap((s) => b.send({ time: at(s), a: s }, 'p'));
    assert.deepEqual(
      records.map(({ values }) => values['a']),
      [0, 1, 2, 3, 4],
    );
    assert.ok(records.every(({ comms }) => comms?.late === undefined));
    assert.deepEqual(
      b.ingest.tick(START + 60_000).map(({ values }) => values['a']),
      [5, 7],
    );
  });

  it('waits for late messages again after one from the future', () => {
    const b = bench({ lateness: 3000 });
    const send = (s: number): TwinRecord[] => b.send({ time: at(s), a: s }, 'p');
    for (let i = 0; i < 5; i++) send(i);
    send(1e6);
    for (let i = 5; i < 30; i++) send(i);
    const records = [31, 30, 32, 34, 33, 36, 38].flatMap(send);
    assert.deepEqual(
      records.map(({ values }) => values['a']),
      [27, 28, 29, 30, 31, 32, 33, 34],
    );
  });

  it('follows a clock that was set back instead of going blind', () => {
    const b = bench();
    for (let i = 0; i < 5; i++) b.send({ time: at(1e6 + i), a: i }, 'p');
    const records = Array.from({ length: 15 }, (_, i) => b.one({ time: at(i), a: i }, 'p'));
    assert.equal(records[8]!.comms?.late, true);
    assert.equal(records[14]!.comms?.late, undefined);
    assert.deepEqual(records[14]!.values, { a: 14 });
    assert.ok(b.events.some(({ event }) => event === 'clock-reset'));
  });

  it('tells interval, jitter and gap by source time', () => {
    const b = bench();
    for (let i = 0; i < 20; i++) b.send({ time: at(i), a: i }, 'p');
    const { comms } = b.one({ time: at(23.1), a: 1 }, 'p');
    assert.equal(comms?.interval, 4100);
    assert.equal(comms?.jitter, 3100);
    assert.equal(comms?.gap, 3);
  });

  it('tells how far source and arrival are apart', () => {
    assert.equal(bench().one({ time: at(0), a: 1 }, 'p', at(7)).comms?.skew, 7000);
    assert.equal(bench().one({ a: 1 }, 'p', at(7)).comms?.skew, undefined);
  });

  it('makes the same records of 50 assets whose messages were shuffled within the window as of those in order', () => {
    const random = createRandom(7);
    const messages = Array.from({ length: 50 * 60 }, (_, k) => {
      const asset = k % 50;
      const time = START + Math.floor(k / 50) * 1000 + asset * 7;
      const payload: Record<string, number> = { time, a: random.normal(), twin_a: random.normal() };
      if (k % 3 === 0) payload['b'] = random.normal();
      return { time, topic: `plant/p${asset}`, payload };
    });
    const shuffled = messages
      .map((message) => ({ message, when: message.time + random.next() * 3900 }))
      .sort((x, y) => x.when - y.when)
      .map(({ message }) => message);
    assert.notDeepEqual(shuffled, messages);
    assert.deepEqual(byAsset(shuffled), byAsset(messages));
  });

  function byAsset(messages: readonly { time: number; topic: string; payload: object }[]): Map<string, TwinRecord[]> {
    const b = bench({ lateness: 4000 });
    const records = messages.flatMap(({ payload, topic }) => b.send(payload, topic, START));
    records.push(...b.ingest.tick(START + 1e7));
    assert.equal(records.length, messages.length);
    const sorted = new Map<string, TwinRecord[]>();
    for (const record of records) sorted.set(record.asset, [...(sorted.get(record.asset) ?? []), record]);
    return new Map([...sorted].sort());
  }
});

describe('what the messages show', () => {
  it('names a source that is unknown for the asset', () => {
    const b = bench({ settle: 5 });
    for (let i = 0; i < 6; i++) b.send({ asset: 'p', time: at(i), values: { a: i } }, 'plant/p');
    const record = b.one({ asset: 'p', time: at(7), values: { a: 7 } }, 'elsewhere');
    assert.equal(record.comms?.unknownSource, true);
    assert.equal(record.comms?.source, 'elsewhere');
    assert.equal(b.events.at(-1)?.event, 'unknown-source');
  });

  it('counts what the source numbered and did not arrive', () => {
    const b = bench();
    const send = (i: number): TwinRecord => b.one({ seq: i, time: at(i), a: i }, 'p');
    for (let i = 0; i < 30; i++) assert.equal(send(i).comms?.sequenceGap, undefined);
    assert.equal(send(33).comms?.sequenceGap, 3);
    assert.equal(send(34).comms?.sequenceGap, undefined);
  });

  it('counts the bytes of texts and buffers', () => {
    assert.equal(bench().one(Buffer.from('{"a":1}'), 'p').comms?.size, 7);
  });
});

describe('status', () => {
  it('says how the messages are read, and of how many assets and tags', () => {
    const b = bench();
    assert.equal(b.ingest.status().format, undefined);
    const metrics = [
      { name: 'T', type: 'Float', value: 1 },
      { name: 'P', type: 'Float', value: 1 },
    ];
    for (const device of ['A', 'B']) b.send({ timestamp: START, metrics }, `spBv1.0/G/DBIRTH/E/${device}`);
    assert.deepEqual(b.ingest.status(), {
      format: 'Sparkplug B',
      assets: 2,
      offline: 0,
      tags: 4,
      refused: 0,
      waiting: 0,
    });
  });
});

describe('counts', () => {
  it('tell what became of the messages of an asset', () => {
    const b = bench({ missing: 'hold' });
    for (let i = 0; i < 5; i++) b.send({ time: at(i), a: i, b: i }, 'p');
    b.send({ time: at(1), a: 9, b: 9 }, 'p');
    b.send({ time: at(4), a: 4, b: 4 }, 'p');
    b.send({ time: at(5), a: 5, b: null }, 'p');
    b.send({ time: at(6), a: 5, b: '12 bananas' }, 'p');
    assert.deepEqual(b.ingest.counts('p'), { messages: 9, late: 1, duplicate: 1, filled: 2, 'bad-value': 1 });
  });
});

describe('silence', () => {
  const quiet = (b: Bench, until: number): string[] => {
    for (let t = START; t <= START + until; t += 1000) b.ingest.tick(t);
    return b.events.filter(({ event }) => event === 'offline' || event === 'back').map(({ event }) => event);
  };

  it('is told once an asset has been silent for longer than its pauses', () => {
    const b = bench();
    for (let i = 0; i < 10; i++) b.send({ a: i }, 'p', START + i * 4000);
    assert.deepEqual(quiet(b, 36_000 + 20_000), []);
    assert.deepEqual(quiet(b, 36_000 + 22_000), ['offline']);
    b.send({ a: 1 }, 'p', START + 100_000);
    assert.deepEqual(quiet(b, 0), ['offline', 'back']);
    assert.equal(b.ingest.status().offline, 0);
  });

  it('takes the limit from the settings', () => {
    const b = bench({ offlineAfter: 3000 });
    b.send({ a: 1 }, 'p', START);
    assert.deepEqual(quiet(b, 3000), []);
    assert.deepEqual(quiet(b, 4000), ['offline']);
  });

  it('believes the death message of the source at once', () => {
    const b = bench();
    const metrics = [{ name: 'T', alias: 1, type: 'Float', value: 1 }];
    b.send({ timestamp: START, seq: 0, metrics }, 'spBv1.0/G/DBIRTH/E/D');
    assert.deepEqual(b.send({ metrics: [] }, 'spBv1.0/G/NDEATH/E'), []);
    assert.deepEqual(quiet(b, 0), ['offline']);
    b.send({ timestamp: START + 1, seq: 1, metrics: [{ alias: 1, type: 'Float', value: 2 }] }, 'spBv1.0/G/DDATA/E/D');
    assert.deepEqual(quiet(b, 0), ['offline', 'back']);
  });
});
