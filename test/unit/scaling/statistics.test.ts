import assert from 'node:assert/strict';
import { ascending, quantile } from '../../../lib/math/quantile';
import { createRandom } from '../../../lib/math/random';
import { FeatureStatistics } from '../../../lib/scaling/statistics';
import { duration } from '../../../lib/time/duration';

function statistics(count: number, memory: number): FeatureStatistics {
  const random = createRandom(7);
  const of = new FeatureStatistics();
  let x = random.normal();
  for (let i = 0; i < count; i++) {
    x = memory * x + Math.sqrt(1 - memory ** 2) * random.normal();
    of.add(x, random);
  }
  return of;
}

describe('statistics of a feature', () => {
  it('are those of the values', () => {
    const of = new FeatureStatistics();
    const random = createRandom(1);
    for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) of.add(value, random);
    assert.deepEqual([of.min, of.max, of.mean, of.deviation], [2, 9, 5, 2]);
    assert.deepEqual([...of.sorted()], [2, 4, 4, 4, 5, 5, 7, 9]);
  });

  it('tell that values of a slow process are worth few independent ones', () => {
    const independent = statistics(4000, 0).independent;
    const slow = statistics(4000, 0.99).independent;
    assert.ok(independent > 1000, `${independent}`);
    // An autoregressive series of memory 0.99 is worth (1 - 0.99) / (1 + 0.99) of its length, 20.
    assert.ok(slow < 100, `${slow}`);
  });

  it('hold at least one and at most all values for independent', () => {
    const constant = new FeatureStatistics();
    const random = createRandom(1);
    constant.add(5, random);
    assert.equal(constant.independent, 1);
    for (let i = 0; i < 99; i++) constant.add(5, random);
    assert.equal(constant.independent, 100);
  });

  it('go on identically from a snapshot', () => {
    const random = createRandom(3);
    const of = statistics(1000, 0.5);
    const copy = new FeatureStatistics(JSON.parse(JSON.stringify(of.snapshot())));
    const [one, two] = [createRandom(3), createRandom(3)];
    for (let i = 0; i < 500; i++) {
      const value = random.normal();
      of.add(value, one);
      copy.add(value, two);
    }
    assert.deepEqual(copy.snapshot(), of.snapshot());
  });
});

describe('quantile', () => {
  it('interpolates between values', () => {
    const sorted = ascending([3, 1, 2]);
    assert.deepEqual(
      [0, 0.25, 0.5, 1].map((p) => quantile(sorted, p)),
      [1, 1.5, 2, 3],
    );
    assert.equal(quantile([4], 0.3), 4);
  });
});

describe('duration', () => {
  it('says a time span in one unit', () => {
    const spans = [400, 40_000, 360_000, 5_400_000, 9_000_000, 259_200_000];
    assert.deepEqual(spans.map(duration), ['0 s', '40 s', '6 min', '1.5 h', '2.5 h', '3 d']);
  });
});
