import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { STRATEGIES } from '../../../nodes/threshold/strategies/kinds';
import { withoutWild } from '../../../nodes/threshold/wild';
import { testContext } from '../../fixtures/layer-context';

/** The limit that a user's own scores give, and what was told. */
function learned(strategy: string, scores: readonly number[]): { limit: number; event: Record<string, unknown> } {
  const context = testContext();
  const layer = createThreshold(parseConfig({ strategy, scores: scores.length, value: 3 }), context);
  let last: TwinRecord = { asset: 'A', time: 0, values: {} };
  scores.forEach((score, t) => {
    last = { asset: 'A', time: 1000 * t, values: {}, score };
    layer.step(last);
  });
  layer.step({ ...last, time: last.time + 1000, score: scores[3]! });
  const event = context.sent.find((message) => message['event'] === 'calibrated')!;
  return { limit: event['limit'] as number, event };
}

const draws = {
  normal: (r) => 1 + 0.2 * r.normal(),
  exponential: (r) => -Math.log(1 - r.next()),
  lognormal: (r) => Math.exp(0.8 * r.normal()),
} as const satisfies Record<string, (r: ReturnType<typeof createRandom>) => number>;

function scoresOf(draw: keyof typeof draws, n = 200, seed = 5): number[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => draws[draw](random));
}

describe('a limit that is learned from live scores', () => {
  for (const strategy of Object.keys(STRATEGIES).filter((name) => name !== 'static')) {
    it(`is not moved by a wild score among them: ${strategy}`, () => {
      for (const draw of ['normal', 'exponential'] as const) {
        for (const wild of [100, 1e6, 1e30]) {
          for (const at of [[0], [90], [199], [20, 120]]) {
            const scores = scoresOf(draw);
            const clean = learned(strategy, scores).limit;
            for (const t of at) scores[t] = wild;
            const { limit, event } = learned(strategy, scores);
            assert.ok(
              limit > 0.7 * clean && limit < 1.4 * clean,
              `${draw}, ${wild} at ${at}: ${limit} instead of ${clean}`,
            );
            assert.equal(event['leftOut'], at.length);
          }
        }
      }
    });
  }

  it('rests on all scores where none is wild', () => {
    for (const draw of ['normal', 'exponential', 'lognormal'] as const) {
      for (const n of [20, 60, 200, 2000]) {
        let lost = 0;
        for (let seed = 1; seed <= 100; seed++) {
          const scores = scoresOf(draw, n, seed);
          if (withoutWild(scores) !== scores) lost++;
        }
        assert.ok(lost <= 2, `${draw}, ${n} scores: ${lost} of 100 lost some`);
      }
    }
    assert.equal(learned('spot', scoresOf('normal')).event['leftOut'], undefined);
  });

  it('holds for what comes back', () => {
    const scores = scoresOf('normal').map((score, t) => (t % 60 === 10 ? 9 + score : score));
    assert.ok(learned('spot', scores).limit > 9);
  });

  it('does not begin with a wild score that is one of the fewest allowed', () => {
    const scores = scoresOf('normal', 20);
    scores[7] = 500;
    assert.ok(learned('spot', scores).limit < 6);
  });
});
