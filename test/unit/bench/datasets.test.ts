import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBatadal } from '../../../bench/datasets/batadal';
import { generatePaperOne, splitPaperOne } from '../../../bench/datasets/paper-one';
import { loadSkab } from '../../../bench/datasets/skab';
import { loadAnomalies, loadSeries, SERIES } from '../../../bench/datasets/smap-msl';
import { requireShared } from '../../fixtures/shared';

const count = (labels: Uint8Array): number => labels.reduce((sum, l) => sum + l, 0);

describe('data sets of the bench', () => {
  it('splits the set of paper 1 without an order in time, the same for the same seed', () => {
    const set = generatePaperOne(5);
    const { train, test, labels } = splitPaperOne(set, 0.8, 5);
    assert.deepEqual([train.rows, test.rows, count(labels)], [8000, 2200, 200]);
    assert.ok(count(labels.subarray(0, 1100)) > 70, 'anomalous rows are spread');
    assert.deepEqual(splitPaperOne(generatePaperOne(5), 0.8, 5).test.data, test.data);
    assert.notDeepEqual(generatePaperOne(6).normal.data, set.normal.data);
  });

  it("takes the facts of TSB-AD's series over without a slip", function () {
    const folder = requireShared(this, 'reference/golden');
    const golden: Record<string, unknown>[] = JSON.parse(readFileSync(join(folder, 'tsb_ad_series.json'), 'utf8'));
    assert.equal(golden.length, SERIES.length);
    golden.forEach((facts, i) => {
      const { channel, spacecraft, train, window, anomalies, published } = SERIES[i]!;
      const values = facts['published_vus_pr'] as Record<string, number>;
      assert.deepEqual(
        [channel, spacecraft, train, window, anomalies],
        [
          facts['channel'],
          facts['spacecraft'],
          facts['train_prefix'],
          facts['vus_sliding_window'],
          facts['labels_inclusive'],
        ],
      );
      for (const [name, value] of Object.entries(published)) assert.ok(Math.abs(value - values[name]!) < 1e-4, name);
    });
  });

  it('labels a series by its inclusive anomalies and trains on its first rows', async function () {
    const folder = join(requireShared(this, 'data'), 'smap-msl');
    const { train, test, labels, trainTimes, testTimes } = await loadSeries(folder, SERIES[0]!);
    assert.equal(testTimes[0], trainTimes[0], 'the array is scored from its first row on');
    assert.deepEqual([train.rows, test.rows, test.width, count(labels)], [500, 1827, 55, 11]);
    assert.deepEqual([labels[899], labels[900], labels[910], labels[911]], [0, 1, 1, 0]);
    assert.equal((await loadAnomalies(folder)).get('P-2')?.length, 2, 'both entries of P-2');
  });

  it('reads BATADAL with its seven attacks', async function () {
    const { train, test, attacks, testTimes } = await loadBatadal(join(requireShared(this, 'data'), 'batadal'));
    assert.deepEqual([train.rows, test.rows, train.width, attacks.length], [8761, 4177, 43, 7]);
    assert.equal(testTimes[attacks[0]!.start], Date.UTC(2016, 8, 13, 23));
    assert.equal(attacks[1]!.end - attacks[1]!.start, 24, 'first and last hour count');
  });

  it('reads the runs of SKAB, a bit more than half of the scored rows anomalous', async function () {
    const runs = await loadSkab(join(requireShared(this, 'data'), 'skab'), 'valve1');
    const rows = runs.reduce((sum, run) => sum + run.labels.length, 0);
    const anomalous = runs.reduce((sum, run) => sum + count(run.labels), 0);
    assert.equal(runs.length, 16);
    assert.ok(Math.abs(anomalous / rows - 0.537) < 0.001, `${anomalous} of ${rows}`);
  });
});
