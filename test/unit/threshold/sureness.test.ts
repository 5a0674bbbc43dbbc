import assert from 'node:assert/strict';
import { ascending, quantile } from '../../../lib/math/quantile';
import { createRandom, type Random } from '../../../lib/math/random';
import { episodesAbove, type Sureness } from '../../../lib/tail/sureness';
import { spotLimit } from '../../../nodes/threshold/strategies/spot';
import type { Strategy } from '../../../nodes/threshold/strategies/strategy';

const RISK = 1 / 3000;
const RUNS = 60;

/** Exponential scores, each of which stays for so many records. */
function draw(count: number, stay: number, random: Random): Float64Array {
  let score = 0;
  return Float64Array.from({ length: count }, (_, t) => {
    if (t % stay === 0) score = -Math.log(1 - random.next());
    return score;
  });
}

function limitOf(scores: Float64Array): Strategy {
  return spotLimit.fit([...scores], { risk: RISK, room: 0.3, value: 1, ordered: true });
}

/** Alarms over promised ones, of exponential scores. */
const realised = ({ limit }: Strategy): number => Math.exp(-limit) / RISK;

function judged(count: number, stay: number): { within: number; factor: number } {
  const random = createRandom(count + stay);
  const found = Array.from({ length: RUNS }, () => limitOf(draw(count, stay, random)));
  const within = found.filter((one) => {
    const ratio = realised(one);
    return Math.max(ratio, 1 / ratio) <= one.sureness!.factor;
  });
  const factors = ascending(found.map(({ sureness }) => sureness!.factor));
  return { within: within.length / RUNS, factor: quantile(factors, 0.5) };
}

describe('how sure a limit is', () => {
  for (const [count, stay] of [
    [1000, 1],
    [4000, 1],
    [4000, 5],
  ] as const) {
    it(`holds in about two of three cases: ${count} scores, each for ${stay} records`, () => {
      const { within } = judged(count, stay);
      assert.ok(within > 0.5 && within < 0.95, `${within}`);
    });
  }

  it('is surer the more was learned, and less sure where scores come in episodes', () => {
    const [few, many, alike] = [judged(1000, 1).factor, judged(10_000, 1).factor, judged(10_000, 10).factor];
    assert.ok(many < few && many < alike, `${many}, ${few}, ${alike}`);
  });

  it('takes one run of high scores for one episode', () => {
    const scores = Float64Array.from({ length: 512 }, (_, t) => (t < 400 || t >= 420 ? Math.sin(t) : 9 + Math.sin(t)));
    assert.equal(episodesAbove(scores, 2).count, 1);
  });

  it('counts the episodes of a calibration, and becomes surer with the records that follow', () => {
    const random = createRandom(1);
    const scores = draw(4000, 10, random);
    const episodes = episodesAbove(scores, quantile(ascending(scores), 0.95));
    assert.equal(episodes.records, 4000);
    assert.ok(Math.abs(episodes.count - 20) <= 5, `${episodes.count} of 20`);
    const options = { risk: RISK, room: 0.3, value: 1, ordered: false, episodes };
    const strategy = spotLimit.fit([...ascending(scores)], options);
    const first: Sureness = strategy.sureness!;
    assert.equal(first.episodes, episodes.count);
    for (const score of draw(4000, 10, random)) strategy.observe(score, true);
    assert.ok(strategy.sureness!.episodes > 1.8 * first.episodes, `${strategy.sureness!.episodes}`);
  });

  it('is not told where nobody knows how the scores hang together', () => {
    const scores = [...ascending(draw(512, 1, createRandom(2)))];
    assert.equal(spotLimit.fit(scores, { risk: RISK, room: 0.3, value: 1, ordered: false }).sureness, undefined);
  });
});
