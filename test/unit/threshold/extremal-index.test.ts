import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { extremalIndex } from '../../../lib/tail/extremal-index';

const LEVEL = 0.5;

/** Clusters of `size` high scores, at random times. */
function clusters(size: number, count: number, seed: number): number[] {
  const random = createRandom(seed);
  const scores: number[] = [];
  for (let k = 0; k < count; k++) {
    const pause = Math.ceil(-200 * Math.log(1 - random.next()));
    scores.push(...new Array<number>(pause).fill(0), ...new Array<number>(size).fill(1));
  }
  return scores;
}

describe('extremal index', () => {
  for (const share of [0.5, 0.1, 0.02]) {
    it(`is about 1 for independent scores, ${share} of them above the level`, () => {
      const random = createRandom(3);
      const scores = Array.from({ length: 20_000 }, () => random.next());
      const index = extremalIndex(scores, 1 - share);
      assert.ok(index > 0.9 && index <= 1, `${index}`);
    });
  }

  for (const size of [2, 5, 10]) {
    it(`is one over the size of clusters: ${size}`, () => {
      const index = extremalIndex(clusters(size, 400, 4), LEVEL);
      assert.ok(Math.abs(index * size - 1) < 0.2, `${index} for clusters of ${size}`);
    });
  }

  it('is 1 where too few scores lie above the level to tell', () => {
    for (const scores of [[], [0, 0, 0], [0, 1, 0], [1, 0, 0, 0, 1]]) assert.equal(extremalIndex(scores, LEVEL), 1);
  });

  it('is 1 for sorted scores, whose order says nothing', () => {
    assert.equal(extremalIndex([0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.9], LEVEL), 1);
  });
});
