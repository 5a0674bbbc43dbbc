import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadNab } from '../../../bench/datasets/nab';
import { NAB_PROFILES, nabCount, nabScore } from '../../../bench/metrics/nab';
import { segments } from '../../../lib/metrics/segments';
import { requireShared } from '../../fixtures/shared';

const WINDOWS = [
  { start: 100, end: 200 },
  { start: 500, end: 600 },
];

describe("NAB's score", () => {
  const score = (onsets: number[], weight: number = NAB_PROFILES.standard): number =>
    nabScore([nabCount(onsets, WINDOWS, weight)]);

  it('is 0 without an alarm and 100 when each window is found in its first row', () => {
    assert.equal(score([]), 0);
    assert.equal(score([100, 500]), 100);
  });

  it('is lower the later a window is found; further alarms in it count for nothing', () => {
    assert.ok(score([100, 500]) > score([150, 500]) && score([150, 500]) > score([199, 500]));
    assert.ok(score([199, 500]) > score([500]));
    assert.equal(score([100, 150, 199, 500]), 100);
  });

  it('falls with each false alarm, less so right behind a window, more so where false alarms weigh more', () => {
    assert.ok(score([100, 205, 500]) < 100);
    assert.ok(score([100, 205, 500]) > score([100, 480, 500]));
    assert.equal((100 - score([50, 100, 500])).toFixed(9), '2.750000000');
    assert.ok(score([50, 100, 500], NAB_PROFILES.low_fp) < score([50, 100, 500]));
  });

  it('counts hits and false alarms', () => {
    const { hits, falseAlarms, windows } = nabCount([10, 120, 130, 700], WINDOWS, 0.11);
    assert.deepEqual({ hits, falseAlarms, windows }, { hits: 1, falseAlarms: 2, windows: 2 });
  });
});

describe("NAB's files", () => {
  it('have their windows behind the rows that are learned, at the times of the labels', async function () {
    const recordings = await loadNab(join(requireShared(this, 'data'), 'nab'));
    assert.equal(recordings.length, 7);
    const windows = recordings.flatMap(({ labels }) => segments(labels));
    assert.equal(windows.length, 18);
    const taxi = recordings.find(({ name }) => name === 'nyc_taxi')!;
    const [first] = segments(taxi.labels);
    assert.equal(new Date(taxi.testTimes[first!.start]!).toISOString(), '2014-10-30T15:30:00.000Z');
    assert.equal(new Date(taxi.testTimes[first!.end - 1]!).toISOString(), '2014-11-03T22:30:00.000Z');
  });
});
