import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { parseConfig } from '../../../nodes/threshold/config';
import { createThreshold } from '../../../nodes/threshold/layer';
import { STRATEGIES, type StrategyName } from '../../../nodes/threshold/strategies/kinds';
import type { Strategy } from '../../../nodes/threshold/strategies/strategy';
import { testContext } from '../../fixtures/layer-context';

const OPTIONS = { risk: 1e-3, room: 0.5, value: 8, ordered: true };
const BEFORE = 500;
const AFTER = 2000;
/** Records after wild ones in which their echo may still alarm: a chart smooths over a few. */
const echo = (name: StrategyName): number => (name === 'ewma' ? 15 : 6);

function normal(count: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => 0.5 - Math.log(1 - random.next()));
}

interface Seen {
  /** Positions of the alarms, counted from the last wild score. */
  readonly alarms: readonly number[];
  readonly limit: number;
  readonly strategy: Strategy;
}

/** Normal scores, the given wild ones among them, and normal ones again. */
function seen(name: StrategyName, wild: readonly number[], restart = false): Seen {
  const kind = STRATEGIES[name];
  let strategy = kind.fit(normal(1000, 3), OPTIONS);
  for (const score of normal(BEFORE, 4)) strategy.observe(score, true);
  for (const score of wild) strategy.observe(score, true);
  if (restart) strategy = kind.restore(JSON.parse(JSON.stringify(strategy.snapshot())), OPTIONS);
  const alarms = normal(AFTER, 5).flatMap((score, i) => (strategy.observe(score, true) ? [i] : []));
  return { alarms, limit: strategy.limit, strategy };
}

const SIZES: Readonly<Record<string, number>> = {
  'ten limits': 80,
  'a thousand': 1e3,
  'a billion': 1e9,
  'the largest number': Number.MAX_VALUE,
  'minus a thousand': -1e3,
  'minus a billion': -1e9,
  'the lowest number': -Number.MAX_VALUE,
};

describe('a wild score does not change what follows', () => {
  for (const name of Object.keys(STRATEGIES) as StrategyName[]) {
    const clean = seen(name, []);
    const distance = clean.limit - clean.strategy.typical;
    for (const [size, score] of Object.entries(SIZES)) {
      it(`${name}: 1, 3 and 10 of ${size}`, () => {
        for (const count of [1, 3, 10]) {
          for (const restart of [false, true]) {
            const { alarms, limit } = seen(name, new Array<number>(count).fill(score), restart);
            assert.deepEqual(
              alarms.filter((at) => at >= echo(name)),
              clean.alarms.filter((at) => at >= echo(name)),
              `${count}, restart ${restart}`,
            );
            assert.ok(Math.abs(limit - clean.limit) < 0.05 * distance, `${count}: ${limit} instead of ${clean.limit}`);
          }
        }
      });
    }

    it(`${name}: high and low ones in turn, with normal ones in between`, () => {
      const wild = normal(60, 6).map((score, i) => (i % 6 === 0 ? 1e6 : i % 6 === 3 ? -1e6 : score));
      const { alarms, limit } = seen(name, wild);
      assert.deepEqual(
        alarms.filter((at) => at >= echo(name)),
        clean.alarms.filter((at) => at >= echo(name)),
      );
      assert.ok(Math.abs(limit - clean.limit) < 0.05 * distance);
    });

    it(`${name}: what is no number is refused and changes nothing`, () => {
      const context = testContext();
      const layer = createThreshold(parseConfig({ strategy: name, scores: 200, value: 8 }), context);
      let time = 0;
      const step = (score: unknown): unknown => {
        time += 1000;
        const record = { asset: 'A', time, values: {}, score: score as number, verdict: undefined };
        layer.step(record as never);
        return record.verdict;
      };
      for (const score of normal(300, 8)) step(score);
      const before = JSON.stringify(layer.snapshot());
      for (const score of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '1e9', null, [3]]) {
        assert.equal(step(score), 'fault', String(score));
      }
      assert.equal(JSON.stringify(layer.snapshot()), before);
      assert.equal(context.failures.length, 6);
      assert.notEqual(step(1), 'fault');
    });
  }

  it('NDT still alarms while wild scores last, and for a shift that is not wild', () => {
    const strategy = seen('ndt', []).strategy;
    const alarms = (scores: readonly number[]): number =>
      scores.filter((score) => strategy.observe(score, true)).length;
    assert.ok(alarms(new Array<number>(30).fill(1e4)) > 20);
    alarms(normal(echo('ndt'), 8));
    assert.equal(alarms(normal(100, 9)), 0);
    assert.ok(alarms(normal(100, 10).map((score) => 3 * score)) > 40);
  });

  it('NDT: wild scores that come and go are no calm', () => {
    const strategy = seen('ndt', []).strategy;
    const flicker = normal(60, 11).map((score, i) => (i % 4 === 0 ? 100 : score));
    assert.ok(flicker.filter((score) => strategy.observe(score, true)).length > 30);
  });

  it('NDT goes on from a state that an older version kept', () => {
    const { strategy } = seen('ndt', []);
    const { highest: _, run: __, ...old } = strategy.snapshot() as unknown as Record<string, unknown>;
    const again = STRATEGIES.ndt.restore(old as never, OPTIONS);
    for (const score of [1e9, 1e9, 1e9]) again.observe(score, true);
    const after = normal(100, 12).flatMap((score, i) => (again.observe(score, true) ? [i] : []));
    assert.deepEqual(
      after.filter((at) => at >= echo('ndt')),
      [],
    );
  });
});
