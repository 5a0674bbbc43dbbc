import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../lib/math/random';
import { fitMoments, fitPareto, logLikelihood, type Pareto, tailQuantile } from '../../../lib/tail/pareto';
import { lcg } from '../../fixtures/lcg';
import { requireShared } from '../../fixtures/shared';

interface Golden {
  dist: string;
  seed: number;
  n: number;
  level: number;
  mle_gamma: number;
  mle_sigma: number;
  loglik: number;
  mom_gamma: number;
  mom_sigma: number;
  init_threshold_t: number;
  zq_from_mle: Record<string, number>;
}

const DRAW: Record<string, (u: number) => number> = {
  exponential: (u) => -Math.log(1 - u),
  uniform: (u) => u,
  pareto_a3: (u) => (1 - u) ** (-1 / 3) - 1,
};

function near(actual: number, expected: number, relative: number, absolute = 0): void {
  const allowed = Math.max(Math.abs(expected) * relative, absolute);
  assert.ok(Math.abs(actual - expected) <= allowed, `${actual} instead of ${expected}`);
}

describe('generalised Pareto tail', () => {
  for (const dist of Object.keys(DRAW)) {
    it(`has the likelihood of the reference fit: ${dist}`, function () {
      const folder = requireShared(this, 'reference/golden');
      const golden = JSON.parse(readFileSync(join(folder, 'thresholds.json'), 'utf8')).gpd as Golden[];
      const expected = golden.find((g) => g.dist === dist)!;
      const next = lcg(expected.seed);
      const sorted = Array.from({ length: expected.n }, () => DRAW[dist]!(next())).sort((a, b) => a - b);
      const level = sorted[Math.floor(expected.level * expected.n)]!;
      near(level, expected.init_threshold_t, 1e-12);
      const excesses = sorted.filter((x) => x > level).map((x) => x - level);
      const moments = fitMoments(excesses);
      near(moments.gamma, expected.mom_gamma, 1e-6);
      near(moments.sigma, expected.mom_sigma, 1e-6);
      const fit = fitPareto(excesses);
      // Below gamma = -1 (here: uniform) the likelihood is unbounded and the reference stopped anywhere; we end at -1.
      const edge = expected.mle_gamma < -1;
      const likelihood = logLikelihood(excesses, fit);
      assert.ok(likelihood >= expected.loglik - (edge ? 3 : 1e-3), `${likelihood} instead of ${expected.loglik}`);
      near(fit.gamma, expected.mle_gamma, edge ? 0.05 : 1e-2);
      near(fit.sigma, expected.mle_sigma, edge ? 0.05 : 1e-2);
      for (const [risk, value] of Object.entries(expected.zq_from_mle)) {
        near(tailQuantile(fit, level, excesses.length / expected.n, Number(risk)), value, 1e-2);
      }
    });
  }

  const draws: readonly [string, Pareto, (u: number, z: number) => number][] = [
    ['exponential', { gamma: 0, sigma: 1 }, (u) => -Math.log(1 - u)],
    ['Pareto of index 3', { gamma: 1 / 3, sigma: 1 / 3 }, (u) => (1 - u) ** (-1 / 3) - 1],
    ['a tail that ends', { gamma: -0.5, sigma: 1 }, (u) => 2 * (1 - (1 - u) ** 0.5)],
  ];
  for (const [name, truth, draw] of draws) {
    it(`finds the parameters again: ${name}`, () => {
      const random = createRandom(5);
      const excesses = Array.from({ length: 2000 }, () => draw(random.next(), 0));
      const fit = fitPareto(excesses);
      near(fit.gamma, truth.gamma, 0.2, 0.08);
      near(fit.sigma, truth.sigma, 0.1);
    });
  }

  it('does not depend on the unit of the score', () => {
    const random = createRandom(6);
    const excesses = Array.from({ length: 300 }, () => (1 - random.next()) ** -0.25 - 1);
    const one = fitPareto(excesses);
    const large = fitPareto(excesses.map((y) => y * 1e6));
    near(large.gamma, one.gamma, 1e-6);
    near(large.sigma, one.sigma * 1e6, 1e-6);
  });

  it('stays finite with a single excess and with equal ones', () => {
    for (const excesses of [[0.5], [2, 2, 2]]) {
      const fit = fitPareto(excesses);
      assert.ok(Number.isFinite(tailQuantile(fit, 1, 0.1, 1e-4)));
    }
  });
});
