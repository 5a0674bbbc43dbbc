import assert from 'node:assert/strict';
import { Alarm, type AlarmDelays } from '../../../lib/alarm/alarm';

const DELAYS: AlarmDelays = { confirm: 3, onDelay: 0, release: 4, offDelay: 0 };

/** Steps through a pattern, a second per character: x anomalous, s only just so, . normal. Returns the changes by position. */
function play(alarm: Alarm, pattern: string, from = 0): string[] {
  return [...pattern].flatMap((mark, i) => {
    const change = alarm.step((from + i) * 1000, mark !== '.', undefined, mark === 's' ? 'near' : undefined);
    return change === undefined ? [] : [`${change}@${i}`];
  });
}

describe('alarm', () => {
  it('is raised by enough anomalous records', () => {
    assert.deepEqual(play(new Alarm(DELAYS), 'xx.'), []);
    assert.deepEqual(play(new Alarm(DELAYS), 'xxx'), ['raised@2']);
  });

  it('takes twice as many records that are only just anomalous, unless one makes an alarm', () => {
    assert.deepEqual(play(new Alarm(DELAYS), 'sssss.'), []);
    assert.deepEqual(play(new Alarm(DELAYS), 'ssssss'), ['raised@5']);
    assert.deepEqual(play(new Alarm(DELAYS), 'sxsx'), ['raised@3']);
    assert.deepEqual(play(new Alarm({ ...DELAYS, confirm: 1 }), 's'), ['raised@0']);
    assert.deepEqual(play(new Alarm(DELAYS), 'ssss....ssss'), [], 'calm takes it back');
  });

  it('weighs the same after a restart', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'sss');
    const again = new Alarm(DELAYS, JSON.parse(JSON.stringify(alarm.snapshot())));
    for (const one of [alarm, again]) assert.deepEqual(play(one, 'sss', 3), ['raised@2']);
  });

  it('forgets scattered anomalies and forgives one normal record in between', () => {
    assert.deepEqual(play(new Alarm(DELAYS), 'x..x..x..x..'), []);
    assert.deepEqual(play(new Alarm(DELAYS), 'xx.xx'), ['raised@4']);
  });

  it('waits for the on-delay', () => {
    assert.deepEqual(play(new Alarm({ ...DELAYS, onDelay: 5000 }), 'xxxxxxx'), ['raised@5']);
  });

  it('clears after enough normal records in a row', () => {
    assert.deepEqual(play(new Alarm(DELAYS), 'xxx...x....'), ['raised@2', 'cleared@10']);
  });

  it('clears not before the off-delay is over', () => {
    assert.deepEqual(play(new Alarm({ ...DELAYS, offDelay: 6000 }), 'xxx.......'), ['raised@2', 'cleared@8']);
  });

  it('that comes back soon after it cleared waits twice as long each time', () => {
    const alarm = new Alarm(DELAYS);
    assert.deepEqual(play(alarm, 'xxxxxx.....'), ['raised@2', 'cleared@9']);
    assert.deepEqual(play(alarm, 'xxxxxx........', 11), ['raised@2', 'cleared@13']);
    assert.deepEqual(play(alarm, 'xxxxxx........x', 25), ['raised@2']);
    assert.deepEqual(play(alarm, '................', 40), ['cleared@15']);
  });

  it('that comes back after a long calm has its own delays again', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'xxxxxx.....xxxxxx........');
    play(alarm, '.'.repeat(100), 25);
    assert.deepEqual(play(alarm, 'xxx.....', 125), ['raised@2', 'cleared@6']);
    assert.equal(alarm.settled, false);
    play(alarm, '.'.repeat(100), 133);
    assert.equal(alarm.settled, true);
  });

  it('that has chattered is another one after a calm of ten times its release, however long it waited before', () => {
    const alarm = new Alarm(DELAYS);
    for (let k = 0; k < 4; k++) play(alarm, `xxxxxx${'.'.repeat(4 * 2 ** k + 10)}`, 100 * k);
    play(alarm, '.'.repeat(40), 400);
    assert.deepEqual(play(alarm, 'xxx.....', 440), ['raised@2', 'cleared@6']);
  });

  it('never waits for ever', () => {
    const alarm = new Alarm(DELAYS);
    for (let k = 0; k < 10; k++) play(alarm, `xxxxxx${'.'.repeat(4 * 2 ** Math.min(k, 5) + 10)}`, 500 * k);
    assert.deepEqual(play(alarm, `xxx${'.'.repeat(200)}`, 5000), ['raised@2', 'cleared@130']);
  });

  it('of hourly records does not stand for weeks because it chattered', () => {
    const alarm = new Alarm(DELAYS);
    const hours = (pattern: string, from: number): string[] =>
      [...pattern].flatMap((mark, i) => alarm.step((from + i) * 3_600_000, mark === 'x') ?? []);
    for (let k = 0; k < 6; k++) hours(`xxxxxx${'.'.repeat(40)}`, 46 * k);
    assert.deepEqual(hours(`xxx${'.'.repeat(23)}`, 276), ['raised']);
    assert.deepEqual(hours('..', 302), ['cleared']);
  });

  /** An alarm that has come and gone with no more than it needed, and a calm after it. */
  const fleeting = (calm = 20): Alarm => {
    const alarm = new Alarm(DELAYS);
    assert.deepEqual(play(alarm, `xxx....${'.'.repeat(calm)}`), ['raised@2', 'cleared@6']);
    return alarm;
  };

  it('that was over at once is not told again when it comes back like that, and is when it stays', () => {
    const alarm = fleeting();
    for (let k = 0; k < 20; k++) assert.deepEqual(play(alarm, `xxxx${'.'.repeat(60)}`, 100 + 64 * k), [], `${k}`);
    assert.equal(alarm.isDue(2_000_000), false);
    assert.deepEqual(play(alarm, 'xxxxxxxxxxxx', 2000), ['raised@5']);
  });

  it('that was fleeting, and came again and was it again, needs four times its records, and no more than that', () => {
    const alarm = fleeting();
    assert.deepEqual(play(alarm, `xxxxxxx${'.'.repeat(20)}`, 100), ['raised@5', 'cleared@14']);
    assert.deepEqual(play(alarm, `${'x'.repeat(13)}${'.'.repeat(40)}`, 200), ['raised@11', 'cleared@28']);
    assert.deepEqual(play(alarm, 'x'.repeat(13), 300), ['raised@11']);
  });

  it('that stayed for a while, or came long ago, makes the next one need no more than itself', () => {
    const stayed = new Alarm(DELAYS);
    play(stayed, `xxxxxx${'.'.repeat(24)}`);
    assert.deepEqual(play(stayed, 'xxx', 100), ['raised@2']);
    assert.deepEqual(play(fleeting(90), 'xxx', 100), ['raised@2']);
  });

  it('is told each time where each anomalous record is to be told', () => {
    const alarm = new Alarm({ ...DELAYS, confirm: 1 });
    const turn = `x${'.'.repeat(60)}`;
    for (let k = 0; k < 4; k++) assert.deepEqual(play(alarm, turn, 61 * k), [`raised@0`, 'cleared@4'], `${k}`);
  });

  it('that was fleeting and comes again in turns soon after each other is told as one that goes on, by the second', () => {
    const alarm = fleeting();
    const turn = `xxxx${'.'.repeat(30)}`;
    assert.deepEqual(play(alarm, turn, 100), []);
    assert.equal(alarm.isDue(134_000), false);
    assert.deepEqual(play(alarm, turn, 134), ['raised@2', 'cleared@11']);
    const told = [0, 1, 2, 3].map((k) => play(alarm, `xxxx${'.'.repeat(12)}`, 168 + 16 * k));
    assert.deepEqual(told, [[], [], [], ['raised@2']], 'fleeting twice: by the fourth');
    assert.deepEqual(play(alarm, turn.slice(0, 12).repeat(5), 232), [], 'and open as long as it goes on');
  });

  it('that was fleeting a day ago is another one, however few records there were since', () => {
    const alarm = fleeting(0);
    const halfHours = (pattern: string, from: number): string[] =>
      [...pattern].flatMap((mark, i) => alarm.step((from + i) * 1_800_000, mark === 'x') ?? []);
    assert.deepEqual(halfHours(`${'.'.repeat(43)}xxxx`, 1), []);
    assert.deepEqual(halfHours(`${'.'.repeat(50)}xxx`, 48), ['raised']);
  });

  it('that was open for long when an older version kept it was not fleeting', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'x'.repeat(50));
    const { followed: _followed, ...old } = JSON.parse(JSON.stringify(alarm.snapshot()));
    const copy = new Alarm(DELAYS, old);
    assert.deepEqual(play(copy, `....${'.'.repeat(20)}xxx`, 50), ['cleared@3', 'raised@26']);
  });

  it('that was fleeting is so after a restart as well', () => {
    const alarm = fleeting();
    play(alarm, 'xx', 100);
    const copy = new Alarm(DELAYS, JSON.parse(JSON.stringify(alarm.snapshot())));
    assert.deepEqual(play(copy, 'xxxx', 102), ['raised@3']);
  });

  it('stays known as returned until somebody acknowledges it', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'xxx');
    assert.equal(alarm.state, 'unacknowledged');
    play(alarm, '....', 3);
    assert.equal(alarm.state, 'returned unacknowledged');
    alarm.attention.acknowledge({ by: 'Ada', at: 1 });
    assert.equal(alarm.state, 'normal');
    alarm.attention.acknowledge({ by: 'Eve', at: 2 });
    assert.deepEqual(alarm.attention.acknowledgedBy, { by: 'Ada', at: 1 });
  });

  it('must be acknowledged again when it is raised again', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'xxxxxx');
    alarm.attention.acknowledge({ at: 0 });
    assert.equal(alarm.state, 'acknowledged');
    play(alarm, '....xxx', 6);
    assert.equal(alarm.state, 'unacknowledged');
  });

  it('is shelved until its time is over, also while nothing is anomalous', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'xxx');
    alarm.attention.shelve(8000);
    assert.equal(alarm.state, 'shelved');
    assert.deepEqual(play(alarm, '......', 3), ['cleared@3', 'expired@5']);
    assert.equal(alarm.attention.shelvedUntil, 0);
  });

  it('goes on from a snapshot as if nothing had happened', () => {
    const alarm = new Alarm(DELAYS);
    play(alarm, 'xxx..');
    const copy = new Alarm(DELAYS, JSON.parse(JSON.stringify(alarm.snapshot())));
    assert.deepEqual(play(copy, '..', 5), ['cleared@1']);
    assert.equal(copy.state, 'returned unacknowledged');
  });

  it('goes on when the clock is set back: it clears, raises and ends a shelf after the usual time', () => {
    const day = 86_400;
    const open = new Alarm({ ...DELAYS, offDelay: 3000 });
    play(open, 'xxx', day);
    assert.deepEqual(play(open, '.......'), ['cleared@3']);

    const slow = new Alarm({ ...DELAYS, onDelay: 5000 });
    play(slow, 'xx', day);
    assert.deepEqual(play(slow, 'xxxxxxx'), ['raised@3']);

    const shelved = new Alarm(DELAYS);
    play(shelved, 'xxx', day);
    const { onset } = shelved;
    shelved.attention.shelve((day + 2 + 5) * 1000);
    assert.deepEqual(play(new Alarm(DELAYS, shelved.snapshot()), 'xxxxxxxx'), ['expired@5']);
    play(shelved, 'x');
    assert.equal(shelved.onset, onset);
  });
});

describe('an alarm whose source has a clock that stands', () => {
  const delays = { ...DELAYS, onDelay: 6000, offDelay: 8000 };
  /** Steps through a pattern at the times that a source with such a clock tells. */
  const playAt = (alarm: Alarm, pattern: string, timeOf: (i: number) => number): string[] =>
    [...pattern].flatMap((mark, i) => {
      const change = alarm.step(timeOf(i), mark === 'x');
      return change === undefined ? [] : [`${change}@${i}`];
    });
  const pattern = `${'.'.repeat(30)}${'x'.repeat(20)}${'.'.repeat(30)}`;
  const usual = ['raised@36', 'cleared@57'];

  it('is raised and clears as it would with one that goes', () => {
    const clocks: Record<string, (i: number) => number> = {
      goes: (i) => 1000 * i,
      'stands from before it on': (i) => 1000 * Math.min(i, 20),
      'stands in the middle of it': (i) => 1000 * Math.min(i, 40),
      'stands for a while, and is put right': (i) => 1000 * (i < 40 || i >= 52 ? i : 40),
      'stands for a while, and goes on from there': (i) => 1000 * (i < 40 ? i : Math.max(40, i - 12)),
      'is set back by an hour, and stands': (i) => 1000 * (i < 40 ? i : -3600),
    };
    for (const [what, timeOf] of Object.entries(clocks)) {
      assert.deepEqual(playAt(new Alarm(delays), pattern, timeOf), usual, what);
    }
  });

  it('waits as long where the clock tells whole seconds of four records a second', () => {
    const long = [...pattern].map((mark) => mark.repeat(4)).join('');
    const [raised, cleared] = playAt(new Alarm(delays), long, (i) => 1000 * Math.floor(i / 4));
    assert.match(raised!, /^raised@14[3-7]$/);
    assert.match(cleared!, /^cleared@2(2[89]|3[0-5])$/);
  });

  it('clears after a restart as without one, and where an older version kept no pace of it', () => {
    const timeOf = (i: number): number => 1000 * Math.min(i, 20);
    const alarm = new Alarm(delays);
    playAt(alarm, pattern.slice(0, 53), timeOf);
    const { ages, pace, ...old } = JSON.parse(JSON.stringify(alarm.snapshot()));
    const rest = (of: Alarm): string[] => playAt(of, pattern.slice(53), (i) => timeOf(i + 53));
    assert.deepEqual(rest(new Alarm(delays, { ...old, ages, pace })), ['cleared@4']);
    assert.equal(new Alarm(delays, old).active, true);
  });
});

describe('the shelf of an alarm', () => {
  const delays = { confirm: 1, onDelay: 0, release: 1000, offDelay: 0 };

  it('goes by the clock on the wall: no time of a record ends or lengthens it', () => {
    const alarm = new Alarm(delays);
    alarm.step(1000, true, 50);
    alarm.attention.shelve(60_050);
    for (const time of [Date.UTC(2099, 0), 5, 10 ** 15]) {
      assert.equal(alarm.step(time, true, 1000), undefined);
      assert.equal(alarm.state, 'shelved');
    }
    assert.equal(alarm.step(6, true, 60_050), 'expired');
  });

  it('ends in silence, and in a snapshot that was kept over it', () => {
    const alarm = new Alarm(delays);
    alarm.step(1000, true, 50);
    alarm.attention.shelve(60_050);
    const copy = new Alarm(delays, alarm.snapshot());
    assert.equal(copy.attention.expire(60_049), false);
    assert.equal(copy.attention.expire(60_050), true);
    assert.equal(copy.attention.expire(60_051), false);
    assert.equal(copy.state, 'unacknowledged');
  });
});
