import assert from 'node:assert/strict';
import { gradeRows } from '../../../lib/detector/learning/grades';
import { createRandom } from '../../../lib/math/random';

function grade(of: (t: number, random: ReturnType<typeof createRandom>) => number, n = 400) {
  const random = createRandom(2);
  const rows = Float64Array.from({ length: n * 2 }, (_, at) => (at % 2 === 0 ? random.normal() : of(at >> 1, random)));
  return gradeRows(['noise', 'x'], rows);
}

describe('grades of rows to learn from', () => {
  it('find nothing wrong with a process', () => {
    assert.deepEqual(
      grade((t) => Math.sin(t / 20)),
      { records: 400, grades: {}, duplicates: 0, advice: [] },
    );
  });

  it('name what never moved', () => {
    assert.deepEqual(grade(() => 7).grades, { x: ['constant'] });
  });

  it('name a sensor that stood still, but not a flag', () => {
    assert.deepEqual(grade((t, r) => (t > 200 && t < 350 ? 3 : r.normal())).grades, { x: ['flat-lined'] });
    assert.deepEqual(grade((t) => (t < 200 ? 0 : 1)).grades, {});
  });

  it('name what is often missing', () => {
    assert.deepEqual(grade((t, r) => (t % 5 === 0 ? Number.NaN : r.normal())).grades, { x: ['gaps'] });
  });

  it('name what has several operating modes', () => {
    const report = grade((t, r) => (t % 200 < 100 ? 0 : 50) + r.normal());
    assert.deepEqual(report.grades, { x: ['several-modes'] });
    assert.match(report.advice.join(), /several operating modes: x/);
  });

  it('count records that repeat the one before, and advise when there are too few', () => {
    const report = gradeRows(['a'], Float64Array.from([1, 1, 1, 2]));
    assert.ok(Math.abs(report.duplicates - 2 / 3) < 1e-9);
    assert.match(report.advice.join(), /4 records for 1 features are few/);
  });
});
