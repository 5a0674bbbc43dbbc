import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import type { Layer } from '../../../lib/layer/layer';
import { parseOrder } from '../../../lib/layer/orders';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

/** An attack of medium severity: the valve leaves its command. */
const takeover: Disturbance = (row) => {
  row['valve']! += 0.1;
};
const brokenSensor: Disturbance = (row) => {
  row['flow']! += 0.5;
};

/** A guarded plant, a record a second, and the order output of its decision. */
class Guarded {
  readonly context: TestContext;
  layer: Layer;
  readonly plant = new Plant();

  constructor(
    private readonly raw: Record<string, unknown> = {},
    readonly clock?: { now: number },
  ) {
    this.context = testContext('plant', clock);
    this.layer = createDecision(parseConfig(raw), this.context);
    this.run(600);
  }

  run(rows: number, how?: Disturbance, change?: (record: TwinRecord, i: number) => void): TwinRecord {
    const records = this.plant.records(rows, how !== undefined, how);
    for (const [i, record] of records.entries()) {
      change?.(record, i);
      this.layer.step(record);
    }
    return records.at(-1)!;
  }

  /** An attack, and as long a calm that its alarm is over. */
  attack(score?: number): TwinRecord {
    const last = this.run(30, takeover, (record) => {
      if (score !== undefined) Object.assign(record, { score, threshold: 1 });
    });
    this.run(320);
    return last;
  }

  order(control: Record<string, unknown> | string): Record<string, unknown> {
    return this.layer.order(parseOrder(control, ['posture', 'status', 'acknowledge']), undefined);
  }

  restart(raw = this.raw): void {
    const saved = JSON.parse(JSON.stringify(this.layer.snapshot()));
    this.layer = createDecision(parseConfig(raw), this.context, saved);
  }

  get level(): unknown {
    return (this.order('status')['posture'] as { level: unknown }).level;
  }

  get changes(): unknown[] {
    return this.context.sent.filter(({ event }) => event === 'posture-changed').map(({ level }) => level);
  }

  get orders(): unknown[] {
    return this.context.sent
      .filter(({ output }) => output === 'order')
      .map(({ control }) => control as Record<string, unknown>)
      .map(({ do: what, hold, asset, by }) => [what, hold, asset, by].join(' '));
  }
}

describe('decision: the posture of an asset', () => {
  it('rises with each attack of medium severity, up to high, and says so in record, event and status', () => {
    const guarded = new Guarded();
    const { decision, posture } = guarded.attack();
    assert.deepEqual([decision!.kind, decision!.severity], ['cyber-attack', 'medium']);
    assert.equal(posture!.level, 'elevated');
    assert.match(posture!.why, /valve does not do what it was told to$/);
    for (let again = 0; again < 3; again++) guarded.attack();
    assert.deepEqual(guarded.changes, ['elevated', 'high']);
    const [event] = guarded.context.sent.filter((sent) => sent['event'] === 'posture-changed');
    assert.deepEqual([event!['before'], (event!['measures'] as { freeze: boolean }).freeze], ['normal', true]);
    assert.equal(guarded.run(1).posture!.level, 'high');
    assert.equal(guarded.layer.status().values!['posture'], 'posture high');
  });

  it('a severe attack raises it to high at once, and the next one to lockdown', () => {
    const guarded = new Guarded();
    assert.equal(guarded.attack(6).decision!.severity, 'high');
    assert.equal(guarded.level, 'high');
    guarded.attack(6);
    assert.equal(guarded.level, 'lockdown');
    assert.deepEqual(guarded.changes, ['high', 'lockdown']);
  });

  it('an attack that becomes severe while it lasts counts once more, and one that lasts counts no more', () => {
    const guarded = new Guarded();
    guarded.run(1500, takeover);
    assert.deepEqual(guarded.changes, ['elevated', 'high']);
  });

  it('neither a broken sensor nor an attack of low severity raises it', () => {
    const guarded = new Guarded();
    guarded.run(60, brokenSensor);
    assert.deepEqual([guarded.changes, guarded.run(1).posture?.level], [[], 'normal']);
    const harmless = new Guarded({ consequence: 'low' });
    assert.equal(harmless.attack().decision!.severity, 'low');
    assert.deepEqual(harmless.changes, []);
  });

  it('falls by a level after each quiet, not while an attack is open, and adds nothing to normal records then', () => {
    const guarded = new Guarded({ calm: 10 });
    guarded.attack();
    guarded.run(30, takeover);
    assert.equal(guarded.level, 'high');
    guarded.run(560);
    assert.equal(guarded.level, 'high');
    guarded.run(200);
    assert.equal(guarded.level, 'elevated');
    guarded.run(600);
    assert.deepEqual(guarded.changes, ['elevated', 'high', 'elevated', 'normal']);
    assert.equal(guarded.run(1).posture, undefined);
  });

  it('a broken sensor that stays broken does not keep it up', () => {
    const guarded = new Guarded({ calm: 10 });
    guarded.attack();
    guarded.run(900, brokenSensor);
    assert.deepEqual(guarded.changes, ['elevated', 'normal']);
  });

  it('is there after a restart, with its quiet so far', () => {
    const guarded = new Guarded({ calm: 10 });
    guarded.attack();
    guarded.restart();
    assert.equal(guarded.run(1).posture!.level, 'elevated');
    for (let minute = 0; minute < 10; minute++) {
      guarded.run(60);
      guarded.restart();
    }
    assert.deepEqual(guarded.changes, ['elevated', 'normal']);
  });

  it('a posture on disk that is damaged is told, not taken', () => {
    const guarded = new Guarded();
    const saved = JSON.parse(JSON.stringify(guarded.layer.snapshot())) as { posture: { level: string } };
    saved.posture.level = 'asleep';
    createDecision(parseConfig({}), guarded.context, saved);
    assert.match(String(guarded.context.sent.at(-1)!['text']), /the posture is not whole/);
  });

  for (const [what, stamp] of [
    ['a jump of a year in every record', (_: number, i: number) => 1e12 + i * 3.15e10],
    ['jumps back and forth', (time: number, i: number) => time + (i % 2 === 0 ? 0 : 3.15e10)],
    ['a single jump', (time: number, i: number) => (i > 50 ? time + 3.15e10 : time)],
    ['a clock that stands still', () => 5e9],
  ] as const) {
    it(`forged times do not lower it: ${what}`, () => {
      const guarded = new Guarded({ calm: 60 });
      guarded.attack();
      // Half an hour of records, at most two usual intervals each, would be an hour: a little less.
      guarded.run(1400, undefined, (record, i) => {
        record.time = stamp(record.time, i);
      });
      assert.equal(guarded.level, 'elevated');
    });
  }

  it('a pause before the attack does not make long steps of time usual', () => {
    const guarded = new Guarded({ calm: 60 });
    guarded.run(200, undefined, (record, i) => {
      if (i === 0) record.time -= 1e9;
    });
    guarded.attack();
    guarded.run(1000, undefined, (record, i) => {
      record.time += i * 1e7;
    });
    assert.equal(guarded.level, 'elevated');
  });

  it('takes four records at least, whatever their times, where nothing is usual yet', () => {
    const context = testContext('plant');
    const layer = createDecision(parseConfig({ calm: 1 }), context);
    layer.order(parseOrder({ do: 'posture', level: 'elevated', by: 'Ada' }, ['posture']), undefined);
    const levels = [0, 1, 2, 3, 4].map((i) => {
      const record: TwinRecord = { asset: 'plant', time: 1e12 + i * 1e9, values: { x: i }, anomaly: false };
      layer.step(record);
      return record.posture?.level;
    });
    assert.deepEqual(levels, ['elevated', 'elevated', 'elevated', 'elevated', undefined]);
  });

  for (const verdict of ['fault', 'learning'] as const) {
    it(`silence does not lower it, nor do records that nobody judged: ${verdict}`, () => {
      const guarded = new Guarded({ calm: 10 });
      guarded.attack();
      guarded.run(2, undefined, (record) => {
        record.time += 86_400_000;
      });
      guarded.run(2000, undefined, (record) => {
        record.time += 86_400_000;
        record.verdict = verdict;
      });
      assert.equal(guarded.level, 'elevated');
    });

    it(`an alarm is not over by records that nobody judged: ${verdict}`, () => {
      const guarded = new Guarded();
      guarded.run(30, takeover);
      const unjudged = guarded.run(500, undefined, (record) => {
        record.verdict = verdict;
      });
      assert.equal(unjudged.decision?.alarm, 'unacknowledged');
      assert.equal(guarded.run(320).decision, undefined);
    });
  }

  it('an alarm that the charts raise while a detector learns is over when they say so, also after a restart', () => {
    for (const restarts of [false, true]) {
      const guarded = new Guarded();
      const learning = (record: TwinRecord): void =>
        void Object.assign(record, { verdict: 'learning', anomaly: false });
      assert.equal(guarded.run(60, brokenSensor, learning).decision?.alarm, 'unacknowledged');
      if (restarts) guarded.restart();
      assert.equal(guarded.run(400, undefined, learning).decision, undefined);
    }
  });

  it('freezes the learning of who is wired to its orders, and lets go what it froze, also after a restart', () => {
    const guarded = new Guarded({ calm: 10 });
    assert.deepEqual(guarded.orders, []);
    guarded.attack();
    assert.deepEqual(guarded.orders, ['freeze posture plant twin-decision']);
    // It may not have been heard.
    guarded.restart();
    assert.equal(guarded.orders.length, 2);
    guarded.run(700);
    assert.deepEqual(guarded.orders.slice(2), ['unfreeze posture plant twin-decision']);
    guarded.restart();
    assert.equal(guarded.orders.length, 3, 'it was heard');
  });

  it('lets go what it froze when the table says so from the next start on', () => {
    const guarded = new Guarded();
    guarded.attack();
    const loose = { limit: 1, freeze: false, commands: 'low', log: false };
    guarded.restart({ postures: JSON.stringify({ elevated: loose }) });
    assert.equal(guarded.orders.at(-1), 'unfreeze posture plant twin-decision');
  });

  it('while learning is frozen the decision learns nothing usual either', () => {
    const guarded = new Guarded();
    const rows = (): number => (guarded.layer.snapshot() as { reference: { rows: number } }).reference.rows;
    guarded.attack();
    const early = rows();
    guarded.run(100);
    assert.equal(rows(), early + 100, 'less than 1,000 are too few to stop at');
    guarded.run(600);
    const before = rows();
    guarded.run(100);
    assert.equal(rows(), before);
    guarded.order({ do: 'posture', level: 'normal', by: 'Ada' });
    guarded.run(100);
    assert.equal(rows(), before + 100);
  });
});

describe('decision: what the posture does', () => {
  const near = (record: TwinRecord): void => void Object.assign(record, { score: 0.93, threshold: 1 });
  const POSTURES = JSON.stringify({ lockdown: { limit: 0.9, confirm: 2, freeze: true, commands: 'low', log: true } });

  it('at lockdown a score near its limit alarms, after fewer records, and the evidence says so', () => {
    const guarded = new Guarded({ postures: POSTURES, confirm: 5 });
    assert.equal(guarded.run(20, undefined, near).decision, undefined);
    guarded.order({ do: 'posture', level: 'lockdown', by: 'Ada' });
    assert.equal(guarded.run(1, undefined, near).decision, undefined);
    const { decision, anomaly } = guarded.run(1, undefined, near);
    assert.ok(decision);
    assert.equal(anomaly, false, 'what the threshold said stays');
    assert.ok(
      decision.evidence.includes('The score is at 93 % of its limit, which counts while the posture is raised.'),
    );
  });

  it('needs no more records than the setting says', () => {
    const guarded = new Guarded({ postures: POSTURES, confirm: 1 });
    guarded.order({ do: 'posture', level: 'lockdown', by: 'Ada' });
    assert.ok(guarded.run(1, takeover).decision);
  });

  it('what only a raised posture finds raises it no further, and does not keep it up', () => {
    const guarded = new Guarded({ calm: 10, postures: POSTURES, charts: false });
    guarded.attack(6);
    guarded.attack(6);
    assert.equal(guarded.level, 'lockdown');
    for (let time = 0; time < 4; time++) {
      guarded.run(4, takeover, (record) => {
        near(record);
        record.anomaly = false;
        record.verdict = 'normal';
      });
      guarded.run(400);
    }
    assert.deepEqual(guarded.changes.slice(0, 3), ['high', 'lockdown', 'high']);
  });

  it('logs anomalous records, not more than 30 in a minute, and counts what it leaves out', () => {
    const guarded = new Guarded();
    guarded.order({ do: 'posture', level: 'high', by: 'Ada' });
    guarded.run(90, takeover, (record) =>
      Object.assign(record, { score: 2, threshold: 1, contributions: { valve: 1 } }),
    );
    const logged = guarded.context.sent.filter(({ event }) => event === 'anomaly-logged');
    assert.equal(logged.length, 60);
    const [first] = logged;
    assert.deepEqual([first!['score'], first!['limit'], first!['tags']], [2, 1, ['valve']]);
    assert.equal(
      logged.reduce((sum, { leftOut }) => sum + Number(leftOut ?? 0), 0),
      30,
    );
  });

  it('least deviations hold as long as the rows that an alarm needs now', () => {
    const guarded = new Guarded({ postures: POSTURES, confirm: 5, least: 'flow >= 0.2' });
    guarded.order({ do: 'posture', level: 'lockdown', by: 'Ada' });
    assert.ok(guarded.run(4, brokenSensor).decision);
  });
});

describe('decision: a person sets the posture', () => {
  it('from then on attacks raise it and quiet lowers it as ever', () => {
    const guarded = new Guarded({ calm: 10 });
    const answer = guarded.order({ do: 'posture', level: 'high', by: 'Ada' });
    assert.deepEqual([(answer['posture'] as { level: string }).level, answer['by']], ['high', 'Ada']);
    const [event] = guarded.context.sent.filter((sent) => sent['event'] === 'posture-changed');
    assert.deepEqual([event!['by'], event!['text']], ['Ada', 'set by Ada']);
    guarded.run(700);
    guarded.order({ do: 'posture', level: 'normal', by: 'Ada' });
    assert.deepEqual(guarded.changes, ['high', 'elevated', 'normal']);
    guarded.attack();
    assert.equal(guarded.level, 'elevated');
  });

  it('for a time, by the clock on the wall: whatever happens meanwhile holds afterwards', () => {
    const clock = { now: 1_700_000_000_000 };
    const guarded = new Guarded({ calm: 10 }, clock);
    guarded.order({ do: 'posture', level: 'normal', minutes: 30, by: 'Ada' });
    guarded.attack();
    assert.equal(guarded.level, 'normal');
    guarded.restart();
    clock.now += 30 * 60_000 - 1;
    guarded.layer.tick!(clock.now);
    assert.equal(guarded.level, 'normal');
    clock.now += 1;
    guarded.layer.tick!(clock.now);
    assert.equal(guarded.level, 'elevated');
    const text = String(guarded.context.sent.filter((sent) => sent['event'] === 'posture-changed').at(-1)!['text']);
    assert.match(text, /^the time for which Ada had set it is over; This looks like a cyber-attack/);
  });

  it('lockdown for a time neither falls with quiet nor by times in records', () => {
    const clock = { now: 1_700_000_000_000 };
    const guarded = new Guarded({ calm: 1 }, clock);
    guarded.order({ do: 'posture', level: 'lockdown', minutes: 60, by: 'Ada' });
    guarded.run(1000, undefined, (record) => {
      record.time += 1e9;
    });
    assert.equal(guarded.level, 'lockdown');
    assert.match(guarded.run(1).posture!.why, /^set by Ada until 20\d\d-/);
  });

  it('with 0 as quiet only a person changes it', () => {
    const guarded = new Guarded({ calm: 0 });
    guarded.attack(6);
    assert.deepEqual(guarded.changes, []);
    guarded.order({ do: 'posture', level: 'high', by: 'Ada' });
    guarded.run(5000);
    assert.equal(guarded.level, 'high');
  });

  it('is refused without level or name, or for longer than a week, and changes nothing', () => {
    const guarded = new Guarded();
    const before = guarded.layer.snapshot();
    for (const [control, field] of [
      [{ do: 'posture', by: 'Ada' }, 'control.level'],
      [{ do: 'posture', level: 'panic', by: 'Ada' }, 'control.level'],
      [{ do: 'posture', level: 'high' }, 'control.by'],
      [{ do: 'posture', level: 'high', by: 'Ada', minutes: 0 }, 'control.minutes'],
      [{ do: 'posture', level: 'high', by: 'Ada', minutes: 1e6 }, 'control.minutes'],
    ] as const) {
      assert.throws(
        () => guarded.order(control),
        (error) => error instanceof InputError && error.field === field,
      );
    }
    assert.deepEqual(guarded.layer.snapshot(), before);
  });
});

describe('decision: the table of postures', () => {
  const refuse = (table: unknown, why: RegExp): void =>
    assert.throws(() => parseConfig({ postures: JSON.stringify(table) }), why);

  it('names level and column of what is wrong', () => {
    refuse([], /postures: is an array/);
    refuse({ panic: {} }, /has the level the text "panic"; known: normal, elevated, high, lockdown/);
    refuse({ high: { limit: 0 } }, /high, limit: is 0; give a share of the limit from 0.5 to 1/);
    refuse({ high: { limit: '' } }, /high, limit: is the text ""/);
    refuse({ high: { confirm: 1.5 } }, /high, confirm: is 1.5; give a whole number of records from 1 to 1000/);
    refuse({ high: { freeze: 'no' } }, /high, freeze: .*true or false/);
    refuse({ high: { commands: 'none' } }, /high, commands: .*low, medium, high/);
    refuse({ high: { speed: 1 } }, /high, speed: is not known/);
    refuse({ high: 1 }, /high, limit: is 1; give an object/);
  });

  it('refuses a higher level that looks less closely', () => {
    refuse({ elevated: { limit: 0.9 } }, /high, limit: is laxer than at elevated/);
    refuse({ high: { confirm: 2 }, lockdown: { confirm: 3 } }, /lockdown, confirm: is laxer than at high/);
    refuse({ high: { freeze: false } }, /high, freeze: is laxer/);
    refuse({ normal: { log: true } }, /elevated, log: is laxer/);
  });

  it('takes the default for a level that it lacks', () => {
    const { postures } = parseConfig({ postures: '{"high":{"limit":0.95,"commands":"medium"}}' });
    assert.deepEqual([postures.high.commands, postures.high.freeze, postures.lockdown.confirm], ['medium', true, 2]);
  });
});
