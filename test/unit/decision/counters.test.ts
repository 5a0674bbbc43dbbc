import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

const LEARNED = 600;
/** Records in which it is seen whether an alarm comes. */
const AFTER = 60;

/** What a counter shows; t counts from where its usual behaviour has been learned, `total` what it counted by then. */
type Shown = (total: number, t: number) => number;

interface Setting {
  readonly role?: 'counter' | 'sensor';
  readonly rows?: number;
  readonly excluded?: boolean;
  /** Row before which the layer is made anew from what it kept. */
  readonly restart?: number;
  /** Row from which on a detector finds every record anomalous. */
  readonly anomalous?: number;
  /** Row from which on the rest of the plant stands, too. */
  readonly rests?: number;
}

/** What is said of a meter beside a temperature, by record after it was learned; no detector finds anything. */
function said(
  shown: Shown,
  {
    role = 'counter',
    rows = AFTER,
    excluded = false,
    restart,
    anomalous = Number.POSITIVE_INFINITY,
    rests = Number.POSITIVE_INFINITY,
  }: Setting = {},
): (string | undefined)[] {
  const random = createRandom(4);
  const config = parseConfig({ least: excluded ? 'meter never' : '' });
  let layer = createDecision(config, testContext());
  const features = role === 'counter' ? ['temp', 'meter~increase'] : ['temp', 'meter'];
  let total = 500;
  const told: (string | undefined)[] = [];
  for (let t = -LEARNED; t < rows; t++) {
    const step = 2 + Math.floor(3 * random.next());
    total += step;
    if (t === restart) {
      layer = createDecision(config, testContext(), JSON.parse(JSON.stringify(layer.snapshot())));
    }
    const record: TwinRecord = {
      asset: 'plant',
      time: 10_000 * t + 300_000,
      values: { temp: t < rests ? 20 + random.normal() : 20, meter: shown(total, t) },
      ...(role === 'counter' && { derived: { 'meter~increase': step / 60 } }),
      roles: { meter: role },
      features,
      anomaly: t >= anomalous,
      verdict: t >= anomalous ? 'anomaly' : 'normal',
    };
    layer.step(record);
    const { kind, pattern, severity, sentence } = record.decision ?? {};
    if (t >= 0) told.push(kind && `${severity} ${kind}/${pattern}: ${sentence}`);
  }
  return told;
}

/** How often an alarm begins. */
const alarms = (told: readonly (string | undefined)[]): number =>
  told.filter((one, t) => one !== undefined && told[t - 1] === undefined).length;

const setBack =
  (at: number): Shown =>
  (total, t) => {
    setBack.from = t === at ? total : setBack.from;
    return t < at ? total : total - setBack.from;
  };
setBack.from = 0;

/** It begins anew after each of so many records. */
const each =
  (records: number): Shown =>
  (_, t) =>
    3 * ((t + LEARNED) % records);

describe('decision: counters that begin anew', () => {
  for (const role of ['counter', 'sensor'] as const) {
    it(`raise an alarm of their own, by the role ${role}, which clears by itself`, () => {
      const told = said(setBack(10), { role });
      assert.equal(alarms(told), 1);
      const names = new Set(told.filter((one) => one !== undefined));
      assert.equal(names.size, 1);
      assert.match(
        [...names][0]!,
        /^low sensor-fault\/counter reset: .* meter counts, and has begun anew: it fell from \d+ to 0\./,
      );
      assert.equal(told.at(-1), undefined);
    });
  }

  it('are what a long alarm is called to its end', () => {
    const told = said(setBack(10), { rows: 300, anomalous: 10 });
    assert.match(told.at(-1)!, /sensor-fault\/counter reset/);
  });

  for (const end of [2 ** 16, 1e6, 6553.6, 1e4]) {
    it(`do not where they run over at ${end}`, () => {
      let from: number | undefined;
      const rolling: Shown = (total) => {
        from ??= end - 3 * LEARNED - 100 - total;
        return (total + from) % end;
      };
      assert.equal(alarms(said(rolling, { rows: 200 })), 0);
    });
  }

  it('do not where they did so while it was learned', () => {
    assert.equal(alarms(said(each(170), { rows: 500 })), 0);
    assert.equal(alarms(said(each(170), { rows: 500, role: 'sensor' })), 0);
  });

  it('do not where a total begins anew with an hour or a day', () => {
    const hour: Shown = (_, t) => 3 * ((t + 570) % 1080);
    assert.equal(alarms(said(hour, { rows: 2000 })), 0);
  });

  it('are told twice, and then begin anew as they do', () => {
    assert.equal(alarms(said(each(700), { rows: 4000 })), 2);
  });

  it('are told again when they went on for longer than they ever did', () => {
    const late: Shown = (total, t) => (t < 2000 ? each(700)(total, t) : t < 5000 ? 3 * t : 3 * (t - 5000));
    assert.equal(alarms(said(late, { rows: 5100 })), 3);
  });

  it('have not begun anew with a wrong value, nor where what they show falls on', () => {
    const wrong: Shown = (total, t) => (t === 10 || t === 11 ? 0 : total);
    assert.equal(alarms(said(wrong)), 0);
    const emptied: Shown = (total, t) => (t < 10 ? total : Math.max(0, total - 400 * (t - 9)));
    assert.equal(alarms(said(emptied)), 0);
  });

  it('are not told of where nobody wants to hear of them', () => {
    assert.equal(alarms(said(setBack(10), { excluded: true })), 0);
  });

  it('are followed over a restart as if there had been none', () => {
    const whole = said(setBack(10));
    for (const restart of [5, 11, 12, 20]) assert.deepEqual(said(setBack(10), { restart }), whole);
  });
});

/** It stands for so many records from each of these rows on, and then counts on from where it stood. */
const standing =
  (rows: number, ...at: readonly number[]): Shown =>
  (_, t) => {
    const stood = at.reduce((sum, from) => sum + Math.max(0, Math.min(rows, t - from)), 0);
    return 3 * (t + LEARNED - stood);
  };

describe('decision: counters that stop', () => {
  for (const role of ['counter', 'sensor'] as const) {
    it(`raise an alarm of their own, by the role ${role}, for as long as they stand`, () => {
      const told = said(standing(60, 10), { role, rows: 120 });
      assert.equal(alarms(told), 1);
      assert.match(
        told[60]!,
        /^\w+ sensor-fault\/stopped counter: .* meter counts no more: it has stood at 1830 for \d+ messages while other tags go on\./,
      );
      assert.equal(told.at(-1), undefined);
    });
  }

  it('do not where the plant rests with them, nor after a short pause', () => {
    assert.equal(alarms(said(standing(60, 10), { rests: 10 })), 0);
    assert.equal(alarms(said(standing(8, 10, 30, 50))), 0);
  });

  it('do not where they paused for long while it was learned', () => {
    assert.equal(alarms(said(standing(60, -200, -100, 10), { rows: 120 })), 0);
  });

  it('are told twice, and then pause as they do', () => {
    assert.equal(alarms(said(standing(50, 10, 210, 410, 610), { rows: 800 })), 2);
  });

  it('are followed over a restart as if there had been none', () => {
    const whole = said(standing(60, 10), { rows: 120 });
    for (const restart of [15, 30, 75]) assert.deepEqual(said(standing(60, 10), { rows: 120, restart }), whole);
  });
});

describe('decision: counters that count at another pace', () => {
  /** What is said of a meter with this role whose pace changes while a detector says so. */
  const paced = (times: number, alongside = 0): string => {
    const random = createRandom(4);
    const layer = createDecision(parseConfig({}), testContext());
    let [meter, last] = [500, undefined as TwinRecord | undefined];
    for (let t = -LEARNED; t < 60; t++) {
      const step = (2 + random.next()) * (t < 0 ? 1 : times);
      meter += step;
      const anomaly = t >= 0;
      last = {
        asset: 'plant',
        time: 10_000 * t,
        values: { temp: 20 + random.normal() + (anomaly ? alongside : 0), meter },
        derived: { 'meter~increase': step / 10 },
        roles: { meter: 'counter' },
        features: ['temp', 'meter~increase'],
        anomaly,
        verdict: anomaly ? 'anomaly' : 'normal',
      };
      layer.step(last);
    }
    return last!.decision!.sentence;
  };

  it('are said to', () => {
    assert.match(paced(0.4), /sensor fault \(miscounting counter\): meter counts 0\.4\d* times as fast as it did/);
    assert.match(
      paced(2),
      /sensor fault \(miscounting counter\): meter counts (1\.9\d*|2|2\.0\d*) times as fast as it did/,
    );
  });

  it('are not where the rest of the plant has moved, too', () => {
    assert.doesNotMatch(paced(0.4, 30), /miscounting/);
  });
});
