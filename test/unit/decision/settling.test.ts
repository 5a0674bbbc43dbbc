import assert from 'node:assert/strict';
import type { Layer } from '../../../lib/layer/layer';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { type Disturbance, Plant } from './plant';

/** How a start-up looks: level and flow are elsewhere than their twin tells, at the same moment. */
const unsettled: Disturbance = (row) => {
  row['flow']! += 1;
  row['level']! += 0.5;
};

/** A guarded plant, a record a second, and what is done to its records on the way. */
class Guarded {
  readonly context: TestContext = testContext('plant');
  layer: Layer;
  readonly plant = new Plant();

  constructor(private readonly settling: number) {
    this.layer = createDecision(parseConfig({ settling }), this.context);
    this.run(600, 'run');
  }

  restart(): void {
    const saved = JSON.parse(JSON.stringify(this.layer.snapshot()));
    this.layer = createDecision(parseConfig({ settling: this.settling }), this.context, saved);
  }

  run(rows: number, mode: string, how?: Disturbance, change?: (record: TwinRecord, i: number) => void): TwinRecord[] {
    const records = this.plant.records(rows, how !== undefined, how);
    for (const [i, record] of records.entries()) {
      record.mode = mode;
      change?.(record, i);
      this.layer.step(record);
    }
    return records;
  }
}

const alarmed = (records: readonly TwinRecord[]): number => records.filter(({ decision }) => decision).length;

describe('decision: a plant settles after a start and a change of mode', () => {
  it('a change of mode raises no alarm for the time that is set, and without the setting it does', () => {
    assert.ok(alarmed(new Guarded(0).run(50, 'start', unsettled)) > 0);
    const guarded = new Guarded(200);
    const records = guarded.run(50, 'start', unsettled);
    assert.equal(alarmed(records), 0);
    // The control charts take a while to come back.
    assert.equal(alarmed(guarded.run(300, 'start')), 0);
  });

  it('says so on every record, in the status, and afterwards how much it was', () => {
    const guarded = new Guarded(60);
    const records = guarded.run(50, 'start', unsettled);
    for (const { masked } of records) assert.match(masked!.why, /^the mode has changed to start$/);
    assert.equal(records[0]!.masked!.until, records[0]!.time + 60_000);
    const { state, values } = guarded.layer.status();
    assert.deepEqual([state, values!['why']], ['masked', 'the mode has changed to start']);
    const after = guarded.run(200, 'start');
    assert.equal(after.at(-1)!.masked, undefined);
    assert.equal(guarded.layer.status().state, 'watching');
    const ended = guarded.context.sent.filter(({ event }) => event === 'mask-ended');
    assert.equal(ended.length, 1);
    assert.match(String(ended[0]!['text']), /^the mode has changed to start: \d+ anomalous records raised no alarm/);
  });

  it('what is wrong still when it ends alarms then', () => {
    const guarded = new Guarded(60);
    const records = guarded.run(80, 'start', unsettled);
    const first = records.find(({ decision }) => decision !== undefined)!;
    assert.ok(first.time >= records[0]!.time + 60_000);
    assert.ok(first.time < records[0]!.time + 65_000);
  });

  it('further changes make it no longer, and cannot keep it in force', () => {
    const guarded = new Guarded(60);
    const records: TwinRecord[] = [];
    for (let i = 0; i < 40; i++) records.push(...guarded.run(10, i % 2 === 0 ? 'start' : 'run', unsettled));
    const start = records[0]!.time;
    const masked = records.filter((record) => record.masked !== undefined);
    assert.ok(alarmed(records) > 0);
    assert.ok(masked.every(({ time }) => (time - start) % 120_000 < 60_000));
  });

  it('the first records after a pause, and after a blindness, settle as well', () => {
    const paused = new Guarded(60).run(50, 'run', unsettled, (record, i) => {
      if (i === 0) record.comms!.gap = 40;
    });
    assert.equal(alarmed(paused), 0);
    assert.match(paused[0]!.masked!.why, /^records are back after a pause$/);
    const lost = new Guarded(60).run(50, 'run', unsettled, (record, i) => {
      if (i === 0) record.comms!.gap = 1;
    });
    assert.ok(alarmed(lost) > 0);
    const guarded = new Guarded(60);
    guarded.run(5, 'run', undefined, (record) => {
      record.comms!.blind = { why: 'late', arrived: 100, judged: 1, since: 0 };
    });
    const seeing = guarded.run(50, 'run', unsettled);
    assert.equal(alarmed(seeing), 0);
    assert.match(seeing[0]!.masked!.why, /^the guard sees again$/);
  });

  it('an attack on the messages alarms all the same', () => {
    for (const attack of [
      (record: TwinRecord): void => {
        record.comms!.unknownSource = true;
      },
      (record: TwinRecord): void => {
        record.derived!['~interval'] = record.time % 2000 === 0 ? 1400 : 1100;
      },
    ]) {
      const records = new Guarded(600).run(50, 'start', unsettled, attack);
      assert.equal(records.at(-1)!.decision?.kind, 'cyber-attack');
    }
  });

  it('an open alarm stays', () => {
    const guarded = new Guarded(60);
    assert.ok(alarmed(guarded.run(20, 'run', unsettled)) > 0);
    assert.equal(alarmed(guarded.run(50, 'stop', unsettled)), 50);
  });

  it('a clock that is set back ends it', () => {
    const guarded = new Guarded(60);
    guarded.run(5, 'start', unsettled);
    const back = guarded.run(30, 'start', unsettled, (record) => {
      record.time -= 500_000;
    });
    assert.ok(alarmed(back) > 0);
    assert.equal(back[0]!.masked, undefined);
  });

  it('goes on over a restart, no longer than without one', () => {
    const guarded = new Guarded(60);
    const [first] = guarded.run(30, 'start', unsettled);
    guarded.restart();
    assert.equal(alarmed(guarded.run(25, 'start', unsettled)), 0);
    assert.ok(alarmed(guarded.run(20, 'start', unsettled)) > 0);
    assert.ok(first!.masked!.until! < guarded.plant.record().time);
  });
});

describe('decision: a mode that the detector does not judge', () => {
  const off = (record: TwinRecord): void => {
    record.masked = { why: 'mode "cleaning" is off: it is not judged', off: true };
    record.verdict = 'learning';
    delete record.anomaly;
    delete record.score;
  };

  it('raises no alarm, teaches nothing, and says why', () => {
    const guarded = new Guarded(0);
    const records = guarded.run(200, 'cleaning', unsettled, off);
    assert.equal(alarmed(records), 0);
    assert.equal(records.at(-1)!.masked!.why, 'mode "cleaning" is off: it is not judged');
    assert.deepEqual(guarded.layer.status(), {
      state: 'masked',
      values: { why: 'mode "cleaning" is off: it is not judged' },
    });
    assert.equal(alarmed(guarded.run(100, 'run')), 0);
    assert.equal(guarded.layer.status().state, 'watching');
    assert.ok(alarmed(guarded.run(50, 'run', unsettled)) > 0, 'what came meanwhile is not usual');
  });

  it('keeps an alarm that is open', () => {
    const guarded = new Guarded(0);
    guarded.run(50, 'run', unsettled);
    assert.equal(guarded.layer.status().state, 'alarm');
    const records = guarded.run(500, 'cleaning', undefined, off);
    assert.equal(alarmed(records), 500);
    guarded.run(300, 'run');
    assert.equal(guarded.layer.status().state, 'watching');
  });
});
