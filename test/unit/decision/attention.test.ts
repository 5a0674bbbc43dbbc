import assert from 'node:assert/strict';
import { Alarm, type AlarmDelays } from '../../../lib/alarm/alarm';
import { Attention } from '../../../lib/alarm/attention';

const DELAYS: AlarmDelays = { confirm: 1, onDelay: 0, release: 1, offDelay: 0 };

/** What happens to an alarm, a word each. */
const HAPPENS: Readonly<Record<string, (alarm: Alarm, at: number) => unknown>> = {
  // For a while: one that is over at once is told once.
  raised: (alarm, at) => {
    for (let i = 0; i < 4; i++) alarm.step(at + i, true);
  },
  // It may have chattered, and then takes longer.
  cleared: (alarm, at) => {
    for (let i = 0; i < 40 && alarm.active; i++) alarm.step(at + i, false);
  },
  acknowledge: ({ attention }) => attention.acknowledge({ at: 0 }),
  unlatch: ({ attention }) => attention.unlatch(),
  shelve: ({ attention }, at) => attention.shelve(at + 1e9),
  once: ({ attention }, at) => attention.shelve(at + 1e9, true),
  unshelve: ({ attention }) => attention.unshelve(),
  out: ({ attention }, at) => attention.takeOut({ at }),
  back: ({ attention }) => attention.putBack(),
  suppress: ({ attention }) => attention.suppress('the mode is cleaning'),
  unsuppress: ({ attention }) => attention.suppress(undefined),
};

function stateAfter(story: string, latches = false): string {
  let alarm = new Alarm(DELAYS);
  alarm.attention.latches = latches;
  for (const [i, word] of story.split(' ').entries()) {
    HAPPENS[word]!(alarm, 1000 * (i + 1));
    // A restart at any moment changes nothing.
    const state = alarm.state;
    alarm = new Alarm(DELAYS, JSON.parse(JSON.stringify(alarm.snapshot())));
    alarm.attention.latches = latches;
    assert.equal(alarm.state, state, `${story}: ${word}`);
  }
  return alarm.state;
}

describe('what people make of an alarm, after ISA-18.2', () => {
  for (const [story, state] of [
    ['raised', 'unacknowledged'],
    ['raised acknowledge', 'acknowledged'],
    ['raised cleared', 'returned unacknowledged'],
    ['raised cleared acknowledge', 'normal'],
    ['raised acknowledge cleared', 'normal'],
    ['raised acknowledge cleared raised', 'unacknowledged'],
    ['raised shelve', 'shelved'],
    ['shelve raised', 'shelved'],
    ['raised shelve unshelve', 'unacknowledged'],
    ['raised acknowledge shelve unshelve', 'acknowledged'],
    ['shelve raised unshelve', 'unacknowledged'],
    ['shelve raised cleared', 'shelved'],
    ['shelve raised cleared unshelve', 'normal'],
    ['raised once', 'shelved'],
    ['raised once cleared', 'normal'],
    ['raised once cleared raised', 'unacknowledged'],
    ['raised once unshelve', 'unacknowledged'],
    ['out', 'out of service'],
    ['out raised', 'out of service'],
    ['out raised acknowledge', 'out of service'],
    ['out raised back', 'unacknowledged'],
    ['out raised cleared back', 'normal'],
    ['raised out shelve unshelve', 'out of service'],
    ['raised shelve out back', 'shelved'],
    ['suppress raised', 'suppressed by design'],
    ['suppress raised unsuppress', 'unacknowledged'],
    ['suppress raised cleared unsuppress', 'normal'],
    ['suppress out unsuppress', 'out of service'],
    ['suppress out back', 'suppressed by design'],
  ] as const) {
    it(`${story}: ${state}`, () => assert.equal(stateAfter(story), state));
  }

  for (const [story, state] of [
    ['raised cleared', 'latched unacknowledged'],
    ['raised acknowledge cleared', 'latched acknowledged'],
    ['raised cleared acknowledge', 'latched acknowledged'],
    ['raised cleared acknowledge unlatch', 'normal'],
    ['raised cleared unlatch', 'returned unacknowledged'],
    ['raised cleared unlatch acknowledge', 'normal'],
    ['raised cleared raised', 'unacknowledged'],
    ['raised unlatch cleared', 'latched unacknowledged'],
    ['out raised cleared back', 'normal'],
  ] as const) {
    it(`one that latches: ${story}: ${state}`, () => assert.equal(stateAfter(story, true), state));
  }

  it('tells who has put it aside and why, until it is back', () => {
    const attention = new Attention();
    attention.shelve(5000, false, { at: 1, by: 'anna', note: 'sensor is cleaned' });
    assert.deepEqual(attention.report(), {
      shelvedUntil: 5000,
      aside: { at: 1, by: 'anna', note: 'sensor is cleaned' },
    });
    attention.takeOut({ at: 2, by: 'carl' });
    attention.unshelve();
    assert.deepEqual(attention.report(), { aside: { at: 2, by: 'carl' } });
    attention.putBack();
    assert.deepEqual(attention.report(), {});
  });

  it('what is no state is refused', () => {
    assert.throws(() => new Attention({ acknowledged: 1 as never, shelvedUntil: 0 }), /not whole/);
    assert.throws(() => new Attention({ acknowledged: true, shelvedUntil: null as never }), /not whole/);
  });
});
