import assert from 'node:assert/strict';
import { type Bench, bench, START } from './helper';

const SECOND = 1000;
const MINUTE = 60_000;

/** Sends in bursts, with a look every ten seconds. @returns the bench, with how often the guard was said to be blind so far, after each */
function bursts(
  lengths: readonly number[],
  {
    messages = 10,
    every = SECOND,
    b = bench(),
    start = START,
  }: { messages?: number; every?: number; b?: Bench; start?: number } = {},
): number[] {
  let now = start;
  let n = 0;
  return lengths.map((pause) => {
    for (let k = 0; k < messages; k++) {
      b.send({ ts: now, a: Math.sin(n), b: n % 7 }, 'x', now);
      n++;
      if (k % 10 === 9) b.ingest.tick(now + 1);
      now += every;
    }
    for (const end = now + pause; now < end; now += 10 * SECOND) b.ingest.tick(now);
    return b.events.filter(({ event }) => event === 'blind').length;
  });
}

describe('a source that pauses again and again', () => {
  const day = new Array<number>(100).fill(10 * MINUTE);

  it('is an outage at first, and then its usual way', () => {
    assert.deepEqual(bursts(day).slice(0, 6), [1, 2, 3, 4, 4, 4]);
    assert.equal(bursts(day).at(-1), 4);
  });

  it('also where its bursts are long, its pauses vary, or it works by day and has free weekends', () => {
    assert.equal(bursts(day, { messages: 2000 }).at(-1), 4, 'long bursts');
    assert.equal(bursts(day.map((pause, i) => pause * (1 + 0.4 * Math.sin(i)))).at(-1), 4, 'pauses of 6 to 14 min');
    const night = 16 * 60 * MINUTE;
    const weeks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => (k % 5 === 0 ? night + 48 * 60 * MINUTE : night));
    assert.equal(bursts(weeks, { messages: 480, every: MINUTE }).at(-1), 4, 'day shift');
  });

  it('has told that for the next run too', () => {
    const before = bench();
    bursts(day.slice(0, 5), { messages: 2000, b: before });
    const after = bench({}, () => JSON.parse(JSON.stringify(before.ingest.snapshot('x'))));
    assert.equal(bursts(day.slice(0, 5), { messages: 2000, b: after, start: START + 1e9 }).at(-1), 0);
  });

  it('that stops for good is told', () => {
    assert.equal(bursts([...day, 60 * MINUTE]).at(-1), 5);
  });

  it('is none yet after a few outages, alike or longer and longer: who dies then is told', () => {
    const hour = 60 * MINUTE;
    assert.deepEqual(bursts([hour, 1.5 * hour, MINUTE], { messages: 2000 }), [1, 2, 3]);
    const longer = [12, 20, 35, 60, 100, 170, 290, 500].map((seconds) => seconds * SECOND);
    assert.equal(bursts(longer, { messages: 1200 }).at(-1), longer.length);
  });

  it('is no other one: outages that differ in length are told each', () => {
    assert.equal(bursts([MINUTE, 5 * MINUTE, 25 * MINUTE, 125 * MINUTE]).at(-1), 4);
  });

  it('counts no longer once it has not come for long', () => {
    const steady = new Array<number>(200).fill(0);
    const told = bursts([...day.slice(0, 5), ...steady, ...steady, ...steady, 10 * MINUTE], { messages: 60 });
    assert.equal(told.at(-1), 5);
  });
});
