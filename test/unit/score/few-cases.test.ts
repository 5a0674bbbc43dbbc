import assert from 'node:assert/strict';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import { AMBIENT, blamed, FEATURES, FLOW, judge, learnTwin, liveRow, plant, WIDTH } from './twin-plant';

/** Above its limit by so much that the score is, too. */
const OUT = 1;

/** Four set points, each for hundreds of rows: what was learned is four cases, and says nothing of a fifth. */
const KNOWN = { levels: [0.3, 0.6, 0.4, 0.5], rows: 250 };
const { fitted } = learnTwin(plant(1000, 1, KNOWN));

describe('a twin that was learned at a few operating points', () => {
  it('sees a sensor that is off at one of them, and says which', () => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    const usual = judge(live, plant(600, 2, { ...KNOWN, rows: 100 }));
    assert.ok(usual.slice(100).filter((value) => value > OUT).length <= 6, 'and nothing where nothing is wrong');
    const off = plant(700, 2, { ...KNOWN, rows: 100 })
      .slice(600)
      .map((row) => row.with(FLOW, row[FLOW]! + 0.12));
    assert.ok(judge(live, off).filter((value) => value > OUT).length > 50);
    assert.equal(blamed(live), 'flow');
  });

  it('is not silenced by an input that goes where it never was, where that tells nothing of the tag', () => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    const warm = plant(300, 5, { ...KNOWN, rows: 100 }).map((row) => row.with(AMBIENT, row[AMBIENT]! + 0.25));
    assert.ok(judge(live, warm).filter((value) => value > OUT).length <= 6);
    const off = plant(400, 5, { ...KNOWN, rows: 100 })
      .slice(300)
      .map((row) => row.with(AMBIENT, row[AMBIENT]! + 0.25).with(FLOW, row[FLOW]! + 0.12));
    assert.ok(judge(live, off).filter((value) => value > OUT).length > 50);
    assert.equal(blamed(live), 'flow');
  });

  it('says nothing at one that is new, neither what is off nor what a tag should read', () => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    judge(live, plant(300, 3, KNOWN));
    const expected = new Float64Array(WIDTH);
    const there = plant(1000, 3, { levels: [0.3, 0.98], rows: 500 }).slice(540);
    const said = there.map((row) => {
      const value = live.step(liveRow(row));
      live.expect!(liveRow(row), expected.fill(0));
      return { value, flow: expected[FLOW]! };
    });
    assert.ok(said.every(({ value }) => value < OUT));
    assert.ok(said.every(({ flow }) => Number.isNaN(flow)));
  });

  it('is learned again from more', () => {
    assert.equal(fitted.coverage, 'little');
    assert.ok(learnedTwin.wantsMore!(fitted));
  });
});
