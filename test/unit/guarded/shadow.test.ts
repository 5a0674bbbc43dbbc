import assert from 'node:assert/strict';
import { Shadow } from '../../../lib/guarded/shadow';

/** A model that says 1 of what is normal, and may say up to 2 of it. */
const said = (score: number) => ({ score, highest: 2 });
const CALM = said(1);
const ABOVE = said(3);
const STRANGE = said(9);

describe('guarded learning: a model beside the one in force', () => {
  it('is through after so many records in which both say the same, alarms and all', () => {
    const shadow = new Shadow(100);
    for (let t = 0; t < 99; t++) {
      const both = t % 20 === 7 ? ABOVE : CALM;
      assert.equal(shadow.meet(both, both, true), undefined);
      assert.equal(shadow.done, false);
    }
    shadow.meet(CALM, CALM, true);
    assert.deepEqual([shadow.done, shadow.counts], [true, { done: 100, alone: 0, strange: 0, silent: 0 }]);
  });

  it('is refused when it raises alarms of its own, but for one short event', () => {
    for (const [own, refused] of [
      [6, false],
      [7, true],
    ] as const) {
      const shadow = new Shadow(100);
      const reasons: (string | undefined)[] = [];
      for (let t = 0; t < 100; t++) reasons.push(shadow.meet(CALM, t < own ? ABOVE : CALM, true));
      const reason = reasons.find((one) => one !== undefined);
      assert.equal(reason, refused ? 'it alone called 7 of 7 records abnormal' : undefined);
    }
  });

  it('is not refused for seeing a little longer what both have seen', () => {
    const shadow = new Shadow(100);
    for (let t = 0; t < 100; t++) {
      // Of its own are three records of the first event, and none of the others.
      const own = t < 3 || t % 30 > 10;
      assert.equal(shadow.meet(t % 30 === 11 ? ABOVE : CALM, own ? ABOVE : CALM, true), undefined, `${t}`);
    }
    assert.deepEqual([shadow.done, shadow.counts.alone], [true, 3]);
  });

  it('may be calmer than the model in force in what may be learned, but not in what nobody learns from', () => {
    const calmer = new Shadow(100);
    for (let t = 0; t < 100; t++) assert.equal(calmer.meet(t % 3 === 0 ? ABOVE : CALM, CALM, true), undefined);
    assert.equal(calmer.done, true);
    for (const [sees, reason] of [
      [CALM, 'it was silent in 34 of 34 records that are strange for long to the model in force'],
      [ABOVE, undefined],
    ] as const) {
      const shadow = new Shadow(100);
      for (let t = 0; t < 40; t++) assert.equal(shadow.meet(STRANGE, sees, true), undefined);
      assert.equal(shadow.meet(CALM, CALM, true), reason);
    }
  });

  it('counts nothing that is not learned from: neither a plant that is strange for long nor an alarm that is open', () => {
    const shadow = new Shadow(10);
    for (let t = 0; t < 50; t++) shadow.meet(STRANGE, STRANGE, true);
    for (let t = 0; t < 50; t++) shadow.meet(CALM, CALM, false);
    // The first records of what lasts are still an event.
    assert.deepEqual([shadow.done, shadow.counts.done], [false, 6]);
  });
});
