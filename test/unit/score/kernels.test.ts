import assert from 'node:assert/strict';
import { LiveRoom, Workbench } from '../../../lib/engine/wasm/live-numbers';
import { createRandom } from '../../../lib/math/random';
import { Leverage } from '../../../lib/score/learned-twin/leverage';
import { MewmaChart } from '../../../lib/score/mewma/chart';
import { coarse, fine, rootOf, rootOfPrecision, rootSize } from '../../../lib/score/root';

/** What the kernels must say: the definitions, written out. */
const SIZES = [1, 2, 3, 4, 5, 7, 8, 18, 33];

describe('kernels of live scores', () => {
  for (const n of SIZES) {
    it(`give the leverage of ${n} columns`, () => {
      const random = createRandom(n);
      const lower = Float64Array.from({ length: n * n }, (_, at) => {
        const [row, column] = [Math.floor(at / n), at % n];
        return column > row ? 0 : column === row ? 1 + random.next() : 0.3 * random.normal();
      });
      const x = Float64Array.from({ length: n }, () => random.normal());
      // L y = x by substitution; the leverage is |y|^2.
      const y: number[] = [];
      for (let i = 0; i < n; i++)
        y.push((x[i]! - y.reduce((s, v, k) => s + lower[i * n + k]! * v, 0)) / lower[i * n + i]!);
      const root = rootOf(lower, n);
      assert.equal(root.length, rootSize(n));
      const kernel = new Leverage(root, n);
      const wanted = y.reduce((s, v) => s + v * v, 0);
      Workbench.of(n).x.fill(0).set(x);
      const one = kernel.ofX();
      assert.ok(Math.abs(one / wanted - 1) < 1e-3, `${one} instead of ${wanted}`);
      // Many rows at once are judged as one by one.
      for (const at of [0, 2]) kernel.rows.set(x, at * kernel.stride);
      // What is behind them makes no difference.
      kernel.rows.fill(1, 3 * kernel.stride);
      assert.deepEqual([...kernel.ofRows(3)], [one, 0, one]);
      assert.deepEqual([...kernel.ofRows(1)], [one]);
      // What it works with is what comes of it again.
      const kept = kernel.root();
      assert.deepEqual(fine(coarse(kept, n)), kept);
      root.forEach((value, at) => {
        assert.ok(Math.abs(value - kept[at]!) < 1e-3, `${kept[at]} instead of ${value}`);
      });
      kernel.dispose();
    });

    it(`give the chart of ${n} numbers`, () => {
      const random = createRandom(100 + n);
      const mean = Float64Array.from({ length: n }, () => random.normal());
      const scales = [1, 0.4].map((rate, s) => {
        const half = Float64Array.from({ length: n * n }, () => random.normal());
        const precision = Float64Array.from({ length: n * n }, (_, at) => {
          const [i, k] = [Math.floor(at / n), at % n];
          let sum = i === k ? 1 : 0;
          for (let j = 0; j < n; j++) sum += half[i * n + j]! * half[k * n + j]!;
          return sum;
        });
        return { rate, unit: 2 + s, precision, root: rootOfPrecision(precision, n) };
      });
      const chart = new MewmaChart({ mean, scales });
      const smoothed = scales.map(() => new Array<number>(n).fill(0));
      for (let t = 0; t < 12; t++) {
        const row = Float64Array.from({ length: n }, () => (random.next() < 0.1 ? Number.NaN : random.normal()));
        const said = chart.step(row);
        const shares = new Float64Array(n);
        chart.share(1, [...shares.keys()], shares);
        const wantedShares = new Float64Array(n);
        const distances = scales.map(({ rate, unit, precision }, s) => {
          const state = smoothed[s]!;
          for (let i = 0; i < n; i++)
            state[i]! += rate * ((Number.isNaN(row[i]!) ? 0 : row[i]! - mean[i]!) - state[i]!);
          const weighted = state.map((_, i) => state.reduce((sum, v, k) => sum + precision[i * n + k]! * v, 0));
          weighted.forEach((w, i) => {
            wantedShares[i]! += w ** 2 / precision[i * n + i]! / unit / 2;
          });
          return weighted.reduce((sum, w, i) => sum + w * state[i]!, 0) / unit;
        });
        // The slow scale has a say once it has forgotten where it began, after 2 / rate rows, and counts four times the fast one at most.
        const wanted = (distances[0]! + (t + 1 > 5 ? Math.min(distances[1]!, 4 * distances[0]!) : 0)) / 2;
        assert.ok(Math.abs(said - wanted) <= 2e-5 * (1 + wanted), `row ${t}: ${said} instead of ${wanted}`);
        shares.forEach((share, i) => {
          assert.ok(Math.abs(share - wantedShares[i]!) <= 2e-5 * (1 + wantedShares[i]!));
        });
      }
      assert.deepEqual(chart.learned(), { mean, scales: scales.map(({ precision: _, ...scale }) => scale) });
      const other = new MewmaChart({ mean, scales });
      other.restore(chart.snapshot());
      assert.equal(other.step(mean), chart.step(mean));
      chart.dispose();
      other.dispose();
    });
  }

  it('keep what they are given while their memory grows, and what is given back is used again', () => {
    const first = new LiveRoom(24);
    first.doubles(0, 3).set([1, 2, 3]);
    const many = Array.from({ length: 40 }, () => new LiveRoom(200_000));
    assert.deepEqual([...first.doubles(0, 3)], [1, 2, 3]);
    const [{ at }] = [many.at(-1)!];
    many.at(-1)!.singles(0, 50_000).fill(9);
    many.at(-1)!.dispose();
    const next = new LiveRoom(200_000);
    assert.equal(next.at, at);
    assert.ok(next.singles(0, 50_000).every((v) => v === 0));
    for (const one of [...many, next, first]) one.dispose();
  });

  it('refuse to work on what was disposed of', () => {
    const chart = new MewmaChart({
      mean: Float64Array.of(0),
      scales: [{ rate: 1, unit: 1, root: rootOfPrecision(Float64Array.of(1), 1) }],
    });
    assert.equal(chart.step([2]), 4);
    chart.dispose();
    chart.dispose();
    assert.throws(() => chart.step([2]), /disposed/);
  });
});
