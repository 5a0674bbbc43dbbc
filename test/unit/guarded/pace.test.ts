import assert from 'node:assert/strict';
import { paceOf } from '../../../lib/guarded/pace';
import type { Rows } from '../../../lib/guarded/rows';
import { createRandom } from '../../../lib/math/random';
import { levelsOf } from '../../fixtures/golden';

function rowsOf(count: number, value: (t: number, noise: () => number) => number): Rows {
  const random = createRandom(3);
  const values = Float64Array.from({ length: count }, (_, t) => value(t, () => random.normal()));
  return { features: ['a'], values, seams: [] };
}

/** @returns rows that a level is a mean of, as part of those that were learned */
function length(rows: Rows): number {
  const { stretch, share } = paceOf(rows, levelsOf(rows, ['a']));
  return stretch / share / rows.values.length;
}

describe('guarded learning: how slowly levels are followed', () => {
  it('follows a plant that settles at once in a quarter of the learned time, also while it wears', () => {
    const quick = rowsOf(2000, (t, noise) => Math.sin(t / 7) + noise());
    assert.ok(length(quick) < 0.26, `${length(quick)}`);
    const wearing = rowsOf(2000, (t, noise) => Math.sin(t / 7) + noise() + t / 1000);
    assert.ok(length(wearing) < 0.26, `${length(wearing)}`);
  });

  it('averages over all that was learned where levels come and go: working days and weekends, set points', () => {
    const day = 288;
    const weekly = rowsOf(14 * day, (t, noise) => (Math.floor(t / day) % 7 < 5 ? 10 : 2) + noise());
    assert.ok(length(weekly) > 0.9, `${length(weekly)}`);
    const points = rowsOf(2000, (t, noise) => [20, 50, 35, 80, 65][Math.floor(t / 300) % 5]! + noise());
    assert.ok(length(points) > 0.9, `${length(points)}`);
  });

  it('says where the levels were, from little and from what is often missing', () => {
    const rows = rowsOf(400, (t, noise) => (t % 3 === 0 ? Number.NaN : 5 + noise()));
    const { a } = paceOf(rows, levelsOf(rows, ['a'])).of;
    assert.ok(Math.abs(a!.center - 5) < 0.3 && a!.low <= a!.high && a!.low > 4.5 && a!.high < 5.5, JSON.stringify(a));
    const none = rowsOf(400, () => Number.NaN);
    assert.deepEqual(paceOf(none, { block: 50, of: { a: levelsOf(rows, ['a']).of['a']! } }).of, {});
  });
});
