import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { normalQuantile } from '../../../lib/math/normal-quantile';
import { createRandom } from '../../../lib/math/random';
import { moments } from '../../../nodes/threshold/strategies/ewma';
import { STRATEGIES, type StrategyName } from '../../../nodes/threshold/strategies/kinds';
import { medianSpread } from '../../../nodes/threshold/strategies/mad';
import { Smoother } from '../../../nodes/threshold/strategies/ndt';
import type { Strategy } from '../../../nodes/threshold/strategies/strategy';
import { lcgNormal } from '../../fixtures/lcg';
import { requireShared } from '../../fixtures/shared';

const OPTIONS = { risk: 1e-3, room: 0.5, value: 2, ordered: true };

// biome-ignore lint/suspicious/noExplicitAny: the shape of a JSON file
function golden(test: Context): any {
  return JSON.parse(readFileSync(join(requireShared(test, 'reference/golden'), 'thresholds.json'), 'utf8'));
}

/** A score stream like a detector's: squares of an autoregressive series, neighbours correlated by `memory`. */
function scores(count: number, seed: number, memory = 0.8): number[] {
  const random = createRandom(seed);
  let x = random.normal();
  return Array.from({ length: count }, () => {
    x = memory * x + Math.sqrt(1 - memory ** 2) * random.normal();
    return 0.1 + x * x;
  });
}

function calibrated(name: StrategyName, calibration: readonly number[], options = OPTIONS): Strategy {
  return STRATEGIES[name].fit(calibration, options);
}

function alarms(strategy: Strategy, stream: readonly number[], learn = true): number[] {
  return stream.flatMap((score, i) => (strategy.observe(score, learn) ? [i] : []));
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);
}

describe('threshold strategies on golden streams', () => {
  const spikes: readonly (readonly [number, number])[] = [
    [2100, 6],
    [2500, 8],
    [2501, 8],
  ];
  const stream = (seed: number, count: number): number[] => {
    const next = lcgNormal(seed);
    const values = Array.from({ length: count }, next);
    for (const [at, height] of spikes) values[at]! += height;
    return values;
  };

  it('SPOT sees the spikes and agrees with the reference about the rest', function () {
    const { spot_stream } = golden(this);
    const values = stream(77, 3000);
    const strategy = calibrated('spot', values.slice(0, 1000), { ...OPTIONS, room: 10 });
    near(strategy.limit, spot_stream.threshold_first, 0.35);
    const found = alarms(strategy, values.slice(1000)).map((i) => i + 1000);
    for (const [at] of spikes) assert.ok(found.includes(at), `${at} not found`);
    assert.ok(found.length <= spot_stream.alarms.length + spikes.length);
    near(strategy.limit, spot_stream.threshold_last, 0.45);
  });

  it('DSPOT follows a slow drift and still sees the spikes on it', function () {
    golden(this);
    const values = stream(77, 3000).map((v, i) => v + (i < 1000 ? 0 : ((i - 1000) / 2000) * 5));
    const drifting = calibrated('dspot', values.slice(0, 1000), { ...OPTIONS, room: 10 });
    const found = alarms(drifting, values.slice(1000)).map((i) => i + 1000);
    for (const [at] of spikes) assert.ok(found.includes(at), `${at} not found`);
    assert.ok(found.length < 12, `${found.length} alarms`);
    const rigid = calibrated('spot', values.slice(0, 1000), { ...OPTIONS, room: 0 });
    assert.ok(alarms(rigid, values.slice(1000)).length > 100);
  });

  it('MAD has the median and spread of the reference', function () {
    const { mad } = golden(this);
    const { median, spread } = medianSpread(stream(21, 2600).slice(0, mad.first));
    near(median, mad.median, 1e-9);
    near(spread, mad.sigma_mad, 1e-6);
  });

  it('EWMA has the mean and spread of the reference and sees the shift as soon', function () {
    const { ewma } = golden(this);
    const next = lcgNormal(ewma.seed);
    const values = Array.from({ length: ewma.n }, (_, i) => next() + (i < 300 ? 0 : 1));
    const { mean, spread } = moments(values.slice(0, 100));
    near(mean, ewma.mu, 1e-9);
    near(spread, ewma.sd_ddof1, 1e-9);
    const strategy = calibrated('ewma', values.slice(0, 100), { ...OPTIONS, risk: 1 - 0.99865 });
    const found = alarms(strategy, values);
    near(found.find((i) => i >= 300)!, ewma.first_alarm_after_300, 6);
  });

  it('Telemanom smooths as the reference does and finds both bursts and nothing else', function () {
    const { telemanom } = golden(this);
    const next = lcgNormal(telemanom.seed);
    const errors = Array.from({ length: telemanom.n }, (_, i) => {
      const burst = i >= 1500 && i < 1560 ? 0.6 : i >= 2900 && i < 3000 ? 0.35 : 0;
      return Math.abs(next()) * 0.05 + burst;
    });
    const smoother = new Smoother();
    const smoothed = errors.map((e) => smoother.add(e));
    // The reference puts the mean of the first 500 in place of the first 250.
    const [start, ...rest] = telemanom.e_s_every_250 as number[];
    near(smoothed.slice(0, 500).reduce((sum, e) => sum + e, 0) / 500, start!, 1e-9);
    rest.forEach((value, k) => {
      near(smoothed[(k + 1) * 250]!, value, 1e-9);
    });
    const strategy = calibrated('ndt', errors.slice(0, 500));
    const found = alarms(strategy, errors.slice(500)).map((i) => i + 500);
    assert.ok(found.some((i) => i >= 1500 && i < 1560) && found.some((i) => i >= 2900 && i < 3000));
    // The smoothed error needs a while to come down again.
    assert.ok(
      found.every((i) => (i >= 1500 && i < 1760) || (i >= 2900 && i < 3250)),
      `${found}`,
    );
  });

  it('the normal quantile is exact to many digits', () => {
    near(normalQuantile(0.975), 1.959963984540054, 1e-14);
    near(normalQuantile(1e-9), -5.997807015007687, 1e-12);
    near(normalQuantile(0.5), 0, 1e-15);
  });
});

describe('threshold strategies keep their promise', () => {
  for (const count of [40, 60, 100, 200, 500]) {
    it(`SPOT stays within a few times its budget after ${count} correlated calibration scores`, () => {
      let false_ = 0;
      const runs = 15;
      const length = 4000;
      for (let seed = 1; seed <= runs; seed++) {
        const stream = scores(count + length, seed);
        const strategy = calibrated('spot', stream.slice(0, count), { ...OPTIONS, risk: 1e-3, room: 0.3 });
        false_ += alarms(strategy, stream.slice(count)).length;
      }
      const rate = false_ / (runs * length);
      assert.ok(rate < (count < 100 ? 0.02 : 0.008), `one alarm in ${Math.round(1 / rate)}`);
    });
  }

  it('SPOT on a good calibration is neither loud nor blind', () => {
    const stream = scores(30_000, 5, 0);
    const strategy = calibrated('spot', stream.slice(0, 5000), OPTIONS);
    // Chi-squared with one degree of freedom exceeds 10.83 with probability 0.001.
    near(strategy.limit, 10.93, 2.5);
    const found = alarms(strategy, stream.slice(5000)).length;
    assert.ok(found > 5 && found < 75, `${found} alarms instead of about 25`);
  });

  for (const name of Object.keys(STRATEGIES) as StrategyName[]) {
    it(`${name}: is not led away by scores that creep up`, () => {
      const calibration = scores(500, 3);
      const strategy = calibrated(name, calibration);
      const first = strategy.limit;
      const reach = OPTIONS.room * (first - strategy.typical);
      const random = createRandom(9);
      for (let i = 0; i < 20_000; i++) strategy.observe(Math.max(0, strategy.limit - 0.01 * random.next()), true);
      assert.ok(strategy.limit <= first + reach + 1e-9, `${strategy.limit} from ${first}`);
      assert.ok(strategy.observe(10 * (first + reach), true) || name === 'ewma' || name === 'ndt');
    });

    it(`${name}: does not move while it may not learn`, () => {
      const strategy = calibrated(name, scores(300, 4));
      const { limit } = strategy;
      alarms(strategy, scores(2000, 5), false);
      assert.equal(strategy.limit, limit);
    });

    it(`${name}: never learns from what it finds anomalous`, () => {
      const strategy = calibrated(name, scores(300, 4));
      const { limit } = strategy;
      alarms(
        strategy,
        Array.from({ length: 500 }, () => 1e6),
      );
      if (name !== 'aci') assert.equal(strategy.limit, limit);
      else assert.ok(strategy.limit <= limit + OPTIONS.room * (limit - strategy.typical) + 1e-9);
    });

    it(`${name}: keeps off a score that never varied`, () => {
      for (const constant of [0, 0.5, 1e6]) {
        if (name === 'static') continue;
        const strategy = calibrated(name, new Array<number>(50).fill(constant));
        assert.ok(strategy.limit > constant);
        assert.deepEqual(alarms(strategy, new Array<number>(500).fill(constant)), []);
      }
    });
  }

  it('ACI takes its limit back down after an alarm', () => {
    const strategy = calibrated('aci', scores(2000, 6, 0), { ...OPTIONS, risk: 0.02 });
    const { limit } = strategy;
    strategy.observe(limit + 1, true);
    assert.ok(strategy.limit > limit);
    for (let i = 0; i < 5000 && strategy.limit > limit; i++) strategy.observe(0.1, true);
    assert.ok(strategy.limit <= limit);
  });

  it('ACI: alarms do not shield those behind them, at the risk of a week', () => {
    const strategy = calibrated('aci', scores(2000, 6, 0), { ...OPTIONS, risk: 1.6e-6 });
    const { limit } = strategy;
    const reach = OPTIONS.room * (limit - strategy.typical);
    for (let i = 0; i < 200; i++) strategy.observe(2 * limit, true);
    assert.ok(strategy.limit < limit + 0.1 * reach, `${strategy.limit} from ${limit}, room ${reach}`);
    const again = STRATEGIES.aci.restore(strategy.snapshot(), { ...OPTIONS, risk: 1.6e-6 });
    again.observe(2 * limit, true);
    assert.equal(again.limit, strategy.limit);
  });

  for (const wild of [1e3, 1e9]) {
    it(`EWMA: one score of ${wild} does not alarm for dozens of records, learning or not`, () => {
      for (const learn of [true, false]) {
        const strategy = calibrated('ewma', scores(500, 3));
        const after = [wild, ...new Array<number>(60).fill(strategy.typical)];
        assert.ok(alarms(strategy, after, learn).length <= 6);
      }
    });
  }

  it('EWMA: still sees a shift that lasts', () => {
    const strategy = calibrated('ewma', scores(500, 3));
    assert.ok(alarms(strategy, new Array<number>(40).fill(2 * strategy.limit)).length > 30);
  });
});
