import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { outlierRows } from '../../../lib/outliers/rows';
import { offset, one, rubbishBurst, type Spoil, scattered, sines, stuck } from './plants';

function grade(rows: readonly (readonly number[])[]) {
  const names = rows[0]!.map((_, i) => `t${i + 1}`);
  return outlierRows(names, Float64Array.from(rows.flat()));
}

/** What of the spoiled rows stays, and what is left out besides. */
function outcome(spoil: Spoil, at: number, n = 1000): { missed: number; innocent: number; reasons: Set<string> } {
  const rows = sines(n);
  const bad = new Set(spoil(rows, at));
  const { mask, found } = grade(rows);
  let missed = 0;
  let innocent = 0;
  mask.forEach((left, t) => {
    if (bad.has(t) && left === 0) missed++;
    if (!bad.has(t) && left === 1) innocent++;
  });
  return { missed, innocent, reasons: new Set(found.map(({ reason }) => reason)) };
}

describe('rows that are no example of normal operation', () => {
  const everywhere = (length: number, n = 1000): number[] => [0, (n >> 1) - 7, n - length];

  for (const n of [1000, 300, 120]) {
    for (const value of [1e9, -1e6, 100, 20, -8]) {
      it(`are found by one wild value of ${value} among ${n}, be it the first, one in the middle or the last`, () => {
        for (const at of everywhere(1, n)) {
          assert.deepEqual(outcome(one(value), at, n), { missed: 0, innocent: 0, reasons: new Set(['wild value']) });
        }
      });
    }
  }

  it('are found by wild values that could hide behind each other, or in different tags', () => {
    const both: Spoil = (rows, at) => [...one(100)(rows, at), ...one(1e9)(rows, at + 300)];
    const three: Spoil = (rows, at) => [
      ...one(100)(rows, at),
      ...one(-40, 1)(rows, at + 7),
      ...one(1e6, 2)(rows, at + 99),
    ];
    for (const spoil of [both, three]) {
      const { missed, innocent } = outcome(spoil, 100);
      assert.deepEqual([missed, innocent], [0, 0]);
    }
  });

  it('are found by the number that a source writes in place of a measurement, however often', () => {
    const codes: Spoil = (rows) => [40, 300, 420, 421, 600, 800, 830].flatMap((at) => one(-9999)(rows, at));
    const { missed, innocent } = outcome(codes, 0);
    assert.deepEqual([missed, innocent], [0, 0]);
  });

  for (const [name, spoil, length, reason] of [
    ['a sensor that is stuck for 50 rows', stuck(50), 50, 'stuck'],
    ['a sensor that is stuck for 150 rows', stuck(150), 150, 'stuck'],
    ['a tag that reads 0 for 30 rows', stuck(30, 0), 30, 'stuck'],
    ['an offset of 5 for 20 rows', offset(20, 5), 20, 'burst'],
    ['an offset of -20 for 12 rows', offset(12, -20), 12, 'burst'],
    ['a burst of rubbish', rubbishBurst(50), 50, 'rubbish'],
  ] as const) {
    it(`are found in ${name}, at the beginning, in the middle and at the end`, () => {
      for (const at of everywhere(length)) {
        const { missed, innocent, reasons } = outcome(spoil, at);
        assert.ok(missed <= 1 && innocent <= 1, `at ${at}: ${missed} missed, ${innocent} innocent`);
        assert.ok(reasons.has(reason), [...reasons].join());
      }
    });
  }

  for (const by of [2, 2.5, -2, -3]) {
    it(`are found in an offset of ${by} for 20 rows, wherever the tag's own swing is meanwhile`, () => {
      for (let at = 480; at < 530; at += 5) {
        const { missed, innocent } = outcome(offset(20, by), at);
        assert.ok(missed <= 2 && innocent <= 2, `at ${at}: ${missed} missed, ${innocent} innocent`);
      }
    });
  }

  for (const [name, spoil] of [
    ['5 % rubbish in all tags', scattered(50)],
    ['5 % rubbish in one tag', scattered(50, -50, 50, 1)],
    ['5 % rubbish on one side only', scattered(50, 0, 100)],
    ['3 % rubbish of a smaller size', scattered(30, -10, 10)],
  ] as const) {
    it(`are found by ${name}`, () => {
      const { missed, innocent } = outcome(spoil, 0);
      assert.ok(missed <= 6 && innocent <= 5, `${missed} missed, ${innocent} innocent`);
    });
  }

  it('are found where the whole source repeats its last message', () => {
    const rows = sines();
    for (let k = 1; k < 100; k++) rows[400 + k] = [...rows[400]!];
    const { mask } = grade(rows);
    assert.equal(
      mask.reduce((sum, x) => sum + x, 0),
      100,
    );
  });

  it('are found in coarse values, too', () => {
    const coarse = sines().map((row, at) => [
      Math.round(10 * (22 + 2 * Math.sin(at / 80) + 0.1 * row[0]!)) / 10,
      ...row,
    ]);
    for (const value of [100, -40, 0]) {
      const rows = coarse.map((row) => [...row]);
      rows[300]![0] = value;
      assert.deepEqual(
        grade(rows).found.map(({ feature, from, to }) => [feature, from, to]),
        [['t1', 300, 301]],
      );
    }
    assert.deepEqual(grade(coarse).found, []);
  });

  it('are named with tag, rows, reason and value', () => {
    const rows = sines();
    one(100, 2)(rows, 500);
    assert.deepEqual(grade(rows).found, [{ feature: 't3', from: 500, to: 501, reason: 'wild value', value: 100 }]);
  });

  it('are told as learned all the same when they would be more than a third', () => {
    const rows = sines();
    // Two sensors that were stuck at different times, for 200 rows each.
    for (let k = 0; k < 200; k++) {
      rows[100 + k]![0] = 0.3;
      rows[600 + k]![1] = 0.2;
    }
    const { mask, kept } = grade(rows);
    assert.equal(kept.length, 1);
    assert.equal(
      mask.reduce((sum, x) => sum + x, 0),
      200,
    );
  });
});

describe('what a plant does by nature stays', () => {
  const random = createRandom(17);
  const noise = (): number => random.normal();
  const t = (degrees: number): number =>
    noise() / Math.sqrt(Array.from({ length: degrees }, () => noise() ** 2).reduce((a, b) => a + b, 0) / degrees);
  /** A fourth and a fifth tag beside the sines. */
  const withTags = (extra: (t: number) => readonly number[]): number[][] =>
    sines().map((row, at) => [...row, ...extra(at)]);
  const on = (at: number, from: number, to: number): boolean => at >= from && at < to;
  let count = 0;
  const counted = (): number => {
    count += random.next() < 0.3 ? 1 : 0;
    return count;
  };

  const plants: Readonly<Record<string, () => number[][]>> = {
    'clean rows': () => sines(),
    'few clean rows': () => sines(60),
    'an operating point of 10 % of the rows': () =>
      sines().map((row, at) => (on(at, 400, 500) ? row.map((x) => x + 20) : row)),
    'an operating point of one tag': () => sines().map(([x, ...row], at) => [x! + (on(at, 400, 500) ? 20 : 0), ...row]),
    'a batch phase of 5 % that comes back': () =>
      sines().map(([x, ...row], at) => [x! + (on(at % 500, 300, 325) ? 20 : 0), ...row]),
    'a short phase that two tags share': () =>
      sines().map(([x, y, ...row], at) => [x! + (on(at, 300, 320) ? 20 : 0), y! - (on(at, 300, 320) ? 9 : 0), ...row]),
    'a valve that opens rarely, and its flow': () =>
      withTags((at) => [on(at % 330, 100, 106) ? 1 : 0, (on(at % 330, 100, 106) ? 50 : 0) + 0.1 * noise()]),
    'a valve that opened once, and its flow': () =>
      withTags((at) => [on(at, 500, 510) ? 1 : 0, (on(at, 500, 510) ? 50 : 0) + 0.1 * noise()]),
    'a valve that opens for one row at a time': () =>
      withTags((at) => [(at % 220 === 100 ? 50 + noise() : 0) + 0.1 * noise()]),
    'a flag that was set once': () => withTags((at) => [at === 500 ? 1 : 0]),
    'a valve position of 0 or 100 that was open once': () => withTags((at) => [at === 700 ? 100 : 0]),
    'a set point that was changed': () => withTags((at) => [at < 700 ? 50 : 55]),
    'a set point that was changed for a short time': () => withTags((at) => [on(at, 700, 720) ? 80 : 50]),
    'a counter': () => withTags(() => [counted()]),
    'a counter that begins anew': () => withTags((at) => [(at * 3) % 1400]),
    'a plant that starts and stops': () =>
      sines().map((row, at) => row.map((x, i) => (at % 300 < 220 ? 2 * x + 20 * (i + 1) : 0))),
    'one standstill': () => sines().map((row, at) => row.map((x, i) => (on(at, 500, 540) ? 0 : 2 * x + 20 * (i + 1)))),
    'a full tank': () =>
      withTags((at) => [Math.min(100, 90 + 15 * Math.exp(-(((at - 500) / 60) ** 2)) + 0.05 * noise())]),
    'coarse values': () =>
      sines().map((_, at) => [Math.round(10 * Math.sin(at / 80)) / 10, Math.round(5 * Math.sin(at / 99))]),
    'counts that a historian interpolates': () =>
      withTags(() => [[32, 32, 32, 32.01, 32.99, 33, 31.99, 32.98, 32.02, 32.03, 32.97, 32.96][random.below(12)]!]),
    'runs of a coarse source': () =>
      withTags((at) => [[32, 32.2, 32.4][Math.floor(at / [30, 18, 7, 3][at % 4]!) % 3]!]),
    'load peaks': () => withTags((at) => [40 + 3 * noise() + (at % 90 < 2 ? 20 + 30 * random.next() : 0)]),
    'peaks of one cause in three phases': () =>
      sines().map((_, at) => {
        const height = at % 60 === 7 ? 20 + 40 * random.next() : 0;
        return [1, 2, 3].map((k) => k * (10 + height) + noise());
      }),
    'a phase that shakes and comes back': () =>
      withTags((at) => [on(at % 400, 350, 400) ? 10 * noise() : 0.3 * noise()]),
    'pulses up and down': () => withTags((at) => [0.1 * noise() + (at % 70 === 5 ? 5 : at % 70 === 40 ? -5 : 0)]),
    rain: () => withTags(() => [random.next() < 0.05 ? -10 * Math.log(random.next()) : 0]),
  };
  for (const [name, make] of Object.entries(plants)) {
    it(name, () => {
      const { found, kept } = grade(make());
      assert.deepEqual([found, kept], [[], []]);
    });
  }

  it('heavy tails, but for a single value now and then', () => {
    const tails = [() => Math.exp(noise()), () => -Math.log(1 - random.next()), () => t(3), () => t(5), noise];
    const lost = tails.map((draw) => {
      const { mask } = grade(Array.from({ length: 1000 }, () => [draw(), draw(), draw(), draw(), draw()]));
      return mask.reduce((sum, x) => sum + x, 0);
    });
    assert.ok(Math.max(...lost) <= 2, lost.join());
  });

  it('are not those in which an operator wants something once, and the plant does it', () => {
    const random = createRandom(5);
    let [wanted, level, left] = [10, 10, 200];
    const rows = Array.from({ length: 2000 }, (_, t) => {
      if (--left === 0) {
        left = 150 + random.below(100);
        // Each state comes once, and one of them is far from all others for a short time.
        wanted = t > 900 && t < 1150 ? 40 : 8 + 6 * random.next();
        if (wanted === 40) left = 60;
      }
      level += 0.9 * (wanted - level);
      return [wanted, level + 0.01 * random.normal(), 3 + 0.1 * random.normal()];
    });
    assert.ok(rows.some(([sp]) => sp === 40));
    const leftOut = (orders: readonly string[]): number =>
      outlierRows(['sp', 'level', 'other'], Float64Array.from(rows.flat()), undefined, new Set(orders)).mask.reduce(
        (sum, one) => sum + one,
        0,
      );
    assert.equal(leftOut(['sp']), 0, 'the set point is known as one');
    assert.equal(leftOut([]), 0, 'nobody says what is what: two tags move together');
    const apart = rows.map(([sp, level]) => [sp!, level!, level! - sp!]);
    const found = outlierRows(
      ['sp', 'level', 'level~setpoint'],
      Float64Array.from(apart.flat()),
      undefined,
      new Set(['sp', 'level~setpoint']),
    );
    assert.deepEqual(found.found, [], 'on its way to a new set point the level is far from it');
    // Wild values of an order are a fault of the transmission all the same.
    rows[500]![0] = 1e9;
    assert.equal(leftOut(['sp']), 1);
  });
});
