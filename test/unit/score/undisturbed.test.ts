import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature, LivePart } from '../../../lib/score/part';
import { learnTwin, liveRow } from './twin-plant';

const FEATURES: readonly Feature[] = [
  { name: 'inflow', kind: 'measured' },
  { name: 'level', kind: 'measured' },
  { name: 'outflow', kind: 'measured' },
];
const LEVEL = 1;

/** A tank whose demand wanders unseen: where the level is going to be, its own past tells best. */
function tank(count: number, seed: number): Float64Array[] {
  const random = createRandom(seed);
  let [inflow, level, demand] = [1, 1, 1];
  return Array.from({ length: count }, () => {
    inflow += 0.1 * (1 - inflow) + 0.1 * random.normal();
    demand += 0.005 * (1 - demand) + 0.02 * random.normal();
    level += 0.05 * (inflow - demand * level);
    const noise = (): number => 0.003 * random.normal();
    return Float64Array.of(inflow + noise(), level + noise(), demand * level + 0.1 * random.normal());
  });
}

describe('what the learned twin says that a tag should read', () => {
  const { fitted } = learnTwin(tank(3000, 1), FEATURES);
  const BEFORE = 200;
  const honest = tank(1000, 2);
  const atWork = (): LivePart => learnedTwin.live(fitted, {}, FEATURES);
  /** How far it is from the truth, in each row from BEFORE on. @param lie what the level shows besides, by row */
  const errors = (lie: (t: number) => number, live = atWork(), from = 0): number[] => {
    const expected = new Float64Array(FEATURES.length);
    return honest.slice(from).flatMap((row, i) => {
      const t = i + from - BEFORE;
      const shown = Float64Array.from(row);
      shown[LEVEL]! += t < 0 ? 0 : lie(t);
      live.step(liveRow(shown));
      live.expect!(liveRow(shown), expected);
      return t < 0 ? [] : [Math.abs(expected[LEVEL]! - row[LEVEL]!)];
    });
  };
  const LIE = 0.5;
  const usual = errors(() => 0);
  const farthest = Math.max(...usual);

  it('does not come to believe a lie, and is none the worse when that is over', () => {
    const told = errors((t) => (t < 90 ? LIE : 0));
    assert.ok(farthest < LIE / 2, `what it says of an honest level is off by ${farthest} at most`);
    const during = Math.max(...told.slice(2, 90));
    assert.ok(during < LIE / 2, `by ${during} while the level lies`);
    const after = Math.max(...told.slice(90, 400));
    assert.ok(after < 1.2 * farthest, `by ${after} afterwards`);
  });

  it('is how the plant is now once that has lasted', () => {
    const told = errors(() => LIE);
    const last = told.slice(-100).reduce((sum, error) => sum + error / 100, 0);
    assert.ok(last > LIE / 2, `${last} from where the level was before`);
  });

  it('goes on from a snapshot as if nothing had been', () => {
    const lie = (t: number): number => (t > 20 && t < 90 ? LIE : 0);
    const whole = errors(lie);
    for (const cut of [222, 260, 300, 330]) {
      const before = atWork();
      for (const [t, row] of honest.slice(0, cut).entries()) {
        const shown = Float64Array.from(row);
        shown[LEVEL]! += t < BEFORE ? 0 : lie(t - BEFORE);
        before.step(liveRow(shown));
      }
      const after = atWork();
      after.restore(JSON.parse(JSON.stringify(before.snapshot())));
      assert.deepEqual(errors(lie, after, cut), whole.slice(cut - BEFORE), `cut at ${cut}`);
    }
  });

  it('is what it would be without a missing value', () => {
    const live = atWork();
    const expected = new Float64Array(FEATURES.length);
    const off = honest.map((row, t) => {
      const shown = Float64Array.from(row);
      if (t >= BEFORE) shown[LEVEL]! += LIE;
      if (t % 5 === 0) shown[LEVEL] = Number.NaN;
      live.step(liveRow(shown));
      live.expect!(liveRow(shown), expected);
      return Math.abs(expected[LEVEL]! - row[LEVEL]!);
    });
    assert.ok(Math.max(...off.slice(BEFORE + 2, BEFORE + 90)) < LIE / 2);
  });
});
