import assert from 'node:assert/strict';
import { parseOrder } from '../../../lib/layer/orders';
import { createRandom } from '../../../lib/math/random';
import { asRecord } from '../../../lib/record/read';
import type { TwinRecord } from '../../../lib/record/record';
import { Rarity } from '../../../lib/tail/rarity';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { STRATEGIES, type StrategyName } from '../../../nodes/threshold/strategies/kinds';
import { testContext } from '../../fixtures/layer-context';

/** Scores of normal records by the chance that one is higher, and so how rare each truly is. */
const KINDS: Readonly<Record<string, (chance: number) => number>> = {
  uniform: (chance) => 5 - chance,
  exponential: (chance) => -Math.log(chance),
  'Pareto of index 3': (chance) => 100 * chance ** (-1 / 3),
  'an offset, tiny': (chance) => 7 - 1e-6 * Math.log(chance),
};
const RISK = 1e-3;

function calibration(score: (chance: number) => number, seed: number, count = 2000): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => score(1 - random.next()));
}

/** Rarity that a score has by its true chance. */
const truth = (chance: number): number => (50 * Math.log(chance / 0.5)) / Math.log(RISK / 0.5);

function judged(raw: Record<string, unknown>, scores: readonly number[], more: readonly number[] = []): TwinRecord[] {
  const layer = createThreshold(parseConfig({ per: 'records', budget: 1 / RISK, ...raw }), testContext());
  layer.order(parseOrder('calibrate', ['calibrate']), scores);
  return more.map((score, i) => {
    const record: TwinRecord = { asset: 'twin', time: i * 1000, values: { a: 1 }, score };
    layer.step(record);
    return record;
  });
}

describe('threshold: how rare a score is', () => {
  for (const [name, score] of Object.entries(KINDS)) {
    it(`means the same with scores that are ${name}`, () => {
      const scores = calibration(score, 3);
      const sorted = [...scores].sort((a, b) => a - b);
      const rarity = new Rarity(scores, sorted[1000]!, score(RISK), RISK);
      for (const chance of [0.5, 0.3, 0.1, 0.03, 0.01, RISK]) {
        const found = rarity.of(score(chance), score(RISK));
        assert.ok(Math.abs(found - truth(chance)) < 6, `${chance}: ${found} instead of ${truth(chance)}`);
      }
      assert.equal(rarity.of(score(RISK), score(RISK)), 50);
    });
  }

  it('means nearly the same beyond the limit, with a light and a heavy tail: so do half of all calibrations', () => {
    for (const name of ['exponential', 'Pareto of index 3'] as const) {
      const score = KINDS[name]!;
      const found = Array.from({ length: 21 }, (_, seed) =>
        new Rarity(calibration(score, seed), score(0.5), score(RISK), RISK).of(score(1e-4), score(RISK)),
      ).sort((a, b) => a - b);
      for (const one of found.slice(5, 16)) {
        assert.ok(Math.abs(one - truth(1e-4)) < 15, `${name}: ${one} instead of ${truth(1e-4)}`);
      }
    }
  });

  for (const strategy of Object.keys(STRATEGIES) as StrategyName[]) {
    it(`${strategy}: is within 0 and 100 and never falls when the score rises`, () => {
      if (strategy === 'static') return;
      for (const score of Object.values(KINDS)) {
        const scores = calibration(score, 5, 400);
        const low = score(1) - 1;
        const high = 3 * score(1e-9);
        const rising = Array.from({ length: 300 }, (_, i) => low + ((high - low) * i) / 299);
        const records = judged({ strategy, adapt: false }, scores, [...rising, 1e300, -1e300]);
        const found = records.map(({ rarity }) => rarity!);
        assert.ok(
          found.every((rarity) => rarity >= 0 && rarity <= 100),
          found.join(' '),
        );
        // With a limit that follows the scores the scale moves along: the same score is not as rare any more.
        if (strategy !== 'dspot' && strategy !== 'ndt') {
          for (let i = 1; i < rising.length; i++) assert.ok(found[i]! >= found[i - 1]!, `${found[i - 1]}, ${found[i]}`);
        }
        assert.deepEqual([found.at(-2), found.at(-1)], [100, 0]);
      }
    });
  }

  it('is above 50 when the score is above the limit, and only then', () => {
    for (const score of Object.values(KINDS)) {
      const scores = calibration(score, 6, 300);
      const records = judged({}, scores, scores.concat(scores.map((one) => one + 2 * Math.abs(one))));
      for (const { rarity, threshold, score: raw } of records) {
        if (raw! > threshold!) assert.ok(rarity! >= 50, `${raw} above ${threshold}: ${rarity}`);
        else assert.ok(rarity! <= 50, `${raw} within ${threshold}: ${rarity}`);
      }
    }
  });

  it('scores that are all alike are usual, and what is above the limit is not', () => {
    const [usual, beyond] = judged({}, new Array(50).fill(2), [2, 4]);
    assert.equal(usual!.rarity, 0);
    assert.ok(beyond!.rarity! > 50);
  });

  it('moves along with a limit that a person orders', () => {
    const scores = calibration(KINDS['exponential']!, 7);
    const layer = createThreshold(parseConfig({ per: 'records', budget: 1 / RISK }), testContext());
    layer.order(parseOrder('calibrate', ['calibrate']), scores);
    layer.order(parseOrder({ do: 'set', limit: 20 }, ['set']), undefined);
    const at = (score: number): number => {
      const record: TwinRecord = { asset: 'twin', time: 0, values: { a: 1 }, score };
      layer.step(record);
      return record.rarity!;
    };
    assert.equal(at(20), 50);
    assert.ok(at(19.9) < 50 && at(20.1) >= 50);
  });

  it('is the same after a restart', () => {
    const scores = calibration(KINDS['exponential']!, 8, 3000);
    const config = parseConfig({ per: 'records', budget: 1 / RISK });
    const layer = createThreshold(config, testContext());
    layer.order(parseOrder('calibrate', ['calibrate']), scores);
    const run = (one: typeof layer): (number | undefined)[] =>
      scores.slice(0, 200).map((score, i) => {
        const record: TwinRecord = { asset: 'twin', time: i * 1000, values: { a: 1 }, score };
        one.step(record);
        return record.rarity;
      });
    run(layer);
    const again = createThreshold(config, testContext(), JSON.parse(JSON.stringify(layer.snapshot())));
    assert.deepEqual(run(again), run(layer));
  });

  it('a fixed limit has none, whatever came with the record', () => {
    const layer = createThreshold(parseConfig({ strategy: 'static' }), testContext());
    const record: TwinRecord = { asset: 'twin', time: 0, values: { a: 1 }, score: 3, rarity: 4 };
    layer.step(record);
    assert.equal('rarity' in record, false);
  });

  it('of a foreign record must be a number', () => {
    assert.throws(() => asRecord({ asset: 'a', values: { a: 1 }, rarity: 'high' }, 0), /payload\.rarity: .*a number/);
  });
});
