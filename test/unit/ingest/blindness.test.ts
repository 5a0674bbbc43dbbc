import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRandom } from '../../../lib/math/random';
import { isLive, type TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest, type IngestEvent } from '../../../nodes/ingest/core';
import { START } from './helper';

/** Records that a twin is learned from before something happens to its messages; one a second. */
const LEARNED = 200;
const YEAR_2099 = Date.UTC(2099, 0, 1);
/** Values of the plant lie below, what is forged says this. */
const FORGED = 500;

interface Line {
  readonly ingest: Ingest;
  readonly events: IngestEvent[];
  /** Records of what was sent since the twin was learned. */
  readonly records: TwinRecord[];
  /** Source time of the plant's record i after the learned ones. */
  time(i: number): number;
  /** A message with this source time. @param after ms of arrival after the plant's record i */
  send(i: number, time: number, value: number, after?: number): void;
  real(i: number): void;
  forged(i: number, time: number, before?: number): void;
}

const value = (i: number): number => Math.sin(i / 9) + createRandom(i + 1).normal() / 50;

/** A learned twin whose clock is `skew` behind the wall. */
function line(settings: Record<string, unknown> = {}, skew = 0): Line {
  const events: IngestEvent[] = [];
  const records: TwinRecord[] = [];
  const ingest = createIngest(parseConfig(settings), { event: (event) => events.push(event) });
  const arrivalOf = (i: number): number => START + (LEARNED + i) * 1000;
  const of: Line = {
    ingest,
    events,
    records,
    time: (i) => arrivalOf(i) - skew,
    send(i, time, a, after = 0) {
      const now = arrivalOf(i) + after;
      records.push(...ingest.accept({ topic: 'pump', payload: { time, a, b: 2 * a } }, now), ...ingest.tick(now));
    },
    real: (i) => of.send(i, of.time(i), value(i)),
    forged: (i, time, before = 100) => of.send(i, time, FORGED + i / 1000, -before),
  };
  for (let i = -LEARNED; i < 0; i++) of.real(i);
  events.length = 0;
  records.length = 0;
  return of;
}

const isReal = (record: TwinRecord): boolean => isLive(record) && record.values['a']! < FORGED / 2;
const told = (records: readonly TwinRecord[]): TwinRecord[] =>
  records.filter(({ comms }) => comms?.blind !== undefined);
const whys = (records: readonly TwinRecord[]): string[] => [
  ...new Set(told(records).map(({ comms }) => comms!.blind!.why)),
];

describe('a clock that nobody else can move', () => {
  const WAYS: [string, number, (of: Line, i: number) => number][] = [
    ['1 message of 2099 per 9', 9, (_, i) => YEAR_2099 + i * 1000],
    ['the same moment of 2099 per 9', 9, () => YEAR_2099],
    ['1 message of 2099 per 10', 10, (_, i) => YEAR_2099 + i * 1000],
    ['1 message of 2099 per 20', 20, (_, i) => YEAR_2099 + i * 1000],
    ['1 message 60 s ahead per 8', 8, (of, i) => of.time(i) + 60_000],
    ['1 message 2.5 s ahead per 8', 8, (of, i) => of.time(i) + 2500],
    ['a shadow 0.5 s ahead of each', 1, (of, i) => of.time(i) + 500],
    ['a shadow 2 h ahead of each', 1, (of, i) => of.time(i) + 7_200_000],
    ['a shadow 2 h behind each', 1, (of, i) => of.time(i) - 7_200_000],
    ['1 message from anywhere ahead per 3', 3, (of, i) => of.time(i) + 1e9 * createRandom(i).next()],
    ['1 message of next month per 7', 7, (of, i) => of.time(i) + 31 * 86_400_000 + i],
  ];
  for (const skew of [0, 3_600_000, -3_600_000]) {
    for (const [name, per, when] of WAYS) {
      it(`${name}: all of the plant's records are judged, and it is told (clock ${skew / 3_600_000} h behind)`, () => {
        const of = line({}, skew);
        for (let i = 0; i < 300; i++) {
          if (i % per === 0) of.forged(i, when(of, i));
          of.real(i);
        }
        assert.equal(of.records.filter(isReal).length, 300);
        assert.ok(told(of.records).length > 0);
        assert.equal(of.events.filter(({ event }) => event === 'blind').length, 1);
      });
    }
  }

  it('ten messages of 2099 for each of the plant do not take the clock over', () => {
    const of = line();
    for (let i = 0; i < 100; i++) {
      for (let k = 0; k < 10; k++) of.forged(i, YEAR_2099 + i * 1000 + k, 500 - k);
      of.real(i);
    }
    assert.equal(of.records.filter(isReal).length, 100);
    assert.deepEqual(whys(of.records), ['stray']);
  });

  for (const ahead of [500, 3000, 60_000, 86_400_000, 366 * 86_400_000, YEAR_2099 - START]) {
    it(`one stray ${ahead / 1000} s ahead costs no record, is shown as a stray, and is no alarm`, () => {
      const of = line();
      for (let i = 0; i < 50; i++) {
        if (i === 5) of.forged(i, of.time(i) + ahead);
        of.real(i);
      }
      assert.equal(of.records.filter(isReal).length, 50);
      assert.ok(of.records.filter(isReal).every(({ comms }) => comms?.late === undefined));
      assert.equal(
        of.records.reduce((sum, { comms }) => sum + (comms?.strays ?? 0), 0),
        1,
      );
      assert.ok(of.events.some(({ event }) => event === 'stray'));
      assert.deepEqual(told(of.records), []);
      if (ahead >= 60_000) assert.ok(!of.records.some((record) => isLive(record) && record.time > of.time(60)));
    });
  }

  it('a message of 2099 is context for a person, not a live record', () => {
    const of = line();
    of.forged(0, YEAR_2099);
    assert.deepEqual(
      of.records.map(({ comms }) => [comms?.stray, comms?.historical]),
      [[true, true]],
    );
  });

  it('works as well where messages wait for late ones, and on a grid', () => {
    for (const settings of [
      { lateness: 5000 },
      { emit: 'grid', period: 1000 },
      { emit: 'grid', period: 1000, lateness: 3000 },
    ]) {
      const of = line(settings);
      for (let i = 0; i < 300; i++) {
        if (i % 9 === 0) of.forged(i, YEAR_2099 + i * 1000);
        of.real(i);
      }
      assert.ok(of.records.filter(isReal).length >= 294, JSON.stringify(settings));
      assert.deepEqual(whys(of.records), ['stray']);
    }
  });

  it('a clock that is set ahead for good is followed, and that is told', () => {
    const of = line();
    for (let i = 0; i < 60; i++) of.send(i, of.time(i) + 366 * 86_400_000, value(i));
    assert.ok(of.records.filter(isReal).length >= 50);
    assert.ok(of.events.some(({ event }) => event === 'clock-reset'));
    assert.ok(told(of.records).length > 0);
    assert.equal(of.events.at(-1)!.event, 'blind-over');
  });

  it('so is one that is set back', () => {
    const of = line();
    for (let i = 0; i < 60; i++) of.send(i, of.time(i) - 3_600_000 + 1, value(i));
    assert.ok(of.records.filter(isReal).length >= 50);
    assert.deepEqual(whys(of.records), ['clock-set']);
    assert.equal(of.events.at(-1)!.event, 'blind-over');
  });

  it('a source whose clock is wrong all the time is judged as any other', () => {
    for (const skew of [-30 * 365 * 86_400_000, 30 * 365 * 86_400_000]) {
      const of = line({}, skew);
      for (let i = 0; i < 100; i++) of.real(i);
      assert.equal(of.records.filter(isReal).length, 100);
      assert.deepEqual(of.events, []);
    }
  });

  it('goes on after a restart where the stream was, not where a stray was', () => {
    const saved = line();
    // Not yet contradicted when the state is saved.
    saved.forged(0, saved.time(0) + 4000);
    const state = JSON.parse(JSON.stringify(saved.ingest.snapshot('pump'))) as unknown;
    const ingest = createIngest(parseConfig({}), { restore: (asset) => (asset === 'pump' ? state : undefined) });
    const records = [0, 1, 2].flatMap((i) =>
      ingest.accept({ topic: 'pump', payload: { time: saved.time(i), a: value(i), b: 0 } }, saved.time(i)),
    );
    assert.equal(records.filter(isReal).length, 3);
  });
});

describe('what worked before', () => {
  const PAUSE = 172_800_000;

  it('a recording at full speed, with its pauses, loses nothing', () => {
    for (const pace of [0, 1, 100, 3000]) {
      const events: IngestEvent[] = [];
      const ingest = createIngest(parseConfig({}), { event: (event) => events.push(event) });
      let live = 0;
      for (let i = 0; i < 2000; i++) {
        const time = Date.UTC(2020, 0, 1) + i * 1000 + Math.floor(i / 300) * PAUSE;
        live += ingest.accept({ topic: 'p', payload: { time, a: value(i) } }, START + i * pace).filter(isLive).length;
      }
      assert.equal(live, 2000, `${pace} ms on the wall for a record`);
      assert.deepEqual(
        events.map(({ event }) => event),
        ['asset', 'format'],
      );
    }
  });

  it('so does one that changes its speed, and a plant after an outage', () => {
    const of = line();
    let wall = 0;
    for (let i = 0; i < 400; i++) {
      wall += i < 200 ? 10 : 4000;
      of.send(0, of.time(i), value(i), wall);
    }
    assert.equal(of.records.filter(isReal).length, 400);
    const after = line();
    for (let i = 4000; i < 4100; i++) after.real(i);
    assert.equal(after.records.filter(isReal).length, 100);
    assert.equal(after.records[0]!.comms?.interval, 4_001_000);
  });

  it('old values that are sent afterwards are shown, and are no second clock', () => {
    const of = line();
    for (let i = 0; i < 100; i++) {
      if (i === 20) for (let k = 0; k < 60; k++) of.send(i, of.time(k - 150) + 1, value(k), -500 + k);
      of.real(i);
    }
    assert.equal(of.records.filter(isReal).length, 100);
    assert.equal(of.records.filter(({ comms }) => comms?.late === true).length, 60);
    assert.deepEqual(told(of.records), []);
  });

  it('two gateways whose clocks are apart, each with tags of its own, are both judged', () => {
    const events: IngestEvent[] = [];
    const ingest = createIngest(parseConfig({}), { event: (event) => events.push(event) });
    let live = 0;
    for (let i = 0; i < 300; i++) {
      const now = START + i * 1000;
      live += ingest.accept({ topic: 'p', payload: { time: now, a: i } }, now).filter(isLive).length;
      live += ingest.accept({ topic: 'p', payload: { time: now + 10_000, b: i } }, now + 300).filter(isLive).length;
    }
    assert.equal(live, 600);
    assert.ok(!events.some(({ event }) => event === 'blind' || event === 'late' || event === 'stray'));
  });

  it('a gateway that sends each message twice is no alarm', () => {
    const of = line();
    for (let i = 0; i < 300; i++) {
      of.real(i);
      of.real(i);
    }
    assert.equal(of.records.filter(isReal).length, 300);
    assert.deepEqual(told(of.records), []);
  });

  it('slow sources and long grids are no alarm', () => {
    const ingest = createIngest(parseConfig({ emit: 'grid', period: 600_000 }));
    const records: TwinRecord[] = [];
    for (let i = 0; i < 3000; i++) {
      const now = START + i * 5000;
      records.push(...ingest.accept({ topic: 'p', payload: { time: now, a: i } }, now), ...ingest.tick(now));
    }
    assert.equal(records.length, 25);
    assert.deepEqual(told(records), []);
    const slow = createIngest(parseConfig({}));
    for (let i = 0; i < 40; i++) {
      const now = START + i * 300_000;
      records.push(...slow.accept({ topic: 'p', payload: { time: now, a: i } }, now));
      if (i === 30) records.push(...slow.accept({ topic: 'p', payload: { time: now - 1000, a: i } }, now));
      for (let t = 0; t < 300_000; t += 1000) records.push(...slow.tick(now + t));
    }
    assert.deepEqual(told(records), []);
  });
});

describe('blindness', () => {
  /** The same message again and again. @returns how many came before it was told */
  const hang = (
    every: number,
    settings: Record<string, unknown> = {},
  ): { of: Line; messages: number; wall: number } => {
    const of = line(settings);
    let messages = 0;
    for (; told(of.records).length === 0 && messages < 10_000; messages++) of.send(0, of.time(0), 1, messages * every);
    return { of, messages, wall: (messages - 1) * every };
  };

  it('of a gateway that hangs is told within 100 messages or a minute, once, and with all that it takes', () => {
    for (const every of [1, 100, 1000, 5000]) {
      const { of, messages, wall } = hang(every);
      assert.ok(messages <= 102 && wall <= 61_000, `${messages} messages, ${wall} ms`);
      const [notice] = told(of.records);
      assert.equal(notice!.verdict, 'fault');
      assert.deepEqual(notice!.values, {});
      assert.equal(isLive(notice!), false);
      assert.equal(notice!.comms!.blind!.why, 'duplicate');
      assert.equal(of.events.filter(({ event }) => event === 'blind').length, 1);
    }
  });

  it('says in its event what a person needs to know', () => {
    const { of } = hang(10);
    const { text } = of.events.find(({ event }) => event === 'blind')!;
    assert.match(String(text), /guard of pump is blind: \d+ of \d+ messages came before: the source repeats itself/);
  });

  it('is said again while it lasts, and ends by itself when judging resumes', () => {
    const { of } = hang(1000);
    for (let s = 60; s < 300; s++) of.send(0, of.time(0), 1, s * 1000);
    assert.ok(told(of.records).length >= 4 && told(of.records).length <= 8);
    of.records.length = 0;
    for (let i = 400; i < 420; i++) of.real(i);
    assert.equal(of.records.filter(isReal).length, 20);
    assert.equal(of.records.at(-1)!.comms?.blind, undefined);
    assert.deepEqual(
      of.events.filter(({ event }) => event.startsWith('blind')).map(({ event }) => event),
      ['blind', 'blind-over'],
    );
  });

  it('tells duplicates by the clock on the wall, although the source time stands still', () => {
    const { of } = hang(1000);
    for (let s = 60; s < 300; s++) of.send(0, of.time(0), 1, s * 1000);
    assert.ok(of.events.filter(({ event }) => event === 'duplicate').length >= 4);
  });

  it('of time that runs backwards is told as that', () => {
    const of = line();
    for (let i = 0; i < 120; i++) of.send(i, of.time(-10 - i) + 1, value(i));
    assert.deepEqual(whys(of.records), ['backwards']);
  });

  it('of messages whose tags nobody learned', () => {
    const of = line();
    const now = of.time(0);
    for (let i = 0; i < 101; i++)
      of.records.push(...of.ingest.accept({ topic: 'pump', payload: { time: now + i, z: i } }, now + i));
    assert.deepEqual(whys(of.records), ['unknown-tags']);
  });

  it('of a record that waits for a tag that never comes', () => {
    const of = line({ emit: 'complete', maxAge: 3_600_000 });
    const now = of.time(0);
    for (let i = 0; i < 70; i++) {
      const at = now + i * 1000;
      of.records.push(...of.ingest.accept({ topic: 'pump', payload: { time: at, a: i } }, at), ...of.ingest.tick(at));
    }
    assert.deepEqual(whys(of.records), ['incomplete']);
  });

  it('of a source that calls all of its values old', () => {
    const ingest = createIngest(parseConfig({}));
    const records: TwinRecord[] = [];
    const send = (i: number, isHistorical: boolean): void => {
      const timestamp = START + i * 1000;
      const metrics = [{ name: 'T', type: 'Float', value: value(i), timestamp, isHistorical }];
      records.push(...ingest.accept({ topic: 'spBv1.0/G/DDATA/E/D', payload: { timestamp, metrics } }, timestamp));
    };
    for (let i = 0; i < 50; i++) send(i, false);
    for (let i = 50; i < 150; i++) send(i, true);
    assert.deepEqual(whys(records), ['historical']);
  });

  it('of silence, and it ends with the first message', () => {
    const of = line();
    for (let s = 1; s < 30; s++) of.records.push(...of.ingest.tick(of.time(-1) + s * 1000));
    assert.deepEqual(whys(of.records), ['silent']);
    assert.equal(of.events.filter(({ event }) => event === 'blind').length, 1);
    of.real(60);
    assert.equal(of.records.at(-1)!.comms?.blind, undefined);
    assert.equal(of.events.at(-1)!.event, 'blind-over');
  });
});

describe('the invariant of the guard', () => {
  type Step = { kind: number; wait: number; by: number };
  const SECOND = 1000;
  const ASSETS = ['pump', 'x1', 'x2', 'pump2'];

  /** Source time of a message of some kind, when the plant's clock says `plant`. */
  const timeOf = (kind: number, plant: number, by: number, back: number): number =>
    [
      plant, // real
      YEAR_2099 + by, // of 2099
      plant + by, // ahead, near or far
      plant - by, // late
      plant + 500, // shadow
      plant - back, // backwards
      START, // the same for ever
      plant + 365 * 86_400_000, // another clock
    ][kind % 8]!;

  const steps = fc.array(
    fc.tuple(
      fc.record({
        kind: fc.nat(7),
        wait: fc.constantFrom(1, 50, 300, 1000, 5000),
        by: fc.constantFrom(1, 500, 3000, 60_000, 1e7, 1e11),
      }),
      fc.integer({ min: 1, max: 250 }),
      fc.array(fc.nat(7), { maxLength: 3 }),
      fc.boolean(),
    ),
    { minLength: 1, maxLength: 8 },
  );

  for (const settings of [
    {},
    { lateness: 2000 },
    { emit: 'grid', period: 1000 },
    { emit: 'grid', period: 500, lateness: 1000 },
  ]) {
    it(`no sequence passes more than 100 messages or a minute unjudged and untold: ${JSON.stringify(settings)}`, () => {
      fc.assert(
        fc.property(steps, (phases) => {
          const ingest = createIngest(parseConfig({ ...settings, maxAssets: 3 }));
          let now = START;
          let passed = 0;
          let since = Number.NaN;
          let n = 0;
          const waits = 'lateness' in settings ? settings.lateness + SECOND : 0;
          const see = (records: readonly TwinRecord[]): void => {
            for (const record of records) {
              if (record.asset !== 'pump' || !(isLive(record) || record.verdict === 'fault')) continue;
              passed = 0;
              since = Number.NaN;
            }
          };
          const send = ({ kind, wait, by }: Step, foreign: boolean): void => {
            for (let left = wait; left > 0; left -= SECOND) {
              now += Math.min(SECOND, left);
              see(ingest.tick(now));
            }
            const value = kind === 6 ? 1 : n++;
            const asset = foreign ? ASSETS[n % ASSETS.length]! : 'pump';
            const message = {
              topic: asset,
              payload: { time: timeOf(kind, now, by, 2 * (now - START)), a: value, b: -value },
            };
            try {
              const records = ingest.accept(message, now);
              if (asset === 'pump') {
                passed++;
                if (Number.isNaN(since)) since = now;
              }
              see(records);
            } catch {
              assert.notEqual(asset, 'pump');
            }
            // What gathers for a grid time is judged with it.
            if (waits === 0 && !('emit' in settings)) assert.ok(passed <= 100, `${passed} messages`);
            assert.ok(!(now - since > 60_000 + waits), `${now - since} ms`);
          };
          for (const [step, times, mix, foreign] of phases) {
            for (let k = 0; k < times; k++) {
              const kind = mix.length === 0 ? step.kind : [step.kind, ...mix][k % (mix.length + 1)]!;
              send({ ...step, kind }, foreign && k % 3 === 0);
            }
          }
        }),
        { numRuns: 150, seed: 20_261_128 },
      );
    });
  }
});
