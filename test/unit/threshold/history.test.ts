import assert from 'node:assert/strict';
import { History } from '../../../nodes/threshold/history';

describe('the last scores of a threshold', () => {
  const filled = (scores: readonly number[]): History => {
    const history = new History();
    for (const score of scores) history.add(score);
    return history;
  };

  it('tell how many lie above a limit, of the last thousand', () => {
    const history = filled(Array.from({ length: 2500 }, (_, t) => (t < 1500 ? 9 : (t % 10) / 10)));
    assert.equal(history.length, 1000);
    assert.equal(history.above(0.45), 500);
    assert.equal(history.above(0.95), 0);
    const { to, counts } = history.histogram(1);
    assert.equal(to, 1);
    assert.equal(
      counts.reduce((a, b) => a + b, 0),
      1000,
    );
  });

  it('are told apart where they differ by a thousandth, however small or large they are', () => {
    for (const size of [1e-3, 0.5, 7, 6e4, 3e7]) {
      const history = filled([size, -size, 1.001 * size, 1.002 * size, 2 * size]);
      assert.equal(history.above(1.0005 * size), 3, `${size}`);
      assert.equal(history.above(-1.0005 * size), 5, `${size}`);
    }
  });

  it('keep those that came before one that is too large for all of them to be small', () => {
    const history = filled([1.5, 2.5, 1e9]);
    assert.deepEqual([history.above(2), history.above(3), history.above(2e9)], [2, 1, 0]);
  });
});
