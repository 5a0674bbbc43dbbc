import assert from 'node:assert/strict';
import { Alarm, type AlarmDelays } from '../../../lib/alarm/alarm';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { Plant } from './plant';

const DELAYS: AlarmDelays = { confirm: 3, onDelay: 0, release: 10, offDelay: 0 };

/** Steps an alarm through so many records, a second each, of which some are rare. @returns where it was raised */
function live(alarm: Alarm, records: number, isRare: (row: number) => boolean, from = 0): number[] {
  const raised: number[] = [];
  for (let row = from; row < from + records; row++) {
    const rare = isRare(row);
    if (!rare && alarm.settled) alarm.skip(row * 1000);
    else if (alarm.step(row * 1000, rare, undefined, rare ? 'far' : undefined) === 'raised') raised.push(row);
  }
  return raised;
}

/** Rare records by themselves, at random, one in so many. */
function usual(every: number, seed: number): (row: number) => boolean {
  const random = createRandom(seed);
  return () => random.next() < 1 / every;
}

describe('trouble that comes and goes', () => {
  for (const apart of [5, 12, 40]) {
    it(`is an alarm when rare records come every ${apart} records, none in a row`, () => {
      const alarm = new Alarm(DELAYS);
      const own = usual(1000, apart);
      assert.deepEqual(live(alarm, 4000, own), []);
      const raised = live(alarm, 8 * apart, (row) => row % apart === 0, 4000);
      assert.ok(raised.length > 0 && raised[0]! < 4000 + 6 * apart, String(raised));
    });
  }

  it('is one alarm for as long as it goes on, and over when it stays away', () => {
    const alarm = new Alarm(DELAYS);
    live(alarm, 4000, () => false);
    const raised = live(alarm, 2000, (row) => row % 25 === 0, 4000);
    assert.deepEqual([raised.length, alarm.active], [1, true]);
    live(alarm, 60, () => false, 6000);
    assert.equal(alarm.active, false);
  });

  for (const every of [80, 200, 500]) {
    it(`is none where a plant has one rare record in ${every} anyway`, () => {
      const seeds = [1, 2, 3, 4];
      const raised = seeds.flatMap((seed) => live(new Alarm(DELAYS), 50_000, usual(every, seed)));
      assert.ok(raised.length <= 1, String(raised));
    });
  }

  it('is none for two neighbours, for one record, and where little is known of the plant', () => {
    const alarm = new Alarm(DELAYS);
    live(alarm, 4000, () => false);
    assert.deepEqual(
      live(alarm, 100, (row) => row === 4010 || row === 4011 || row === 4080, 4000),
      [],
    );
    assert.deepEqual(
      live(new Alarm(DELAYS), 200, (row) => row % 20 === 0),
      [],
    );
  });

  it('takes as many records as an alarm takes in a row', () => {
    const raisedAt = (confirm: number): number => {
      const alarm = new Alarm({ ...DELAYS, confirm });
      live(alarm, 4000, () => false);
      return live(alarm, 800, (row) => row % 20 === 0, 4000)[0]!;
    };
    assert.deepEqual([raisedAt(3), raisedAt(5), raisedAt(12)], [4040, 4080, 4220]);
  });

  it('records that nobody judged tell nothing of how rare they are', () => {
    const alarm = new Alarm(DELAYS);
    live(alarm, 100, () => false);
    alarm.skip(5_000_000, 10_000, false);
    const raised = live(alarm, 200, (row) => row % 20 === 0, 5001);
    assert.deepEqual(raised, []);
  });

  it('lasts as long as the on-delay says before it is an alarm', () => {
    const raisedAt = (onDelay: number): number => {
      const alarm = new Alarm({ ...DELAYS, onDelay });
      live(alarm, 4000, () => false);
      return live(alarm, 400, (row) => row % 20 === 0, 4000)[0]!;
    };
    assert.ok(raisedAt(0) < 4060, String(raisedAt(0)));
    assert.equal(raisedAt(75_000), 4080);
  });

  it('goes on the same after a restart, and what an older version kept is read', () => {
    const whole = new Alarm(DELAYS);
    const rare = (row: number): boolean => row > 4000 && row % 20 === 0;
    live(whole, 4030, rare);
    const kept = JSON.parse(JSON.stringify(whole.snapshot()));
    assert.deepEqual(live(new Alarm(DELAYS, kept), 100, rare, 4030), live(whole, 100, rare, 4030));
    const { run: _, ...older } = kept;
    const alarm = new Alarm(DELAYS, older);
    assert.deepEqual(live(alarm, 60, rare, 4030), []);
  });
});

/** A plant whose measured flow now and then is far off for one record. */
function decided(language: string): TwinRecord {
  const layer = createDecision(parseConfig({ charts: false, language }), testContext('plant'));
  const plant = new Plant();
  for (const record of plant.records(2000)) layer.step(record);
  for (let row = 0; row < 400; row++) {
    const rare = row % 20 === 0;
    const record = plant.record(rare, (values) => {
      if (rare) values['flow']! += 3;
    });
    if (rare) Object.assign(record, { rarity: 100, score: 40, threshold: 2 });
    layer.step(record);
    if (record.decision !== undefined) return record;
  }
  throw new Error('no alarm');
}

describe('decision: trouble that comes and goes', () => {
  it('says of the alarm that such records came closer together than chance explains', () => {
    const said = 'records of which none like was ever seen came within';
    assert.match(decided('en').decision!.evidence.join(' '), new RegExp(`[3-6] ${said} [2-9]0: closer together`));
  });

  it('says so in German', () => {
    assert.match(decided('de').decision!.evidence.join(' '), /Datensätze, wie es nie welche gab, kamen innerhalb von/);
  });
});
