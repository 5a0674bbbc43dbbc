import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

const ORDERS: OrderName[] = ['set', 'status', 'shelve', 'out-of-service', 'in-service', 'unlatch', 'acknowledge'];

const off =
  (sizes: Readonly<Record<string, number>>): Disturbance =>
  (row) => {
    for (const [tag, size] of Object.entries(sizes)) row[tag]! += size;
  };

/** As OPC UA names it. */
const VALVE = 'ns=2;s=Valve';

class Guarded {
  readonly context: TestContext = testContext('plant');
  layer: Layer;
  readonly #plant = new Plant();

  constructor(private readonly raw: Record<string, unknown> = {}) {
    this.layer = createDecision(parseConfig(raw), this.context);
    this.live(600, false);
  }

  live(rows: number, anomaly: boolean, how?: Disturbance, more: Partial<TwinRecord> = {}): TwinRecord {
    const records = this.#plant.records(rows, anomaly, how);
    for (const record of records) this.layer.step(Object.assign(record, more));
    return records.at(-1)!;
  }

  order(control: string | Record<string, unknown>): Record<string, unknown> {
    return this.layer.order(parseOrder(control, ORDERS), undefined);
  }

  before(control: Record<string, unknown>): unknown {
    return this.layer.before!(parseOrder(control, ORDERS));
  }

  restart(raw: Record<string, unknown> = this.raw): void {
    const kept: unknown = JSON.parse(JSON.stringify(this.layer.snapshot()));
    this.layer = createDecision(parseConfig(raw), this.context, kept);
  }

  get events(): unknown[] {
    return this.context.sent.flatMap(({ output, event }) => (output === 'event' ? [event] : []));
  }
}

describe('decision: what alarms is set while it runs', () => {
  it('a least deviation and a way for one tag hold from the next record on, over a restart, and are taken back by what the order says', () => {
    const guarded = new Guarded({ least: 'temp >= 3' });
    const set = { do: 'set', tag: 'flow', least: 1, way: 'high', by: 'anna' };
    const back = guarded.before(set);
    assert.deepEqual(back, { tag: 'flow', least: 0, way: 'both' });
    const { least, ordered } = guarded.order(set) as never as { least: object; ordered: Record<string, object> };
    assert.deepEqual(least, { temp: { size: 3, way: 'both' }, flow: { size: 1, way: 'high' } });
    assert.deepEqual(
      { ...ordered['least'], at: 0 },
      {
        value: 'temp >= 3 both\nflow >= 1 high',
        by: 'anna',
        at: 0,
        dialog: 'temp >= 3 both',
      },
    );
    guarded.restart();
    assert.equal(guarded.live(60, true, off({ flow: 0.5 })).decision, undefined);
    assert.equal(guarded.live(60, true, off({ flow: -1.5 })).decision, undefined);
    guarded.order({ do: 'set', ...(back as object) });
    assert.notEqual(guarded.live(60, true, off({ flow: 0.5 })).decision, undefined);
  });

  it('a tag is set whatever it is called, and all else that was known is there after a restart', () => {
    const context = testContext('plant');
    let layer = createDecision(parseConfig({}), context);
    let time = 0;
    const live = (rows: number, anomaly: boolean): void => {
      for (let i = 0; i < rows; i++) {
        time += 1000;
        const values = { [VALVE]: Math.sin(time) + (anomaly ? 9 : 0), temp: Math.cos(time) };
        const judged = anomaly ? { anomaly, verdict: 'anomaly' as const } : { anomaly, verdict: 'normal' as const };
        layer.step({
          asset: 'plant',
          time,
          values,
          features: [VALVE, 'temp'],
          score: anomaly ? 9 : 0,
          threshold: 1,
          ...judged,
        });
      }
    };
    const order = (control: object) => layer.order(parseOrder(control, ORDERS), undefined);
    live(600, false);
    for (const holds of [
      { size: 2, way: 'high' },
      { size: 0, way: 'never' },
    ] as const) {
      const { least } = order({ do: 'set', tag: VALVE, least: holds.size, way: holds.way, by: 'Ada' });
      assert.deepEqual(least, { [VALVE]: holds });
    }
    live(20, true);
    assert.equal(order({ do: 'status' })['alarm'], 'normal');
    order({ do: 'set', tag: VALVE, least: 1, by: 'Ada' });
    live(20, true);
    layer = createDecision(parseConfig({}), context, JSON.parse(JSON.stringify(layer.snapshot())));
    const { alarm, least } = order({ do: 'status' });
    assert.deepEqual([alarm, least], ['unacknowledged', { [VALVE]: { size: 1, way: 'both' } }]);
    assert.equal(
      context.sent.some(({ event }) => event === 'state-ignored'),
      false,
    );
  });

  it('what was set and cannot be read is told and holds no more; the alarm and what is known stay', () => {
    const guarded = new Guarded();
    guarded.live(40, true, off({ flow: 1 }));
    const kept = JSON.parse(JSON.stringify(guarded.layer.snapshot())) as Record<string, unknown>;
    const config = { least: `${VALVE} never`, settling: 60, nobody: 1 };
    const layer = createDecision(parseConfig({}), guarded.context, {
      ...kept,
      ordered: { config, over: {}, given: {} },
    });
    const { alarm, settling, state } = layer.order(parseOrder('status', ORDERS), undefined);
    assert.deepEqual([state, alarm, settling], ['alarm', 'unacknowledged', 60]);
    const told = guarded.context.sent.find(({ event }) => event === 'setting-ended');
    assert.equal(told?.['text'], 'least, nobody: what was set by order cannot be read, so that the dialog holds again');
  });

  it('a thousand lines are as many as there may be, by order as well, and one more changes nothing', () => {
    const guarded = new Guarded({ least: Array.from({ length: 1000 }, (_, i) => `X${i} high`).join('\n') });
    assert.throws(() => guarded.order({ do: 'set', tag: 'flow', way: 'never' }), /least: has 1001 lines/);
    assert.deepEqual(guarded.order('status')['ordered'], {});
  });

  it('a mode with a comma in its name stands in quotation marks', () => {
    const guarded = new Guarded({ suppress: 'rinse, "clean, hot"' });
    guarded.live(40, true, off({ flow: 1 }), { mode: 'clean, hot' });
    assert.equal(guarded.order('status')['suppressed'], 'the mode is clean, hot');
  });

  it('a tag that is excluded does not alarm, whatever it does, and is not blamed for what others do', () => {
    const guarded = new Guarded();
    guarded.order({ do: 'set', tag: 'flow', way: 'never' });
    const broken: Disturbance = (row) => {
      row['flow'] = 40;
    };
    const silent = guarded.live(80, true, broken);
    assert.equal(silent.decision, undefined);
    assert.match(silent.masked!.why, /^flow is excluded$/);
    const beside = guarded.live(40, true, (row, i) => {
      broken(row, i);
      row['temp']! += 4;
    });
    assert.deepEqual(beside.decision?.tags, ['temp']);
    assert.doesNotMatch(JSON.stringify([beside.decision.sentence, beside.decision.evidence]), /flow/);
  });

  it('an alarm that is open when its tag is excluded clears', () => {
    const guarded = new Guarded();
    assert.notEqual(guarded.live(40, true, off({ flow: 1 })).decision, undefined);
    guarded.order({ do: 'set', tag: 'flow', way: 'never' });
    assert.equal(guarded.live(200, true, off({ flow: 1 })).decision, undefined);
  });

  it('what was set ends where the dialog says something else, which is told', () => {
    const guarded = new Guarded();
    guarded.order({ do: 'set', tag: 'flow', way: 'never' });
    guarded.order({ do: 'set', settling: 60 });
    guarded.restart({ least: 'temp >= 1' });
    const { least, settling } = guarded.order('status');
    assert.deepEqual([least, settling], [{ temp: { size: 1, way: 'both' } }, 60]);
    const told = guarded.context.sent.find(({ event }) => event === 'setting-ended');
    assert.match(String(told?.['text']), /^least: changed in the dialog/);
  });

  it('a settling time holds at once, and ends at once', () => {
    const guarded = new Guarded();
    guarded.live(20, false, undefined, { mode: 'a' });
    guarded.order({ do: 'set', settling: 3600 });
    guarded.live(2, false, undefined, { mode: 'a' });
    assert.match(guarded.live(30, true, off({ flow: 1 }), { mode: 'b' }).masked!.why, /mode has changed to b/);
    guarded.order({ do: 'set', settling: 0 });
    assert.notEqual(guarded.live(30, true, off({ flow: 1 }), { mode: 'b' }).decision, undefined);
  });

  for (const [control, wrong] of [
    [{ tag: 'nobody', way: 'never' }, /control\.tag: is the text "nobody"; name a tag of the asset; known: .*flow/],
    [{ tag: 'flow', least: -1 }, /control\.least/],
    [{ tag: 'flow', way: 'up' }, /control\.way: is the text "up"; give one of high, low, both, never/],
    [{ tag: 'flow', least: 2, settling: 60, latch: true }, /control\.settling: cannot be set for one tag/],
    [{ tag: 'flow', low: true }, /control\.low: cannot be set for one tag; give \{ tag, least, way \} alone/],
    [{ settling: -5 }, /settling/],
    [{ least: 'flow >=' }, /least/],
    [{ confirm: 5 }, /control\.confirm: cannot be set; settable: least, settling, suppress, latch/],
    [{}, /settable/],
  ] as const) {
    it(`refuses ${JSON.stringify(control)}, and changes nothing`, () => {
      const guarded = new Guarded();
      assert.throws(() => guarded.order({ do: 'set', ...control }), wrong);
      assert.deepEqual(guarded.order('status')['ordered'], {});
    });
  }
});

describe('decision: an alarm that is put aside', () => {
  const stateOf = (record: TwinRecord): string | undefined => (record.decision as Decision | undefined)?.alarm;

  it('is watched and not told out of service, also that the guard is blind', () => {
    const guarded = new Guarded();
    guarded.order({ do: 'out-of-service', note: 'pump is out', by: 'anna' });
    assert.equal(stateOf(guarded.live(40, true, off({ flow: 1 }))), 'out of service');
    assert.equal((guarded.order('status')['aside'] as { by: string }).by, 'anna');
    guarded.restart();
    assert.equal(guarded.order('in-service')['alarm'], 'unacknowledged');
    guarded.live(200, false);
    guarded.order('acknowledge');
    guarded.order('out-of-service');
    const blind = { why: 'late', arrived: 100, judged: 3, since: 1, clock: 1 } as const;
    assert.equal(stateOf(guarded.live(1, false, undefined, { comms: { blind } })), 'out of service');
  });

  it('who shelved it, until when and why is known again when it is back in service', () => {
    const guarded = new Guarded();
    guarded.order({ do: 'shelve', minutes: 600, by: 'Ada', note: 'pump work' });
    const { aside, shelvedUntil } = guarded.order('status');
    guarded.order({ do: 'out-of-service', by: 'Bob' });
    guarded.restart();
    assert.equal((guarded.order('status')['aside'] as { by: string }).by, 'Bob');
    const back = guarded.order({ do: 'in-service', by: 'Bob' });
    assert.deepEqual([back['alarm'], back['aside'], back['shelvedUntil']], ['shelved', aside, shelvedUntil]);
  });

  it('says nothing in the modes that are set, by design, and does so after them', () => {
    const guarded = new Guarded({ suppress: 'cleaning, start-up' });
    assert.equal(stateOf(guarded.live(40, true, off({ flow: 1 }), { mode: 'cleaning' })), 'suppressed by design');
    assert.equal(stateOf(guarded.live(5, true, off({ flow: 1 }), { mode: 'running' })), 'unacknowledged');
    const told = guarded.events.filter((event) => String(event).startsWith('alarm-'));
    assert.deepEqual(told, ['alarm-suppressed', 'alarm-raised', 'alarm-unsuppressed']);
  });

  it('is shelved until it is over', () => {
    const guarded = new Guarded();
    assert.throws(() => guarded.order({ do: 'shelve', once: true }), /needs an alarm that is open/);
    guarded.live(40, true, off({ flow: 1 }));
    assert.equal(guarded.order({ do: 'shelve', once: true })['alarm'], 'shelved');
    guarded.live(200, false);
    assert.equal(guarded.order('status')['alarm'], 'normal');
  });

  it('latches when that is set, until it is unlatched', () => {
    const guarded = new Guarded({ latch: true });
    guarded.live(40, true, off({ flow: 1 }));
    assert.throws(() => guarded.order('unlatch'), /still there/);
    guarded.order('acknowledge');
    guarded.live(200, false);
    const { alarm, last } = guarded.order('status') as { alarm: string; last: Decision };
    assert.deepEqual([alarm, last.tags], ['latched acknowledged', ['flow']]);
    assert.equal(guarded.order('unlatch')['alarm'], 'normal');
    assert.throws(() => guarded.order('unlatch'), /nothing is latched/);
  });
});

describe('decision: the tag that was out first', () => {
  it('is named, though another one is further away by now', () => {
    const guarded = new Guarded();
    guarded.live(6, false, off({ flow: 0.4 }));
    const { decision } = guarded.live(20, true, off({ flow: 0.4, temp: 20 }));
    assert.equal(decision?.tags[0], 'temp');
    assert.equal(decision.firstOut, 'flow');
  });
});
