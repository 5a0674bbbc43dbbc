import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRandom } from '../../../lib/math/random';
import { addUp, calibrationScores, scoresOf, shareOut, type Term, termsOf } from '../../../lib/score/score';

const sum = (weight: number): Term => ({ combine: 'sum', weight });
const most = (weight: number): Term => ({ combine: 'maximum', weight });

function shares(terms: readonly Term[], values: readonly number[]): number[] {
  const out = new Float64Array(terms.length);
  shareOut(terms, values, addUp(terms, values), out);
  return [...out];
}

describe('how the parts of a score are added up', () => {
  it('weighs those that are summed, and takes a maximum where it is larger', () => {
    const terms = [sum(0.25), sum(0.75), most(2)];
    assert.equal(addUp(terms, [4, 8, 1]), 7);
    assert.equal(addUp(terms, [4, 8, 5]), 10);
    assert.deepEqual(shares(terms, [4, 8, 1]), [1 / 7, 6 / 7, 0]);
    assert.deepEqual(shares(terms, [4, 8, 5]), [0, 0, 1]);
  });

  it('shares by weight where nothing is off', () => {
    assert.deepEqual(shares([sum(0.25), sum(0.75), most(1)], [0, 0, 0]), [0.25, 0.75, 0]);
    assert.deepEqual(shares([most(1)], [0]), [1]);
  });

  it('is not finite when a part that counts is not, whichever', () => {
    for (const values of [
      [Number.NaN, 1, 1],
      [1, Number.NaN, 1],
      [1, 1, Number.NaN],
    ]) {
      assert.ok(Number.isNaN(addUp([sum(0.5), sum(0.5), most(1)], values)), String(values));
    }
    assert.equal(addUp([sum(1), sum(0), most(0)], [2, Number.NaN, Number.NaN]), 2);
  });

  it('has shares that sum to 1 and are never negative', () => {
    const term = fc.record({
      combine: fc.constantFrom('sum', 'maximum'),
      weight: fc.double({ min: 0.01, max: 9, noNaN: true }),
    });
    const some = fc.array(fc.tuple(term, fc.double({ min: 0, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, (parts) => {
        const candidates = parts.map(([{ combine, weight }, value]) => ({
          combine: combine as Term['combine'],
          weight,
          heldOut: Float64Array.of(value, 1),
        }));
        const terms = termsOf(candidates, 1000);
        const found = shares(
          terms,
          parts.map(([, value]) => value),
        );
        const total = found.reduce((a, b) => a + b, 0);
        return Math.abs(total - 1) < 1e-9 && found.every((share) => share >= 0);
      }),
    );
  });

  it('brings a maximum to the size of the sum: normal rows of both reach the same height', () => {
    const heldOut = (scale: number) => Float64Array.from({ length: 2000 }, (_, t) => (scale * (t % 1000)) / 1000);
    const parts = [
      { combine: 'sum', weight: 3, heldOut: heldOut(2) },
      { combine: 'maximum', weight: 1, heldOut: heldOut(500) },
    ] as const;
    const terms = termsOf(parts, 1000);
    assert.equal(terms[0]!.weight, 1);
    assert.ok(Math.abs(terms[1]!.weight * 500 - 2) < 0.01, `${terms[1]!.weight}`);
    // Where the part names its border itself, that is the size.
    assert.ok(Math.abs(termsOf([parts[0], { ...parts[1], unit: 1 }], 1000)[1]!.weight - 2) < 0.4);
  });

  it('is not known of a row of which a part cannot tell', () => {
    const parts = [
      { combine: 'sum', weight: 1, heldOut: Float64Array.of(1, Number.NaN, 3) },
      { combine: 'sum', weight: 1, heldOut: Float64Array.of(1, 1, 1) },
    ] as const;
    assert.deepEqual([...scoresOf(termsOf(parts, 1000), parts)], [1, Number.NaN, 2]);
  });

  it('gives the maximum the border that the threshold will set: what a normal record exceeds once a week', () => {
    const random = createRandom(3);
    const heldOut = Float64Array.from({ length: 4000 }, () => random.normal() ** 2);
    const parts = [
      { combine: 'sum', weight: 1, heldOut },
      { combine: 'maximum', weight: 1, heldOut, unit: 1 },
    ] as const;
    const weight = (interval: number): number => termsOf(parts, interval)[1]!.weight;
    const most = heldOut.reduce((a, b) => Math.max(a, b), 0);
    assert.ok(weight(1000) > most && weight(1000) < 5 * most, 'a record a second: further out than any that was seen');
    assert.ok(weight(300_000) < weight(1000), 'a week has fewer records of five minutes');
  });

  it('lets a maximum speak on slow records only together with the sum', () => {
    const heldOut = Float64Array.from({ length: 500 }, (_, t) => (t % 100) / 100);
    const parts = [
      { combine: 'sum', weight: 1, heldOut },
      { combine: 'maximum', weight: 1, heldOut, unit: 1 },
    ] as const;
    const fast = termsOf(parts, 1000);
    const slow = termsOf(parts, 3_600_000);
    assert.ok(addUp(fast, [0.1, 50]) > 20);
    assert.ok(Math.abs(addUp(slow, [0.1, 50]) - 0.2) < 1e-9, 'alone it can double what the others say');
    assert.ok(addUp(slow, [3, 50]) > addUp(slow, [3, 0]));
    const shares = new Float64Array(2);
    shareOut(slow, [0.1, 50], addUp(slow, [0.1, 50]), shares);
    assert.deepEqual([...shares], [0, 1]);
  });

  it('makes the calibration of the sum alone: a maximum has a limit of its own', () => {
    const parts = [
      { combine: 'sum', weight: 1, heldOut: Float64Array.of(1, 2, 3) },
      { combine: 'maximum', weight: 1, heldOut: Float64Array.of(9, 9, 9), unit: 1 },
    ] as const;
    assert.deepEqual([...calibrationScores(termsOf(parts, 1000), parts)], [1, 2, 3]);
    assert.deepEqual([...calibrationScores(termsOf([parts[1]], 1000), [parts[1]])], [9, 9, 9]);
  });
});
