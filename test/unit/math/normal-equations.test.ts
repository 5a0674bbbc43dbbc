import assert from 'node:assert/strict';
import { cholesky, solvePositive } from '../../../lib/engine/wasm/algebra';
import { NormalEquations } from '../../../lib/math/normal-equations';
import { createRandom } from '../../../lib/math/random';

const close = (a: number, b: number, what: string): void => assert.ok(Math.abs(a - b) < 1e-8, `${what}: ${a} for ${b}`);

describe('least squares from sums', () => {
  const SIZE = 5;
  const random = createRandom(3);
  const truth = Float64Array.from({ length: SIZE }, () => random.normal());
  const rows = Array.from({ length: 203 }, () => Float64Array.from({ length: SIZE }, () => random.normal()));
  const tell = (row: Float64Array): number => row.reduce((sum, x, i) => sum + x * truth[i]!, 0);

  it('finds the weights that made the targets, whatever the number of rows', () => {
    for (const count of [5, 6, 7, 8, 203]) {
      const equations = new NormalEquations(SIZE);
      for (const row of rows.slice(0, count)) equations.add(row, tell(row));
      equations.solve(new Float64Array(SIZE).fill(1e-12)).weights.forEach((w, i) => {
        close(w, truth[i]!, `${count} rows, ${i}`);
      });
    }
  });

  it('a solution on the way changes nothing of a later one, and a copy goes its own way', () => {
    const whole = new NormalEquations(SIZE);
    const halted = new NormalEquations(SIZE);
    let copy = new NormalEquations(SIZE);
    const penalty = new Float64Array(SIZE).fill(0.5);
    rows.forEach((row, t) => {
      whole.add(row, tell(row) + (t % 3));
      halted.add(row, tell(row) + (t % 3));
      if (t % 50 === 10) halted.solve(penalty);
      if (t === 101) copy = halted.copy();
    });
    const { weights: expected } = whole.solve(penalty);
    halted.solve(penalty).weights.forEach((w, i) => {
      close(w, expected[i]!, `weight ${i}`);
    });
    rows.slice(102).forEach((row, k) => {
      copy.add(row, tell(row) + ((k + 102) % 3));
    });
    copy.solve(penalty).weights.forEach((w, i) => {
      close(w, expected[i]!, `weight ${i} of the copy`);
    });
  });

  it('says how far off any weights are, and the same of some of its columns that tell another one', () => {
    const all = new NormalEquations(SIZE);
    for (const row of rows) all.add(row, tell(row));
    const weights = Float64Array.from({ length: SIZE }, () => random.normal());
    const off = (w: Float64Array, row: Float64Array): number => row.reduce((sum, x, i) => sum + x * w[i]!, 0);
    const expected = rows.reduce((sum, row) => sum + (off(weights, row) - tell(row)) ** 2, 0);
    close(all.error(weights) / expected, 1, 'error');
    const picked = all.pick(Int32Array.of(4, 0, 2), 1);
    const own = new NormalEquations(3);
    for (const row of rows) own.add(Float64Array.of(row[4]!, row[0]!, row[2]!), row[1]!);
    const penalty = new Float64Array(3).fill(0.1);
    const [a, b] = [picked.solve(penalty).weights, own.solve(penalty).weights];
    a.forEach((w, i) => {
      close(w, b[i]!, `weight ${i} of some columns`);
    });
    close(picked.error(a), own.error(b), 'error of some columns');
  });

  it('a penalty draws its own weight towards 0, and no other', () => {
    const equations = new NormalEquations(2);
    for (let t = 0; t < 100; t++) equations.add(Float64Array.of(t % 2, 1 - (t % 2)), 1);
    const [free, held] = equations.solve([1e-9, 1e12]).weights;
    close(free!, 1, 'free');
    close(held!, 0, 'held');
  });

  it('leaves the triangle that it solved with', () => {
    const equations = new NormalEquations(2);
    equations.add(Float64Array.of(3, 1), 1);
    const { lower } = equations.solve([1, 2]);
    close(lower[0]! ** 2, 10, 'first');
    close(lower[0]! * lower[2]!, 3, 'below it');
    close(lower[2]! ** 2 + lower[3]! ** 2, 3, 'last');
  });

  it('adds and solves many columns as the definition says', () => {
    for (const size of [1, 2, 6, 9, 64, 65]) {
      const many = Array.from({ length: 150 }, () => Float64Array.from({ length: size }, () => random.normal()));
      const targets = many.map(() => random.normal());
      const equations = new NormalEquations(size);
      many.forEach((row, t) => {
        equations.add(row, targets[t]!);
      });
      const { weights } = equations.solve(new Float64Array(size).fill(2));
      // (A'A + 2) w = A'y, column by column.
      for (let i = 0; i < size; i++) {
        const off = many.reduce((sum, row, t) => {
          const told = row.reduce((s, x, j) => s + x * weights[j]!, 0);
          return sum + row[i]! * (targets[t]! - told);
        }, 0);
        close(off, 2 * weights[i]!, `column ${i} of ${size}`);
      }
    }
  });

  it('solves a positive system and refuses another', () => {
    const x = Float64Array.of(1, 2);
    solvePositive(cholesky(Float64Array.of(4, 0, 2, 3), 2), 2, x);
    close(4 * x[0]! + 2 * x[1]!, 1, 'first');
    close(2 * x[0]! + 3 * x[1]!, 2, 'second');
    assert.throws(() => cholesky(Float64Array.of(1, 0, 2, 1), 2), /not positive definite in row 1/);
  });

  it('of sums that were picked into the room of others it tells some columns, in any order, as of sums of their own', () => {
    const all = new NormalEquations(SIZE);
    for (const row of rows) all.add(row, tell(row));
    const some = Int32Array.of(2, 0, 1);
    const weights = Float64Array.of(1, -2, 0.5);
    const columns = Int32Array.of(0, 3, 4);
    const room = all.pick(Int32Array.of(4, 0, 2), 1);
    room.part(some);
    const again = all.pick(columns, 2, room).part(some);
    const own = all.pick(columns, 2).part(some);
    assert.equal(again.error(weights), own.error(weights));
  });
});
