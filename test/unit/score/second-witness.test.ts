import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature, LivePart } from '../../../lib/score/part';
import { blamed, judge, learnTwin } from './twin-plant';

const FEATURES: readonly Feature[] = ['a', 'b', 'c'].map((name) => ({ name, kind: 'measured' }));
const USUAL = 0.98;
const HASTY = 0.3;

/** Three tags show the same thing, each with noise of its own. @param memory what a row keeps of the one before, 0..1 */
function plant(count: number, seed: number, memory: number): Float64Array[] {
  const random = createRandom(seed);
  let at = 0;
  return Array.from({ length: count }, () => {
    at = memory * at + Math.sqrt(1 - memory * memory) * random.normal();
    const shown = (): number => at + 0.2 * random.normal();
    return Float64Array.of(shown(), shown(), shown());
  });
}

describe('the course of a tag that the others tell', () => {
  const { fitted } = learnTwin(plant(3000, 1, USUAL), FEATURES);
  const atWork = (): LivePart => {
    const live = learnedTwin.live(fitted, {}, FEATURES);
    judge(live, plant(200, 3, USUAL));
    return live;
  };
  const outInARow = (values: readonly number[]): number =>
    values.filter((_, t) => t >= 2 && Math.min(values[t]!, values[t - 1]!, values[t - 2]!) > 1).length;

  it('is no anomaly where the plant moves in another manner than ever and all agree', () => {
    for (const seed of [9, 10, 11]) {
      const out = outInARow(judge(atWork(), plant(1000, seed, HASTY)).slice(50));
      assert.ok(out <= 1, `seed ${seed}: ${out} of 950 records, as an alarm takes them`);
    }
  });

  it('does not hide there that one of them lies', () => {
    const live = atWork();
    judge(live, plant(100, 9, HASTY));
    const lying = plant(60, 12, HASTY).map(([a, b, c]) => Float64Array.of(a!, b! + 2, c!));
    assert.ok(outInARow(judge(live, lying)) >= 20);
    assert.equal(blamed(live, FEATURES), 'b');
  });
});
