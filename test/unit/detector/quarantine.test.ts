import assert from 'node:assert/strict';
import { Quarantine } from '../../../lib/detector/learning/quarantine';
import type { WaitingRow } from '../../../lib/detector/learning/waiting-rows';
import { Strangeness } from '../../../lib/guarded/strangeness';

const row = (t: number): WaitingRow => ({
  features: ['a'],
  row: Float64Array.from([t]),
  time: 1000 * t,
  follows: t % 7 !== 0,
});

describe('rows that wait to be learned from', () => {
  it('follow each other after a restart as they did before, the first one of them, too', () => {
    const whole = new Quarantine(10);
    let parted = new Quarantine(10);
    for (let t = 1; t < 60; t++) {
      const kept = JSON.stringify([parted.snapshot(), parted.follows]);
      parted = new Quarantine(10, ...(JSON.parse(kept, (_, value) => value ?? undefined) as [undefined, boolean]));
      assert.deepEqual(parted.add(row(t))?.follows, whole.add(row(t))?.follows, `${t}`);
    }
  });

  it('are kept out by a stretch of strange ones that began before a restart', () => {
    const strange = new Strangeness();
    for (let k = 0; k < 6; k++) assert.equal(strange.lasts(5, 1), false);
    assert.equal(new Strangeness(strange.run).lasts(5, 1), true);
    assert.equal(new Strangeness().lasts(5, 1), false);
  });
});
