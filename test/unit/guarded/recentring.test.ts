import assert from 'node:assert/strict';
import { paceOf } from '../../../lib/guarded/pace';
import { Recentring } from '../../../lib/guarded/recentring';
import { createRandom } from '../../../lib/math/random';
import { levelsOf } from '../../fixtures/golden';

const FEATURES = ['a', 'b'];
const SIGMA = 0.714;

/** The first tag is moved, in its standard deviations. */
function row(t: number, size: number, random: { normal(): number }): [number, number] {
  return [50 + Math.sin(t / 7) + 0.1 * random.normal() + SIGMA * size, random.normal()];
}

const first = createRandom(1);
const learned = {
  features: FEATURES,
  values: Float64Array.from(Array.from({ length: 2000 }, (_, t) => row(t, 0, first)).flat()),
  seams: [],
};
const levels = levelsOf(learned, FEATURES);

function fresh(): Recentring {
  const centre = new Recentring();
  centre.begin(paceOf(learned, levels));
  return centre;
}

/** @returns how far the first tag is followed, in its standard deviations */
function pass(
  centre: Recentring,
  count: number,
  size: (t: number) => number,
  calm: (t: number) => boolean = () => true,
  room = 0.75,
): number {
  const random = createRandom(2);
  for (let t = 0; t < count; t++) centre.add(levels, FEATURES, row(t, size(t), random), calm(t), () => room);
  return (centre.offsets['a'] ?? 0) / levels.of['a']!.spread;
}

/** How far the first tag is followed beyond where its level has been, in its standard deviations. */
function beyond(centre: Recentring): number {
  const level = levels.of['a']!;
  return (centre.followed('a', level)?.by ?? 0) / level.spread;
}

describe('guarded learning: judging around where the plant is', () => {
  it('goes on from a snapshot as if nothing had been, wherever it was taken', () => {
    const whole = fresh();
    let parted = fresh();
    const random = createRandom(4);
    let moves = 0;
    for (let t = 0; t < 2000; t++) {
      const [a, b] = row(t, 0.0005 * t, random);
      const values = [t % 11 === 0 ? Number.NaN : a, b];
      if (t % 37 === 5) parted = new Recentring(JSON.parse(JSON.stringify(parted.snapshot())));
      const looked = [whole, parted].map((one) => one.add(levels, FEATURES, values, t % 5 > 0, () => 0.75));
      assert.equal(looked[0], looked[1], `${t}`);
      if (looked[0]) moves++;
      assert.deepEqual(parted.offsets, whole.offsets);
    }
    assert.ok(moves > 10 && whole.offsets['a']! > 0, `${moves}`);
  });

  it('follows a slow change in either direction, up to what may be learned without a person, and back', () => {
    for (const sign of [1, -1]) {
      const centre = fresh();
      const at = pass(centre, 2500, (t) => sign * 0.0002 * t);
      assert.ok(Math.abs(at - sign * 0.42) < 0.1, `${at}`);
      assert.ok(Math.abs(centre.offsets['b']!) < 0.1, `${centre.offsets['b']}`);
      pass(centre, 10_000, (t) => sign * (0.5 + 0.0002 * t));
      assert.ok(Math.abs(beyond(centre) - sign * 0.75) < 0.01, `${beyond(centre)}`);
      assert.ok(Math.abs(pass(centre, 6000, (t) => sign * Math.max(0, 2.5 - 0.0005 * t))) < 0.1);
    }
  });

  it('does not follow what is fast, what has raised alarms, or where nothing may be learned any more', () => {
    assert.ok(pass(fresh(), 750, (t) => (t < 500 ? 0 : 0.7)) < 0.2);
    const half = (t: number): boolean => t % 2 === 0;
    assert.equal(
      pass(fresh(), 4000, (t) => 0.0002 * t, half),
      0,
    );
    const kept = fresh();
    pass(kept, 4000, (t) => 0.0002 * t, undefined, 0);
    assert.ok(beyond(kept) < 0.01, `${beyond(kept)}`);
  });

  it('goes on where it was after a stop, and begins at nothing when another model is in force', () => {
    const whole = fresh();
    pass(whole, 3000, (t) => 0.0002 * t);
    const again = new Recentring(JSON.parse(JSON.stringify(whole.snapshot())) as ReturnType<Recentring['snapshot']>);
    assert.deepEqual(again.offsets, whole.offsets);
    assert.ok(Math.abs(pass(again, 500, () => 0.6) - pass(whole, 500, () => 0.6)) < 0.05);
    again.begin();
    assert.deepEqual(again.offsets, {});
  });

  it('moves all tags together, or none, so that what relates them stays', () => {
    const centre = fresh();
    pass(centre, 1000, () => 0);
    assert.deepEqual(centre.offsets, {});
    pass(centre, 3000, (t) => 0.0002 * t);
    assert.deepEqual(Object.keys(centre.offsets), FEATURES);
  });

  it('goes on where the plant is under another model, which may have been learned there', () => {
    const centre = fresh();
    const at = pass(centre, 3000, () => 0.6);
    assert.ok(at > 0.5, `${at}`);
    const random = createRandom(4);
    const values = Float64Array.from(Array.from({ length: 2000 }, (_, t) => row(t, 0.6, random)).flat());
    centre.goOn(paceOf({ features: FEATURES, values, seams: [] }, levels));
    assert.deepEqual(centre.offsets, {});
    centre.goOn(paceOf(learned, levels));
    assert.ok(Math.abs(centre.offsets['a']! / levels.of['a']!.spread - at) < 0.05);
  });

  it('is not moved by one wild value, nor by values that are missing', () => {
    const centre = fresh();
    const random = createRandom(2);
    for (let t = 0; t < 1000; t++) {
      const [a, b] = row(t, 0, random);
      centre.add(levels, FEATURES, [t === 700 ? 1e300 : t % 3 === 0 ? a : Number.NaN, b], true, () => 0.75);
    }
    assert.ok(Math.abs(centre.offsets['a'] ?? 0) < 0.1, JSON.stringify(centre.offsets));
  });
});
