import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { Gain } from '../../../nodes/ingest/gain';

/** What is learned of a command that stands at 60 all the time. @param level of its feedback */
function learned(level: number): Gain {
  const random = createRandom(1);
  const gain = new Gain();
  for (let t = 0; t < 600; t++) gain.residual(level + 0.1 * random.normal(), 60);
  return gain;
}

describe('a command that never moved', () => {
  it('is on one scale with a feedback that stands where it does', () => {
    assert.equal(learned(60).residual(60, 70), -10);
    assert.equal(learned(60).residual(70, 70), 0);
  });

  it('tells nothing of the gain where the feedback stands elsewhere', () => {
    const gain = learned(1770);
    assert.ok(Math.abs(gain.residual(1770, 70)) < 0.1);
    assert.ok(Math.abs(gain.residual(1760, 60) + 10) < 0.1);
  });
});
