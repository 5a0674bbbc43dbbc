import assert from 'node:assert/strict';
import { normalQuantile } from '../../../lib/math/normal-quantile';
import { ascending, quantile } from '../../../lib/math/quantile';
import { createRandom, type Random } from '../../../lib/math/random';
import { fitTail, tailLimit } from '../../../lib/tail/tail';
import { spotLimit } from '../../../nodes/threshold/strategies/spot';
import type { StrategyOptions } from '../../../nodes/threshold/strategies/strategy';

/** Part of the normal records that may alarm. */
const RISK = 1 / 3000;
/** A week of records, one a second: far beyond what so few scores have seen. */
const WEEK = 1 / 604_800;
const OPTIONS: StrategyOptions = { risk: RISK, room: 0.3, value: 1, ordered: true };
const RUNS = 100;

/** Scores made of standard normal series, and the score that one of them exceeds with a probability. */
interface Kind {
  readonly series: number;
  readonly score: (z: readonly number[]) => number;
  readonly quantile: (p: number) => number;
}

const exponential = ([a, b]: readonly number[]): number => (a! * a! + b! * b!) / 2;
const KINDS: Readonly<Record<string, Kind>> = {
  'squared normal': { series: 1, score: ([z]) => z! * z!, quantile: (p) => normalQuantile(p / 2) ** 2 },
  exponential: { series: 2, score: exponential, quantile: (p) => -Math.log(p) },
  uniform: { series: 2, score: (z) => 1 - Math.exp(-exponential(z)), quantile: (p) => 1 - p },
  lognormal: { series: 1, score: ([z]) => Math.exp(z!), quantile: (p) => Math.exp(-normalQuantile(p)) },
  'Pareto of index 3': {
    series: 2,
    score: (z) => Math.exp(exponential(z) / 3) - 1,
    quantile: (p) => p ** (-1 / 3) - 1,
  },
};

/** @param memory correlation of neighbours in the normal series behind the scores */
function draw({ series, score }: Kind, count: number, memory: number, random: Random): number[] {
  const z = Array.from({ length: series }, () => random.normal());
  return Array.from({ length: count }, () => {
    for (let k = 0; k < series; k++) z[k] = memory * z[k]! + Math.sqrt(1 - memory ** 2) * random.normal();
    return score(z);
  });
}

/** Limits over the true ones, ascending. */
function ratios(kind: Kind, count: number, memory: number, risk = RISK): Float64Array {
  const random = createRandom(count);
  const options = { ...OPTIONS, risk };
  const limits = Array.from({ length: RUNS }, () => spotLimit.fit(draw(kind, count, memory, random), options).limit);
  return ascending(limits.map((limit) => limit / kind.quantile(risk)));
}

/** How often the limit that is `ratio` times the true one lets a normal record alarm, over the budget. */
function rate(kind: Kind, ratio: number): number {
  let low = Math.log(1e-12);
  let high = 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (kind.quantile(Math.exp(middle)) > ratio * kind.quantile(RISK)) low = middle;
    else high = middle;
  }
  return Math.exp(low) / RISK;
}

describe('SPOT on few scores', () => {
  /**
   * Scores that the calibration has, correlation, the highest that the 95 % percentile of limit / true limit and the median
   * of false alarms / budget may be. Tails as light as most, then heavy ones.
   */
  const promises: readonly (readonly [number, number, readonly [number, number], readonly [number, number]])[] = [
    [40, 0, [3.5, 0.5], [1.7, 6]],
    [100, 0, [2.3, 0.5], [1.7, 4]],
    [300, 0, [2, 0.7], [1.7, 3]],
    [1000, 0, [1.7, 1], [1.7, 2.5]],
    [40, 0.9, [6, 2], [4, 14]],
    [100, 0.9, [4.5, 2], [4, 6]],
    [300, 0.9, [3.5, 2], [4, 4.5]],
    [1000, 0.9, [2.2, 2], [3, 3]],
  ];
  for (const [count, memory, light, heavy] of promises) {
    for (const [name, kind] of Object.entries(KINDS)) {
      const [most, alarms] = name === 'lognormal' || name.startsWith('Pareto') ? heavy : light;
      it(`${count} scores, ${name}${memory > 0 ? ', neighbours alike' : ''}: neither blind nor loud`, () => {
        const found = ratios(kind, count, memory);
        const high = quantile(found, 0.95);
        assert.ok(high < most, `one limit in 20 is above ${high.toFixed(2)} times the true one`);
        const usual = rate(kind, quantile(found, 0.5));
        assert.ok(usual < alarms, `${usual.toFixed(2)} times the budget`);
      });
    }
  }

  for (const count of [40, 200, 1000]) {
    for (const memory of [0, 0.9]) {
      it(`${count} scores and a budget of a week: doubt does not run away (correlation ${memory})`, () => {
        for (const kind of [KINDS['squared normal']!, KINDS['exponential']!, KINDS['lognormal']!]) {
          const found = ratios(kind, count, memory, WEEK);
          const high = quantile(found, 0.95);
          assert.ok(high < (memory > 0 ? 7 : 4.5), `one limit in 20 is above ${high.toFixed(2)} times the true one`);
          const usual = quantile(found, 0.5);
          assert.ok(usual > 0.25 && usual < 2.5, `${usual.toFixed(2)} times the true one`);
        }
      });
    }
  }

  it('gives scores that hang together a higher limit than the same scores shuffled', () => {
    const random = createRandom(7);
    const scores = draw(KINDS['exponential']!, 300, 0.95, random);
    const shuffled = scores
      .map((score) => ({ score, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ score }) => score);
    const limit = spotLimit.fit(scores, OPTIONS).limit;
    assert.ok(limit > 1.1 * spotLimit.fit(shuffled, OPTIONS).limit);
  });

  it('adds no doubt to a calibration whose order is not known: a detector sums up many scores in it', () => {
    const sorted = ascending(draw(KINDS['exponential']!, 512, 0, createRandom(8)));
    const limit = spotLimit.fit([...sorted], { ...OPTIONS, ordered: false }).limit;
    assert.equal(limit, tailLimit(fitTail(sorted), RISK));
    assert.ok(limit < spotLimit.fit([...sorted], OPTIONS).limit);
  });

  it('takes back what it added for doubt as normal scores come in, further than the room that it has', () => {
    const kind = KINDS['exponential']!;
    const starts: number[] = [];
    const ends: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const stream = draw(kind, 6040, 0.9, createRandom(seed));
      const strategy = spotLimit.fit(stream.slice(0, 40), OPTIONS);
      starts.push(strategy.limit / kind.quantile(RISK));
      for (const score of stream.slice(40)) strategy.observe(score, true);
      ends.push(strategy.limit / kind.quantile(RISK));
    }
    assert.ok(quantile(ascending(starts), 0.9) > 2);
    assert.ok(quantile(ascending(ends), 0.9) < 1.5);
    assert.ok(quantile(ascending(ends), 0.5) > 0.8);
  });

  it('goes on from a state that was saved before it knew doubt', () => {
    const scores = draw(KINDS['exponential']!, 200, 0, createRandom(9));
    const old = JSON.parse(JSON.stringify(spotLimit.fit(scores, { ...OPTIONS, ordered: false }).snapshot()));
    delete old.plain;
    const strategy = spotLimit.restore(old, OPTIONS);
    for (const score of draw(KINDS['exponential']!, 3000, 0, createRandom(10))) strategy.observe(score, true);
    assert.ok(Math.abs(strategy.limit / KINDS['exponential']!.quantile(RISK) - 1) < 0.35, `${strategy.limit}`);
  });
});

describe('SPOT on a burst among the calibration', () => {
  for (const [count, burst] of [
    [200, 3],
    [512, 10],
    [2000, 10],
    [5000, 30],
    [10_000, 30],
    [10_000, 100],
    [20_000, 200],
  ] as const) {
    it(`${burst} of ${count} scores a hundred times too high: a limit above the rest, and not far above the burst`, () => {
      const random = createRandom(count + burst);
      const scores = draw(KINDS['squared normal']!, count, 0, random);
      const highest = Math.max(...scores);
      const at = random.below(count - burst);
      for (let i = 0; i < burst; i++) scores[at + i] = 100 * (0.5 + random.next());
      const { limit } = spotLimit.fit(scores, OPTIONS);
      assert.ok(limit > highest, `${limit} below ${highest}`);
      assert.ok(limit < 4 * Math.max(...scores), `${limit}`);
    });
  }
});
