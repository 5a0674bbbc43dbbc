import assert from 'node:assert/strict';
import { isWhole } from '../../../lib/guarded/golden';
import { Names } from '../../../lib/guarded/kept';
import { awayOf, levelsOf as slicesOf, widened } from '../../../lib/guarded/levels';
import { unpack } from '../../../lib/guarded/packed';
import { countOf, type Rows } from '../../../lib/guarded/rows';
import { createRandom } from '../../../lib/math/random';
import { goldenOf, levelsOf } from '../../fixtures/golden';

const FEATURES = ['a', 'b'];
/** What is told of a level from so many standard deviations on, and of a spread. */
const least = (level: number) => ({ level, spread: 0.3 });

/** Two waves with noise, from row `from` on; `more` is added to the first, in its standard deviations. */
function plant(count: number, from = 0, more: (t: number) => number = () => 0, seed = 1): Rows {
  const random = createRandom(seed + from);
  const values = new Float64Array(count * 2);
  for (let k = 0; k < count; k++) {
    const t = from + k;
    values[2 * k] = 50 + Math.sin(t / 7) + 0.1 * random.normal() + 0.714 * more(t);
    values[2 * k + 1] = 3 * random.normal();
  }
  return { features: FEATURES, values, seams: [] };
}

describe('guarded learning: levels', () => {
  const levels = levelsOf(plant(2000), FEATURES);

  it('are not away while the plant is as it was, whatever the seed', () => {
    for (let seed = 2; seed < 40; seed++) {
      assert.deepEqual(
        awayOf(
          levels,
          plant(500, 3000 * seed, () => 0, seed),
          'level',
          least(0.2),
        ),
        [],
      );
      assert.deepEqual(
        awayOf(
          levels,
          plant(500, 3000 * seed, () => 0, seed),
          'return',
          least(0.35),
        ),
        [],
      );
    }
  });

  it('tell a shift with its direction and its size in engineering units, by both rules', () => {
    for (const shift of [0.7, -0.7, 3]) {
      for (const rule of ['level', 'return'] as const) {
        const [first, ...others] = awayOf(
          levels,
          plant(500, 3000, () => shift),
          rule,
          least(0.35),
        );
        assert.deepEqual([first!.feature, others], ['a', []]);
        assert.ok(Math.abs(first!.by - shift) < 0.3, `${first!.by}`);
        assert.ok(Math.abs(first!.now - 50 - 0.714 * shift) < 0.1 && Math.abs(first!.was - 50) < 0.05);
      }
    }
  });

  it('are not away by the rule of the return where the plant goes there and comes back', () => {
    const rows = plant(500, 3000, (t) => (t % 100 < 50 ? 4 : 0));
    assert.equal(awayOf(levels, rows, 'level', least(0.35))[0]!.feature, 'a');
    assert.deepEqual(awayOf(levels, rows, 'return', least(0.35)), []);
  });

  it('tell a spread that grows, by both rules, and say what it was', () => {
    for (const size of [0.6, 1.5]) {
      const rows = plant(500, 3000);
      for (let at = 0; at < rows.values.length; at += 2) rows.values[at] = 50 + (rows.values[at]! - 50) * (1 + size);
      for (const rule of ['level', 'return'] as const) {
        const spread = awayOf(levels, rows, rule, least(0.2)).find(({ trait }) => trait === 'spread')!;
        assert.equal(spread.feature, 'a');
        assert.ok(Math.abs(spread.by - size) < 0.3, `${spread.by} by the ${rule}`);
      }
    }
  });

  it('know where they have been once they have come back, and not how far the next step would be', () => {
    const there = widened(
      levels,
      plant(1000, 3000, (t) => (t < 3600 ? 1.5 : 0)),
    );
    assert.deepEqual(
      awayOf(
        there,
        plant(500, 5000, () => 1.5),
        'level',
        least(0.2),
      ),
      [],
    );
    assert.ok(
      awayOf(
        there,
        plant(500, 5000, () => 2.5),
        'level',
        least(0.5),
      ).length > 0,
    );
    assert.equal(there.of['a']!.spread, levels.of['a']!.spread, 'the yardstick stays');
  });

  it('are not moved by one wild value, nor is what they are measured by', () => {
    for (const wild of [1e3, -1e9, 1e300]) {
      const rows = plant(2000);
      rows.values[2 * 700] = wild;
      const spoilt = levelsOf(rows, FEATURES);
      assert.ok(Math.abs(spoilt.of['a']!.spread / levels.of['a']!.spread - 1) < 0.02);
      const later = plant(500, 3000);
      later.values[2 * 300] = wild;
      assert.deepEqual(awayOf(spoilt, later, 'level', least(0.2)), []);
    }
  });

  it('say nothing of what is missing, is not watched, never moved, or was seen for too short', () => {
    const missing = plant(500, 3000, () => 5);
    for (let at = 0; at < missing.values.length; at += 2) missing.values[at] = Number.NaN;
    assert.deepEqual(awayOf(levels, missing, 'level', least(0.2)), []);
    assert.deepEqual(
      awayOf(
        levelsOf(plant(2000), ['b']),
        plant(500, 3000, () => 5),
        'level',
        least(0.2),
      ),
      [],
    );
    assert.deepEqual(levelsOf(plant(100), FEATURES).of, {});
    const still: Rows = { features: ['c'], values: new Float64Array(800).fill(7), seams: [] };
    assert.deepEqual(awayOf(levelsOf(still, ['c']), still, 'level', least(0.2)), []);
    const moved = { ...still, values: still.values.map(() => 8) };
    assert.equal(awayOf(levelsOf(still, ['c']), moved, 'level', least(0.2)).length, 1);
  });
});

describe('guarded learning: golden rows', () => {
  it('are spread over what was learned, and kept as exactly as an exam needs', () => {
    const all = plant(3000);
    all.values[4] = Number.NaN;
    const golden = goldenOf(all, FEATURES, 1);
    const kept = unpack(golden);
    assert.ok(countOf(kept) >= 140 && kept.seams.length >= 2);
    for (let k = 0; k < 48; k++) {
      const [is, was] = [kept.values[2 * k]!, all.values[2 * k]!];
      assert.ok(Number.isNaN(was) ? Number.isNaN(is) : Math.abs(is - was) < 5e-4);
    }
    const last = kept.values.at(-1)!;
    assert.ok(Math.abs(last - all.values.at(-1)!) < 5e-3);
  });

  it('hold a whole window of the network', () => {
    const kept = unpack(goldenOf(plant(3000), FEATURES, 64));
    assert.ok(countOf(kept) - (kept.seams.at(-1) ?? 0) >= 128);
  });

  it('take little room: four of them 22 kB for 10 tags and what is derived of them, and bounded for hundreds', () => {
    for (const [width, most] of [
      [20, 5_500],
      [100, 27_500],
      [800, 170_000],
    ] as const) {
      const features = Array.from({ length: width }, (_, i) => `tag-number-${i}`);
      const random = createRandom(width);
      const rows = { features, values: Float64Array.from({ length: width * 1000 }, () => random.normal()), seams: [] };
      const size = JSON.stringify(new Names().keepGolden(goldenOf(rows, features, 1))).length;
      assert.ok(size < most, `${width} features take ${size} bytes`);
    }
  });

  it('are known to be changed', () => {
    const golden = goldenOf(plant(2000), FEATURES, 1, 'Ada');
    assert.ok(isWhole(JSON.parse(JSON.stringify(golden)) as typeof golden));
    const { a } = golden.levels.of;
    const forged = { ...golden, levels: { ...golden.levels, of: { ...golden.levels.of, a: { ...a!, high: 99 } } } };
    assert.ok(!isWhole(forged));
    assert.ok(!isWhole({ ...golden, rows: golden.rows.replace('A', 'B') }));
    assert.ok(!isWhole({ ...golden, by: 'Eve' }));
  });
});

describe('what is known of levels', () => {
  it('is found out one feature after the other, so that records of a large asset pass in between', () => {
    const pauses = [...slicesOf(plant(2000), FEATURES)].length;
    assert.equal(pauses, FEATURES.length);
  });
});
