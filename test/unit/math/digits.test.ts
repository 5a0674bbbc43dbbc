import assert from 'node:assert/strict';
import { toGrain } from '../../../lib/math/digits';
import { createRandom } from '../../../lib/math/random';

describe('a number with few digits', () => {
  it('is the one that its text has, also half way between two and far beyond', () => {
    const random = createRandom(1);
    for (let i = 0; i < 20_000; i++) {
      const digits = 1 + Math.floor(14 * random.next());
      const any = (random.next() - 0.5) * 10 ** Math.floor(16 * random.next() - 8);
      const half = (Math.round(1000 * any) + 0.5) / 10 ** digits;
      for (const x of [any, half, -half]) {
        assert.ok(Object.is(toGrain(x, 10 ** -digits), Number(x.toFixed(digits))), `${x} to ${digits} digits`);
      }
    }
  });

  it('is as it is where nothing is told apart', () => {
    assert.equal(toGrain(1 / 3, 0), 1 / 3);
    assert.equal(toGrain(1 / 3, Number.NaN), 1 / 3);
    assert.equal(toGrain(1234, 100), 1200);
  });
});
