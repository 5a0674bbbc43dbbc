import assert from 'node:assert/strict';
import { type LaidIn, layIn } from '../../../lib/detector/learning/laid-in';

/** Rows 0, 1, 2 ... of a feature, and what it is below zero of another. */
function kept(count: number, seams: number[] = []): Parameters<typeof layIn>[0] {
  const rows = Float64Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? at / 2 : -at / 2));
  return { features: ['a', 'b'], rows, seams, skips: seams, range: [0, count] };
}

/** An alarm of rows of one value, with a row before it for each of lead; its features in another order. */
function alarm(value: number, lead: number, count: number, seams: number[] = []): Parameters<typeof layIn>[1][number] {
  const values = Float64Array.from({ length: 2 * (lead + count) }, (_, at) => (at % 2 === 0 ? -value : value));
  return { rows: { features: ['b', 'a'], values, seams }, lead };
}

const first = ({ rows }: LaidIn): number[] => [...rows].filter((_, at) => at % 2 === 0);

describe('false alarms that are learned', () => {
  it('are laid in twice, with a window before each, and all that was collected stays in order', () => {
    const laid = layIn(kept(40, [20]), [alarm(1000, 5, 3)], 2);
    const stretch = [1000, 1000, 1000, 1000, 1000];
    const row = Array.from({ length: 40 }, (_, t) => t);
    assert.deepEqual(first(laid), [
      ...row.slice(0, 10),
      ...stretch,
      ...row.slice(10, 30),
      ...stretch,
      ...row.slice(30),
    ]);
    assert.deepEqual([...laid.rows.subarray(20, 22)], [1000, -1000], 'by the names of features');
    assert.deepEqual(laid.excused, { alarms: 1, left: 0, rows: 10, joins: [10, 15, 35, 40] });
    assert.deepEqual([laid.seams, laid.skips], [[25], [10, 15, 25, 35, 40]]);
  });

  it('keep their own gaps', () => {
    const laid = layIn(kept(60), [alarm(1000, 5, 3, [4, 6])], 2);
    assert.deepEqual(laid.seams, [16, 18, 51, 53]);
  });

  it('are a quarter of the rows at most, the newest first', () => {
    const alarms = [1, 2, 3].map((k) => alarm(1000 * k, 1, 9));
    const laid = layIn(kept(160), alarms, 1);
    assert.deepEqual([laid.excused.alarms, laid.excused.left], [2, 1]);
    assert.deepEqual(
      [...new Set(first(laid))].filter((value) => value >= 1000),
      [3000, 2000],
    );
    assert.equal(layIn(kept(20), alarms, 1).excused.alarms, 0);
  });

  it('change nothing where there is none, or where one lacks a feature', () => {
    const lacking = { rows: { features: ['a'], values: new Float64Array(10), seams: [] }, lead: 1 };
    for (const alarms of [[], [lacking]]) {
      const laid = layIn(kept(40, [20]), alarms, 1);
      assert.deepEqual([laid.rows, laid.seams, laid.skips], [kept(40).rows, [20], [20]]);
    }
  });
});
