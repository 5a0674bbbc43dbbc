import assert from 'node:assert/strict';
import { Chain } from '../../../cli/chain';
import { createRandom, type Random } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseTagTable } from '../../../lib/record/tags';
import { Detrender } from '../../../lib/score/detrending/detrender';
import { fitDetrending } from '../../../lib/score/detrending/fit';
import { placelessOf } from '../../../lib/score/features';

const LEARNED = 400;

/** Centred rows of one feature. */
function rowsOf(value: (t: number, random: Random) => number, count = 1000, seed = 1): Float32Array {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: count }, (_, t) => value(t, random));
  const mean = values.reduce((a, b) => a + b, 0) / count;
  return values.map((x) => x - mean);
}

const walk = (): ((t: number, random: Random) => number) => {
  let at = 0;
  return (_, random) => {
    at += 0.05 * random.normal();
    return at + 0.1 * random.normal();
  };
};

const SECOND = 1000;
const FIVE_MINUTES = 300 * SECOND;
/** Of records every five minutes. */
const DAY = 288;

const isFollowed = (rows: Float32Array, interval = SECOND): boolean =>
  fitDetrending(rows, 1, { placeless: [0], measured: [0] }, new Uint8Array(rows.length), interval).rate[0]! > 0;

describe('a feature that did not settle while learning', () => {
  it('is one that warms up or climbs', () => {
    assert.ok(isFollowed(rowsOf((t, random) => 20 + 40 * (1 - Math.exp(-t / 300)) + random.normal())));
    assert.ok(isFollowed(rowsOf((t, random) => t / 200 + random.normal())));
  });

  it('is none that keeps a level, swings, or comes back to its set points', () => {
    for (let seed = 1; seed <= 20; seed++) {
      assert.ok(!isFollowed(rowsOf((_, random) => random.normal(), 1000, seed)), `noise ${seed}`);
      assert.ok(!isFollowed(rowsOf((_, random) => random.normal() ** 3, 256, seed)), `few of a heavy tail ${seed}`);
      assert.ok(
        !isFollowed(rowsOf((t, random) => Math.sin(t / 9) + 0.1 * random.normal(), 1000, seed)),
        `swing ${seed}`,
      );
      const levels = (t: number, random: Random): number => [1, 3, 2, 5][(t / 60) & 3]! + 0.1 * random.normal();
      assert.ok(!isFollowed(rowsOf(levels, 1000, seed)), `set points ${seed}`);
    }
    for (const cycles of [3, 4, 5, 8, 12]) {
      assert.ok(!isFollowed(rowsOf((t) => Math.sin((2 * Math.PI * cycles * t) / 1000))), `${cycles} cycles`);
    }
    // Of so few rows it cannot be told.
    assert.ok(!isFollowed(rowsOf((t) => t, 255)));
  });

  it('is none that is back whenever its set point is, however seldom that moves; what drifts beside it is one', () => {
    const count = 2400;
    const random = createRandom(3);
    const setting = (t: number): number => (t < 1000 ? 1 : t < 1400 ? 2 : t < 2000 ? 1 : t < 2200 ? 3 : 2);
    const rows = new Float32Array(3 * count);
    for (let t = 0; t < count; t++) {
      const follows = 4 * setting(t) + 0.1 * random.normal();
      rows.set([setting(t), follows, t / 400 + 0.1 * random.normal()], 3 * t);
    }
    const mean = [0, 1, 2].map((i) => rows.reduce((sum, x, at) => (at % 3 === i ? sum + x : sum), 0) / count);
    const centred = rows.map((x, at) => x - mean[at % 3]!);
    const all = { placeless: [0, 1, 2], measured: [0, 1, 2] };
    const followed = (of: Float32Array): boolean[] =>
      Array.from(fitDetrending(of, 3, all, new Uint8Array(count), SECOND).rate, (rate) => rate > 0);
    assert.deepEqual(followed(centred), [false, false, true]);
    // Of a batch number, which never comes back, it is not known where it is going to be.
    const numbered = centred.map((x, at) => (at % 3 === 0 ? Math.floor(at / 3 / 300) : x));
    assert.deepEqual(followed(numbered), [true, true, true]);
  });

  it('is one that glides from day to day while only a few days were seen, and none that steps', () => {
    const weather = (days: readonly number[], wave: (hour: number) => number) => (t: number, random: Random) =>
      days[Math.floor(t / DAY)]! + wave((t % DAY) / 12) + 0.1 * random.normal();
    const byTheSun = (hour: number): number => 4 * Math.sin(((hour - 9) / 12) * Math.PI);
    const byTheClock = (hour: number): number => (hour >= 6 && hour < 18 ? 3 : -3);
    // Each day is somewhat warmer or colder than those before.
    const days = [0, 2, -0.5, 1.5];
    assert.ok(isFollowed(rowsOf(weather(days, byTheSun)), FIVE_MINUTES));
    assert.ok(!isFollowed(rowsOf(weather(days, byTheSun)), SECOND), 'less than days');
    assert.ok(!isFollowed(rowsOf(weather(days, byTheClock)), FIVE_MINUTES), 'steps');
    const weeks = Array.from({ length: 20 }, (_, day) => days[day % 4]!);
    assert.ok(!isFollowed(rowsOf(weather(weeks, byTheSun), 20 * DAY), FIVE_MINUTES), 'weeks');
  });

  it('takes along what moves with it, and nothing else', () => {
    const random = createRandom(5);
    const at = (t: number): number[] => {
      const climb = t / 200;
      return [climb + 0.1 * random.normal(), climb + 2.5 * random.normal(), random.normal()];
    };
    const rows = Float32Array.from(Array.from({ length: 1000 }, (_, t) => at(t)).flat());
    const { rate } = fitDetrending(
      rows,
      3,
      { placeless: [0, 1, 2], measured: [0, 1, 2] },
      new Uint8Array(1000),
      SECOND,
    );
    assert.deepEqual(
      Array.from(rate, (one) => one > 0),
      [true, true, false],
    );
    const alone = fitDetrending(
      rows.filter((_, k) => k % 3 === 1),
      1,
      { placeless: [0], measured: [0] },
      new Uint8Array(1000),
      SECOND,
    );
    assert.equal(alone.rate[0], 0);
  });

  it('is no distance from a twin, a command or a set point, and no flag or command', () => {
    const measured = ['L1', 'L1~twin', 'v~command', 'L1~setpoint', 'L1~told', 'L1~mean'];
    const features = measured.map((name) => ({ name, kind: 'measured' }) as const);
    assert.deepEqual(
      placelessOf([...features, { name: 'on', kind: 'flag' }, { name: 'v', kind: 'command' }]),
      [0, 5, 6],
    );
  });

  it('is followed from a new start on, over what is missing, and from a snapshot on as before', () => {
    const trend = { rate: Float64Array.of(0.1, 0), gain: Float64Array.of(2, 1), stood: Uint8Array.of(0, 0) };
    const detrender = new Detrender(trend, 8);
    const step = (at: Detrender, x: number): number => {
      const input = Float64Array.of(Number.isNaN(x) ? 0 : x, 7);
      at.step([x, 7], 0, input, 0);
      assert.equal(input[1], 7);
      return input[0]!;
    };
    assert.equal(step(detrender, 5), 0);
    assert.equal(step(detrender, 6), 2);
    assert.equal(step(detrender, Number.NaN), 0);
    assert.equal(step(detrender, 6), 1);
    // What it should have been is a value again, and the settled one is left alone.
    assert.equal(detrender.undo(0, 1), 6);
    assert.equal(detrender.undo(1, 0.3), 0.3);
    assert.equal(step(detrender, 1e9), 8);
    const copy = new Detrender(trend, 8);
    copy.restore(JSON.parse(JSON.stringify(detrender.snapshot())) as number[]);
    assert.equal(step(copy, 3), step(detrender, 3));
    detrender.reset();
    assert.equal(step(detrender, 3), 0);
  });

  /** Rows of one followed feature: reach 8, gain 2, so values up to 4 from the mean are let in. */
  function followedAlone(): { at: Detrender; step: (x: number, of?: Detrender) => number } {
    const at = new Detrender({ rate: Float64Array.of(0.1), gain: Float64Array.of(2), stood: Uint8Array.of(0) }, 8);
    const step = (x: number, of = at): number => {
      const input = Float64Array.of(Number.isNaN(x) ? 0 : x);
      of.step([x], 0, input, 0);
      return input[0]!;
    };
    return { at, step };
  }

  it('is not lost by a wild value, and what stays is usual after the span', () => {
    const { step } = followedAlone();
    for (let t = 0; t < 20; t++) assert.equal(step(5), 0);
    assert.equal(step(65_535), 8);
    assert.ok(Math.abs(step(5) + 0.8) < 1e-12, 'moved as by a value at the end of its reach');
    for (let t = 0; t < 20; t++) step(5);
    const stays = Array.from({ length: 12 }, () => step(1000));
    assert.deepEqual(stays, [...new Array<number>(10).fill(8), 0, 0]);
  });

  it('is hardly moved by a single value, also where it is long out of reach: of how many values it is says how much', () => {
    const { at, step } = followedAlone();
    for (let t = 0; t < 40; t++) step(5);
    for (let t = 0; t < 9; t++) step(65_535);
    // Nine rows out of reach have moved the mean as nine at its end would have.
    const kept = JSON.parse(JSON.stringify(at.snapshot())) as number[];
    const mean = kept[0]!;
    for (const from of [kept, kept.slice(0, 2)]) {
      const { at: copy, step: goOn } = followedAlone();
      copy.restore(from);
      goOn(mean - 3);
      assert.ok(Math.abs(goOn(mean) - 2 * 0.3) < 1e-9, 'a tenth of the way');
    }
  });

  it('is not held for long by a first value that is off, nor by one that is wild right behind it', () => {
    const { step } = followedAlone();
    step(8);
    for (let t = 0; t < 6; t++) step(5);
    assert.ok(step(5) > -1.2, 'the mean of a few');
    const other = followedAlone();
    other.step(5);
    other.step(5);
    assert.equal(other.step(1000), 8);
    assert.ok(other.step(5) > -1);
  });

  it('is followed from its first value on, which may be wild', () => {
    const { at, step } = followedAlone();
    assert.equal(step(Number.NaN), 0);
    assert.equal(at.undo(0, 0), 0);
    assert.equal(step(100), 0);
    assert.equal(step(101), 2);
    at.reset();
    assert.equal(step(65_535), 0);
    assert.equal(step(5), -8);
    assert.ok(Math.abs(step(6) - 2) < 1e-12);
    const two = new Detrender(
      { rate: Float64Array.of(0.1, 0.1), gain: Float64Array.of(1, 1), stood: Uint8Array.of(0, 0) },
      8,
    );
    two.step([3, Number.NaN], 0, Float64Array.of(3, 0), 0);
    const copy = new Detrender(
      { rate: Float64Array.of(0.1, 0.1), gain: Float64Array.of(1, 1), stood: Uint8Array.of(0, 0) },
      8,
    );
    copy.restore(JSON.parse(JSON.stringify(two.snapshot())) as (number | null)[]);
    const next = Float64Array.of(4, 100);
    copy.step([4, 100], 0, next, 0);
    assert.deepEqual([...next], [1, 0]);
  });

  it('is still where it was behind a gap that is short beside its slow mean, and begins anew behind a longer one', () => {
    const behind = (missed: number): number => {
      const { at, step } = followedAlone();
      for (let t = 0; t < 20; t++) step(5);
      at.pass(missed);
      return step(7);
    };
    assert.equal(behind(2), 4, 'ten rows are its span: a quarter of them may be missing');
    assert.equal(behind(3), 0);
    const { at, step } = followedAlone();
    for (let t = 0; t < 4; t++) step(5);
    at.pass(2);
    assert.equal(step(7), 0, 'of four rows it has not seen more');
  });

  it('goes on from the means that an older version kept', () => {
    const { at, step } = followedAlone();
    at.restore([5]);
    assert.equal(step(6), 2);
    assert.equal(step(65_535), 8);
    assert.ok(Math.abs(step(5)) < 2);
  });

  describe('what never moved while it was learned', () => {
    /** Rows of one feature that stood at 0, over the span of 64 rows that few learned ones have. */
    function stood(): { at: Detrender; step: (x: number, of?: Detrender) => number } {
      const at = new Detrender({ rate: Float64Array.of(1 / 64), gain: Float64Array.of(1), stood: Uint8Array.of(1) }, 8);
      const step = (x: number, of = at): number => {
        const input = Float64Array.of(Number.isNaN(x) ? 0 : x);
        of.step([x], 0, input, 0);
        return input[0]!;
      };
      return { at, step };
    }
    const repeat = (x: number, rows: number, step: (x: number) => number): number[] =>
      Array.from({ length: rows }, () => step(x));

    it('is told apart from what moves and from what a twin tells the place of', () => {
      const rows = Float32Array.from({ length: 600 }, (_, at) => (at % 2 === 0 ? 0 : Math.sin(at)));
      const found = (placeless: number[]): Uint8Array =>
        fitDetrending(rows, 2, { placeless, measured: placeless }, new Uint8Array(300), SECOND).stood;
      assert.deepEqual([...found([0, 1])], [1, 0]);
      assert.deepEqual([...found([1])], [0, 0]);
    });

    it('is off where it went, the less the longer it stays, and at its new level after a time that ends', () => {
      for (const far of [0.4, 2, 7, 500]) {
        const { step } = stood();
        repeat(0, 50, step);
        const away = repeat(far, 300, step);
        assert.equal(away[0], Math.min(8, far), 'seen whole at once');
        for (let t = 1; t < away.length; t++) assert.ok(away[t]! <= away[t - 1]! + 1e-12);
        assert.equal(away.at(-1), 0, `by ${far}`);
        assert.equal(step(0), 0, 'back where it stood it is as it was');
        assert.ok(step(far) > 0.3 * Math.min(8, far), 'and away again it is off again');
      }
    });

    it('is off by its first value already, and keeps its new level over a gap and from a snapshot on', () => {
      const { at, step } = stood();
      assert.equal(step(3), 3);
      repeat(3, 200, step);
      assert.equal(step(3), 0);
      at.pass(10_000);
      assert.equal(step(3), 0);
      const copy = stood();
      copy.at.restore(JSON.parse(JSON.stringify(at.snapshot())) as (number | null)[]);
      for (const x of [3, 3.5, 2, Number.NaN, 0, 7, 7]) assert.equal(copy.step(x), step(x));
    });

    it('is off for as long as it goes on and on, smoothly or in steps', () => {
      for (const grain of [0, 0.1]) {
        const { step } = stood();
        repeat(0, 50, step);
        const course = Array.from({ length: 400 }, (_, t) => (grain === 0 ? t / 100 : grain * Math.floor(t / 10)));
        const away = course.map((x) => step(x));
        assert.ok(Math.min(...away.slice(100)) > 0.3, `${Math.min(...away.slice(100))}, steps of ${grain}`);
      }
    });

    it('is judged by how it moves once it moves', () => {
      const { step } = stood();
      const random = createRandom(2);
      repeat(0, 30, step);
      const away = Array.from({ length: 600 }, () => Math.abs(step(3 + 0.3 * random.normal())));
      assert.ok(away[0]! > 1.5);
      assert.ok(Math.max(...away.slice(300)) < 0.3, `${Math.max(...away.slice(300))}`);
      assert.ok(step(9) > 0.5, 'a jump stands out all the same');
      // One wild value makes nobody blind.
      const other = stood();
      repeat(0, 30, other.step);
      other.step(1e9);
      assert.ok(other.step(3) > 1);
    });
  });

  /** A loop whose temperature climbs on and on, beside two tags that settled. */
  async function loop(
    detector: 'autoencoder' | 'dual-branch',
  ): Promise<(change: number, missing?: number) => Promise<TwinRecord[]>> {
    const tags = parseTagTable({ temperature: { role: 'sensor' }, flow: { role: 'sensor' }, load: { role: 'sensor' } });
    const own = { seed: 1, window: 16, epochs: 10, learnTwin: false };
    const chain = new Chain({ tags, detector, own, threshold: {}, records: LEARNED });
    const random = createRandom(3);
    const wander = walk();
    let t = 0;
    const step = async (change: number): Promise<TwinRecord> => {
      const temperature = 60 + t / 40 + wander(t, random) + change;
      const values = { temperature, flow: 5 + random.normal(), load: Math.sin(t / 7) + 0.1 * random.normal() };
      return (await chain.step(1000 * t++, values))!;
    };
    while (t < LEARNED) await step(0);
    await chain.learned();
    assert.match(
      chain.notes.join(),
      /^temperature: did not settle while learning, so judged by how fast and how far it moves/,
    );
    return async (change, missing = 0) => {
      const records: TwinRecord[] = [];
      t += missing;
      for (let k = 0; k < LEARNED; k++) records.push(await step(change));
      return records;
    };
  }

  for (const detector of ['autoencoder', 'dual-branch'] as const) {
    it(`may go on as it went, and a jump of it is seen (${detector})`, async () => {
      const judge = await loop(detector);
      const normal = await judge(0);
      const beyond = normal.filter(({ anomaly }) => anomaly === true).length;
      assert.ok(beyond < 0.02 * normal.length, `${beyond} of ${normal.length} records beyond the limit`);
      const { values, expected } = normal.at(-1)!;
      const read = Number(values['temperature']);
      assert.ok(Math.abs(expected!['temperature']! - read) < 5, `${expected!['temperature']} for ${read}`);
      const jumped = await judge(12);
      const seen = jumped.slice(0, 20).filter(({ anomaly }) => anomaly === true);
      assert.ok(seen.length > 10, `${seen.length} of 20 records`);
      const blamed = Object.entries(seen.at(-1)!.contributions!).sort(([, a], [, b]) => b - a)[0]![0];
      assert.equal(blamed, 'temperature');
    });
  }

  it('has jumped also when that was while a few records were missing', async () => {
    for (const change of [0, 12]) {
      const judge = await loop('autoencoder');
      await judge(0);
      const behind = (await judge(change, 8)).slice(0, 20);
      const seen = behind.filter(({ anomaly }) => anomaly === true).length;
      assert.ok(change === 0 ? seen === 0 : seen > 10, `${seen} of 20 records, by ${change}`);
    }
  });
});
