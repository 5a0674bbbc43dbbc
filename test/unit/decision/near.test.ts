import assert from 'node:assert/strict';
import { Alarm } from '../../../lib/alarm/alarm';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { Plant } from './plant';

/** What becomes of an alarm while the scores after it have these rarities, one after the other. */
function whileAt(rarities: readonly (number | undefined)[], raw: Record<string, unknown> = {}): TwinRecord[] {
  const layer = createDecision(parseConfig({ charts: false, offDelay: 0, ...raw }), testContext('plant'));
  const plant = new Plant();
  const disturbed = (row: Record<string, number>): void => {
    row['flow']! += 0.5;
  };
  for (const record of [...plant.records(300), ...plant.records(20, true, disturbed)]) layer.step(record);
  return rarities.map((rarity) => {
    const record = { ...plant.record(), ...(rarity !== undefined && { rarity }) };
    layer.step(record);
    return record;
  });
}

const open = (records: readonly TwinRecord[]): number => records.filter(({ decision }) => decision).length;
const rows = (count: number, rarity?: number): (number | undefined)[] => new Array(count).fill(rarity);

describe('decision: near the limit is no calm', () => {
  it('an alarm stands while the score stays near the limit, and clears when it is far from it', () => {
    assert.equal(open(whileAt(rows(200, 48))), 200);
    assert.equal(whileAt([...rows(200, 48), ...rows(10, 20)]).at(-1)!.decision, undefined);
    assert.equal(open(whileAt(rows(50, 20))), 9);
  });

  it('near records are passed over: between calm ones they neither count nor begin the calm anew', () => {
    const records = whileAt([...rows(5, 10), ...rows(7, 48), ...rows(5, 10)]);
    assert.equal(records.at(-2)!.decision !== undefined, true);
    assert.equal(records.at(-1)!.decision, undefined);
  });

  it('the setting says where calm begins; at 50 whatever is normal is calm', () => {
    assert.equal(open(whileAt(rows(50, 48), { clearBelow: 50 })), 9);
    assert.equal(open(whileAt(rows(50, 30), { clearBelow: 25 })), 50);
  });

  it('a score whose rarity is not known is calm when it is normal', () => {
    assert.equal(open(whileAt(rows(50))), 9);
  });

  it('a record near the limit raises nothing by itself', () => {
    const layer = createDecision(parseConfig({ charts: false }), testContext('plant'));
    const plant = new Plant();
    for (const record of plant.records(300)) layer.step(record);
    const records = plant.records(50).map((record) => ({ ...record, rarity: 49 }));
    for (const record of records) layer.step(record);
    assert.equal(open(records), 0);
  });

  it('a score that is only just beyond the limit takes twice as many records', () => {
    const raisedAfter = (score: number): number => {
      const layer = createDecision(parseConfig({ charts: false }), testContext('plant'));
      const plant = new Plant();
      for (const record of plant.records(300)) layer.step(record);
      const records = plant.records(12).map((record) => ({ ...record, anomaly: true, score, threshold: 1 }));
      for (const record of records) layer.step(record);
      return 1 + records.findIndex((record: TwinRecord) => record.decision !== undefined);
    };
    assert.deepEqual([1.05, 1.2, 4].map(raisedAfter), [6, 3, 3]);
  });

  it('an alarm is not looked at anew for records that are merely near, and goes on the same after a restart', () => {
    const delays = { confirm: 1, onDelay: 0, release: 3, offDelay: 0 };
    const alarm = new Alarm(delays);
    alarm.step(0, true);
    for (let second = 1; second <= 5; second++) alarm.step(second * 1000, false, undefined, 'near');
    assert.deepEqual([alarm.active, alarm.quiet], [true, 5]);
    const again = new Alarm(delays, JSON.parse(JSON.stringify(alarm.snapshot())));
    for (const one of [alarm, again]) {
      const changes = [6, 7, 8].map((second) => one.step(second * 1000, false));
      assert.deepEqual(changes, [undefined, undefined, 'cleared']);
    }
  });

  it('the setting is from 1 to 50', () => {
    assert.throws(() => parseConfig({ clearBelow: 60 }), /^ConfigError: clearBelow: .*from 1 to 50/);
  });
});
