import assert from 'node:assert/strict';
import { isLive, type TwinRecord } from '../../../lib/record/record';
import { type Bench, bench, START } from './helper';

const SECOND = 1000;
const HOUR = 3_600_000;
const kept = (b: Bench, asset: string): ((name: string) => unknown) => {
  const saved = JSON.parse(JSON.stringify(b.ingest.snapshot(asset)));
  return (name) => (name === asset ? saved : undefined);
};
const count = (b: Bench, name: string): number => b.events.filter(({ event }) => event === name).length;

describe('messages that are delivered once more', () => {
  const send = (b: Bench, i: number, arrival: number): TwinRecord[] =>
    b.send({ ts: START + i * SECOND, a: Math.sin(i), b: i % 7 }, 'p', arrival).filter(isLive);

  for (const [outage, again, gap] of [
    [60, 100, 5],
    [60, 30, 100],
    [10, 30, 5],
    [20, 300, 20],
    [600, 500, 1],
    [60, 90, SECOND],
  ] as const)
    it(`are none of the stream: ${again} of them, one each ${gap} ms, after ${outage} s without any`, () => {
      const b = bench();
      for (let i = 0; i < 600; i++) send(b, i, START + i * SECOND + 50);
      let now = START + (600 + outage) * SECOND;
      for (let i = 600 - again; i < 600; i++) {
        now += gap;
        assert.deepEqual(send(b, i, now), [], `message ${i}`);
      }
      // What was stored meanwhile is new, and so is what follows.
      const end = Math.ceil((now - START) / SECOND) + 1;
      for (let i = 600; i < end + 50; i++) {
        now = i < end ? now + 1 : START + i * SECOND + 50;
        assert.equal(send(b, i, now).length, 1, `message ${i}`);
      }
      assert.equal(count(b, 'clock-reset'), 0);
    });

  it('are none after a restart either', () => {
    const before = bench();
    for (let i = 0; i < 600; i++) send(before, i, START + i * SECOND + 50);
    const b = bench({}, kept(before, 'p'));
    for (let i = 500; i < 600; i++) assert.deepEqual(send(b, i, START + 660 * SECOND + i * 5), [], `message ${i}`);
    assert.equal(send(b, 600, START + 664 * SECOND).length, 1);
  });
});

describe('a source whose clock stands still while its values go on', () => {
  const send = (b: Bench, i: number, time: number): TwinRecord[] =>
    b.send({ time, a: Math.sin(i), b: i % 7 }, 'p', START + i * SECOND).filter(isLive);

  it('is told once, and the asset goes on by arrival with nothing stale', () => {
    const b = bench();
    for (let i = 0; i < 600; i++) send(b, i, START + Math.min(i, 300) * SECOND);
    assert.equal(count(b, 'clock-stopped'), 1);
    assert.equal(count(b, 'tag-stale'), 0);
    const [record] = send(b, 600, START + 300 * SECOND);
    assert.equal(record!.time, START + 600 * SECOND);
    assert.deepEqual(record!.values, { a: Math.sin(600), b: 600 % 7 });
    assert.equal(record?.comms?.byArrival, true);
  });

  it('is not told again after a restart: the asset goes on by arrival', () => {
    const b = bench();
    for (let i = 0; i < 600; i++) send(b, i, START + Math.min(i, 300) * SECOND);
    const after = bench({}, kept(b, 'p'));
    for (let i = 610; i < 1200; i++) {
      const [record] = send(after, i, START + 300 * SECOND);
      assert.deepEqual([record!.time, record!.quality], [START + i * SECOND, undefined]);
      assert.equal(record!.comms!.interval, (i === 610 ? 11 : 1) * SECOND);
    }
    for (let i = 1200; i < 1300; i++) assert.equal(send(after, i, START + i * SECOND)[0]!.time, START + i * SECOND);
    assert.deepEqual(
      after.events.map(({ event }) => event).filter((event) => /clock|stale|blind/.test(event)),
      ['clock-runs'],
    );
  });

  for (const [name, time] of [
    ['that never went', () => START - HOUR],
    ['that tells the hour only', (i: number) => START + Math.floor(i / 360) * HOUR],
  ] as const)
    it(`is none ${name}: nothing is told, and nothing lost`, () => {
      const b = bench();
      for (let i = 0; i < 4000; i++) {
        const now = START + i * 10 * SECOND;
        const [record] = b.send({ time: time(i), a: Math.sin(i), b: i % 7 }, 'p', now).filter(isLive);
        assert.deepEqual([record!.time, record!.values], [time(i), { a: Math.sin(i), b: i % 7 }]);
        b.ingest.tick(now + 1);
      }
      assert.deepEqual(
        b.events.map(({ event }) => event).filter((event) => !/^(asset|format)$/.test(event)),
        [],
      );
    });

  for (const [name, time] of [
    ['with the true time', (i: number) => START + i * SECOND],
    ['where it stopped', (i: number) => START + (i - 300) * SECOND],
  ] as const)
    it(`is told when it goes again ${name}, and what it says is read at once`, () => {
      const b = bench();
      for (let i = 0; i < 600; i++) send(b, i, START + Math.min(i, 300) * SECOND);
      for (let i = 601; i < 700; i++) {
        const [record] = send(b, i, time(i));
        assert.deepEqual([record!.time, record!.values], [time(i), { a: Math.sin(i), b: i % 7 }]);
      }
      assert.equal(count(b, 'clock-runs'), 1);
      assert.equal(count(b, 'tag-stale'), 0);
    });

  it('is no source that tells the minute or the second only, or has a message for each tag', () => {
    for (const coarse of [60 * SECOND, 10 * SECOND]) {
      const b = bench();
      for (let i = 0; i < 1800; i++) send(b, i, Math.floor((START + i * SECOND) / coarse) * coarse);
      assert.equal(count(b, 'clock-stopped'), 0, `each ${coarse} ms`);
    }
    const b = bench();
    for (let poll = 0; poll < 60; poll++)
      for (let tag = 0; tag < 40; tag++) {
        const now = START + poll * 10 * SECOND;
        b.send({ value: Math.sin(poll * tag), timestamp: now }, `p/t${tag}`, now + tag * 200);
      }
    assert.equal(count(b, 'clock-stopped'), 0, 'a message for each tag');
  });

  it('is no gateway that hangs: that sends no news, and the guard is blind', () => {
    const b = bench();
    for (let i = 0; i < 600; i++) send(b, Math.min(i, 300), START + Math.min(i, 300) * SECOND);
    assert.equal(count(b, 'clock-stopped'), 0);
    assert.equal(count(b, 'blind'), 1);
  });
});

describe('what is said once more of the time of the values before', () => {
  const both = (b: Bench, i: number): void => {
    const time = START + i * SECOND;
    b.send({ value: Math.sin(i), time, quality: 'good' }, 'l/p/temp', time + 50);
    b.send({ value: Math.cos(i), time, quality: 'good' }, 'l/p/press', time + 51);
  };

  it('is no repeat where it is the mode', () => {
    const b = bench();
    for (let i = 0; i < 100; i++) {
      const time = START + i * SECOND;
      both(b, i);
      const value = i < 50 ? 'auto' : 'manual';
      const [record] = b.send({ value, time }, 'l/p/mode', time + 52).filter(isLive);
      if (i > 5) assert.equal(record?.mode, value);
    }
    const time = START + 99 * SECOND;
    assert.equal(b.send({ value: 'auto', time }, 'l/p/mode', time + 60).filter(isLive)[0]?.mode, 'auto');
    assert.equal(count(b, 'duplicate'), 0);
  });

  for (const quality of ['bad', 'uncertain'])
    it(`is no repeat where the value has turned ${quality}`, () => {
      const b = bench();
      for (let i = 0; i < 100; i++) both(b, i);
      const time = START + 99 * SECOND;
      const send = (): TwinRecord[] =>
        b.send({ value: Math.cos(99), time, quality }, 'l/p/press', time + 500).filter(isLive);
      assert.deepEqual(
        send().map((record) => record.quality),
        [{ press: quality }],
      );
      assert.deepEqual(send(), []);
    });
});

describe('messages without a time beside those of the source’s own clock', () => {
  for (const ahead of [-3600, -5, 0, 0.3, 3, 3600])
    it(`are on that clock, ${ahead} s ahead: nothing is stale, and time goes on`, () => {
      const b = bench();
      let last = -Infinity;
      for (let i = 0; i < 600; i++) {
        const now = START + i * SECOND;
        const records = [
          ...b.send({ ts: now + ahead * SECOND, A: 20 + Math.sin(i) }, 'plant/a', now),
          ...b.send(5 + Math.cos(i), 'plant/a/B', now + 500),
        ].filter(isLive);
        if (i < 10) continue;
        assert.equal(records.length, 2);
        for (const { time, quality, values } of records) {
          assert.ok(time >= last, 'time goes back');
          last = time;
          assert.equal(quality, undefined);
          assert.deepEqual(Object.keys(values), ['A', 'B']);
        }
        assert.ok(Math.abs(last - now - ahead * SECOND) <= SECOND);
      }
      for (const event of ['clock-reset', 'blind', 'tag-stale']) assert.equal(count(b, event), 0, event);
    });

  it('go on alone, also after a restart and when the host’s clock is set', () => {
    const before = bench();
    const timed = (b: Bench, i: number, host = 0): TwinRecord[] =>
      b.send({ ts: START + (i + 3600) * SECOND, A: i }, 'plant/a', START + i * SECOND + host);
    const untimed = (b: Bench, i: number, host = 0): TwinRecord[] =>
      b.send(i, 'plant/a/B', START + i * SECOND + host + 500);
    for (let i = 0; i < 100; i++) for (const send of [timed, untimed]) send(before, i);
    for (let i = 100; i < 200; i++) untimed(before, i);
    const b = bench({}, kept(before, 'plant/a'));
    assert.equal(untimed(b, 210)[0]!.time, START + (3600 + 210) * SECOND + 500);
    untimed(b, 211, HOUR);
    timed(b, 212, HOUR);
    const [record] = untimed(b, 212, HOUR);
    assert.deepEqual([record!.time, record!.values], [START + (3600 + 212) * SECOND + 500, { A: 212, B: 212 }]);
  });
});

describe('a source without times whose values cannot be used', () => {
  it('has its time go on, and its grid', () => {
    for (const emit of ['message', 'grid', 'complete']) {
      const b = bench({ emit });
      const times: number[] = [];
      for (let i = 0; i < 300; i++) {
        const bad = i >= 100;
        const records = b.send({ temp: bad ? null : i, p: bad ? 'broken' : i * 2 }, 'a', START + i * SECOND);
        if (i > 110) times.push(...records.filter(isLive).map(({ time }) => time));
      }
      assert.ok(times.length >= 188, emit);
      assert.ok(
        times.every((time, k) => k === 0 || time === times[k - 1]! + SECOND),
        emit,
      );
      assert.equal(count(b, 'blind'), 0, emit);
    }
  });
});

describe('a tag that is stale and back all the time', () => {
  it('is told once a minute at most, and the last state for sure', () => {
    const b = bench();
    let now = START;
    const send = (full: boolean): void => {
      now += SECOND;
      b.send({ time: now, a: now % 7, ...(full && { b: now % 11 }) }, 'p', now);
    };
    for (let i = 0; i < 100; i++) send(true);
    for (let i = 0; i < 300; i++) send(i % 20 !== 0);
    assert.ok(count(b, 'tag-stale') <= 6, `${count(b, 'tag-stale')} times`);
    for (let i = 0; i < 100; i++) send(false);
    const told = b.events.filter(({ event }) => event.startsWith('tag-'));
    assert.equal(told.at(-1)!.event, 'tag-stale');
  });
});
