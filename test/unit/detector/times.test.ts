import assert from 'node:assert/strict';
import { Times } from '../../../lib/detector/learning/times';

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

describe('the times of rows', () => {
  const cases: readonly (readonly [string, (k: number) => number])[] = [
    ['whole ms', (k) => START + 1000 * k + (k % 7)],
    ['parts of a ms', (k) => START + 0.1 * k],
    ['whole ones after parts', (k) => START + (k < 100 ? 1 / 3 : 0) + 1000 * k],
    ['years', (k) => START + 30 * DAY * k],
    ['a clock that was set back', (k) => START + (k < 50 ? 1e12 : 0) + 60_000 * k],
  ];
  for (const [what, timeOf] of cases) {
    it(`are told to the last digit, also when the oldest are forgotten: ${what}`, () => {
      const times = new Times();
      const known: number[] = [];
      for (let k = 0; k < 600; k++) {
        times.push(timeOf(k));
        known.push(timeOf(k));
        if (known.length > 150) {
          known.splice(0, 32);
          times.forget(32);
        }
        assert.equal(times.at(known.length - 1), known.at(-1));
      }
      assert.deepEqual([...times.all()], known);
      assert.equal(times.count, known.length);
    });
  }
});
