import assert from 'node:assert/strict';
import { Alarm, type AlarmDelays } from '../../../../lib/alarm/alarm';
import { createRandom } from '../../../../lib/math/random';
import { FLAG } from '../../../../lib/page/history/messages';
import { Near, type NearLog, packNear, unpackNear } from '../../../../lib/page/history/near';
import { replay } from '../../../../lib/page/history/replay';
import type { Rules } from '../../../../lib/page/history/rules';

const DELAYS: AlarmDelays = { confirm: 3, onDelay: 0, release: 5, offDelay: 0 };
const PERIOD = 1000;
const ROWS = 60_000;

/** One stop: the one in force. */
const rules: Rules = {
  delays: DELAYS,
  needed: 1,
  among: 1,
  typical: 1,
  limit: 10,
  present: 1,
  limits: [10],
  calm: [8],
  allowed: '{}',
};

/** What a plant may do to an alarm, record by record, with stretches of each. */
type Doing = 'calm' | 'anomalous' | 'unseen' | 'slight' | 'near' | 'away' | 'blind' | 'charted' | 'mixed';
const DOING: readonly Doing[] = [
  'calm',
  'calm',
  'anomalous',
  'unseen',
  'slight',
  'near',
  'away',
  'blind',
  'charted',
  'mixed',
  'mixed',
];

interface Lived {
  readonly alarms: { from: number; to: number }[];
  readonly logs: NearLog[];
  /** Most that an alarm waited for its chattering; of those that are over. */
  readonly longest: number;
}

/** An alarm as the decision steps it, and the log that the history keeps of it. */
function lived(seed: number): Lived {
  const random = createRandom(seed);
  const alarm = new Alarm(DELAYS);
  const near = new Near();
  near.rules = rules;
  const alarms: { from: number; to: number }[] = [];
  const logs: NearLog[] = [];
  let [time, left, doing] = [0, 0, 'calm' as Doing];
  for (let row = 0; row < ROWS; row++) {
    if (left-- <= 0) {
      doing = DOING[Math.floor(random.next() * DOING.length)]!;
      left = Math.floor((doing === 'calm' ? 200 : 20) * random.next());
    }
    // A pause now and then.
    time += random.next() < 0.001 ? 40 * PERIOD : PERIOD;
    const now = doing === 'mixed' ? DOING[Math.floor(random.next() * 7)]! : doing;
    const away = now === 'away' || (alarm.active && random.next() < 0.05);
    const above = now === 'anomalous' || now === 'unseen' || now === 'slight';
    const counts = above || now === 'charted';
    const blind = now === 'blind';
    const score = now === 'anomalous' || now === 'unseen' ? 12 : now === 'slight' ? 10.5 : now === 'near' ? 9 : 2;
    let flags = (above ? FLAG.anomaly : 0) | (now === 'charted' ? FLAG.chart : 0);
    flags |= (blind ? FLAG.fault : 0) | (now === 'unseen' ? FLAG.unseen : 0);
    if (alarm.active && away) flags |= FLAG.away;
    if (counts || !(alarm.settled || blind)) {
      const distance = now === 'near' || now === 'slight' ? 'near' : now === 'unseen' ? 'far' : undefined;
      const change = alarm.step(time, counts, undefined, distance, alarm.active && away);
      if (change === 'raised') alarms.push({ from: alarm.onset, to: Number.POSITIVE_INFINITY });
      else if (change === 'cleared') alarms.at(-1)!.to = time;
    } else alarm.skip(time, 1, !blind);
    near.add(time, flags, score, 10, Number.NaN);
    if (row % 5000 === 4999) {
      const log = near.take()!;
      logs.push(unpackNear(log.end, log.after, packNear(log)));
    }
  }
  const spans = alarms.map(({ from, to }) => to - from).filter(Number.isFinite);
  return { alarms, logs, longest: Math.max(...spans) };
}

describe('what an alarm did, from the log that is kept of it', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    it(`is what it did: come, near, away, blind, clear and chatter: seed ${seed}`, () => {
      const { alarms, logs, longest } = lived(seed);
      assert.ok(alarms.length > 100 && longest > 20 * DELAYS.release * PERIOD, `${alarms.length} ${longest}`);
      const told = replay(logs, [{ at: 0, rules }], 'present');
      assert.deepEqual(
        told.map(({ from, to }) => [from, Math.round(to)]),
        alarms.map(({ from, to }) => [from, Number.isFinite(to) ? to : logs.at(-1)!.end]),
      );
    });

    it(`goes on from there where it is asked about a later time only: seed ${seed}`, () => {
      const { alarms, logs } = lived(seed);
      const middle = (ROWS * PERIOD) / 2;
      const told = replay(logs, [{ at: 0, rules }], 'present', middle);
      const later = alarms.filter(({ from }) => from >= middle);
      assert.deepEqual(
        told.map(({ from }) => from),
        later.map(({ from }) => from),
      );
      // With a limit that nothing reaches: what a chart finds, and the end of what was there before.
      for (const { from } of replay(logs, [{ at: 0, rules }], 'charts', middle)) assert.ok(from >= middle);
    });
  }

  it('is what it did where the clock of the source stands, and goes on: as long as records come, time passes', () => {
    const waiting: AlarmDelays = { ...DELAYS, onDelay: 6000, offDelay: 20_000 };
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const random = createRandom(seed);
      const alarm = new Alarm(waiting);
      const near = new Near();
      const waits = { ...rules, delays: waiting };
      near.rules = waits;
      const raised: number[] = [];
      let cleared = 0;
      let [time, left, stands, anomalous] = [0, 0, false, false];
      for (let row = 0; row < 20_000; row++) {
        if (left-- <= 0) {
          left = 40 + Math.floor(200 * random.next());
          stands = random.next() < 0.4;
        }
        if (random.next() < (anomalous ? 0.1 : 0.015)) anomalous = !anomalous;
        if (!stands) time += PERIOD;
        const change = anomalous || !alarm.settled ? alarm.step(time, anomalous) : alarm.skip(time);
        if (change === 'raised') raised.push(alarm.onset);
        if (change === 'cleared') cleared++;
        near.add(time, anomalous ? FLAG.anomaly : 0, anomalous ? 12 : 2, 10, Number.NaN);
      }
      const told = replay([near.take()!], [{ at: 0, rules: waits }], 'present');
      assert.ok(cleared > 15, `${cleared}`);
      assert.deepEqual(
        told.map(({ from }) => from),
        raised,
      );
    }
  });
});
