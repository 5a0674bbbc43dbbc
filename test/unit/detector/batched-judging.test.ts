import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { createDualBranch } from '../../../nodes/dual-branch/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

const ROWS = normalRows(500);
const SETTINGS = { records: 160, epochs: 3, folds: 2 };
const DETECTORS = {
  autoencoder: (context: TestContext, settings: object): DetectorLayer =>
    createAutoencoder(parseAutoencoder({ ...SETTINGS, layers: '8, 3', ...settings }), context),
  'dual-branch': (context: TestContext, settings: object): DetectorLayer =>
    createDualBranch(parseDualBranch({ ...SETTINGS, window: 16, width: 8, depth: 1, ...settings }), context),
};

/** A stretch of records with a gap, a duplicate and a missing tag in it. */
function stretch(from: number, to: number): TwinRecord[] {
  return ROWS.slice(from, to).map((values, i) => {
    const record = recordOf(values, from + i + (from + i > 300 ? 100 : 0));
    if (i % 40 === 7) delete record.values['b'];
    if (i % 50 === 9) record.comms = { duplicate: true };
    return record;
  });
}

describe('judging by a chosen engine in micro-batches', () => {
  for (const [name, create] of Object.entries(DETECTORS)) {
    it(`${name}: the same verdicts, scores and contributions as the built-in engine, in order`, async () => {
      // Trained by the same engine, so that only the judging differs.
      const here = create(testContext(), { engine: 'tfjs-cpu' });
      const there = create(testContext(), { engine: 'tfjs-cpu', judge: 'engine', batchSize: 32, batchWait: 5 });
      const order: number[] = [];
      for (const [from, to] of [
        [0, 200],
        [200, 330],
      ] as const) {
        const ours = stretch(from, to);
        const theirs = stretch(from, to);
        for (const record of ours) here.step(record);
        await Promise.all(theirs.map(async (record) => there.step(record)?.then(() => order.push(record.time))));
        await Promise.all([here.settled(), there.settled()]);
        for (const [i, record] of theirs.entries()) {
          const own = ours[i]!;
          assert.equal(record.verdict, own.verdict, `record ${from + i}`);
          assert.equal(record.score === undefined, own.score === undefined, `record ${from + i}`);
          if (own.score === undefined) continue;
          assert.ok(
            Math.abs(record.score! - own.score) <= 1e-5 * Math.max(1, own.score),
            `${record.score} ${own.score}`,
          );
          for (const [tag, share] of Object.entries(own.contributions!)) {
            assert.ok(Math.abs(record.contributions![tag]! - share) < 1e-3);
          }
          assert.match(record.detector!.engine, /cpu/);
        }
      }
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      const { judgedBy, batches } = there.order(
        { do: 'status', asset: undefined, by: undefined, options: {} },
        undefined,
      );
      assert.match(String(judgedBy), /cpu/);
      assert.ok((batches as { answered: number }).answered === 330);
      here.close?.();
      there.close?.();
    });
  }

  it('a model in the shadow takes its place in the midst of a batch, and no record is lost', async () => {
    const context = testContext();
    const settings = { engine: 'tfjs-cpu', judge: 'engine', batchSize: 32, batchWait: 5 };
    const layer = DETECTORS.autoencoder(context, { ...settings, shadow: 10, quarantine: 0, grow: false });
    const feed = async (from: number, to: number): Promise<TwinRecord[]> => {
      const records = ROWS.slice(from, to).map((values, i) => recordOf(values, from + i));
      await Promise.all(records.map(async (record) => layer.step(record)));
      await layer.settled();
      return records;
    };
    await feed(0, 170);
    layer.order({ do: 'retrain', asset: undefined, by: undefined, options: {} }, undefined);
    await feed(170, 330);
    assert.match(String(layer.status().values?.['device']), /version 2 in shadow 0\/10/);
    const versions = (await feed(330, 380)).map(({ detector, score }) => {
      return Number.isFinite(score) ? detector?.version : undefined;
    });
    const first = versions.indexOf(2);
    assert.deepEqual(versions, [...Array(first).fill(1), ...Array(50 - first).fill(2)]);
    assert.ok(first >= 10 && first <= 32, `from record ${first} on`);
    assert.deepEqual(context.failures, []);
    layer.close?.();
  });

  it('an engine that cannot run here is told, and the built-in one judges', async () => {
    const context = testContext();
    const layer = DETECTORS.autoencoder(context, { engine: 'cuda', judge: 'engine', batchWait: 0 });
    await Promise.all(stretch(0, 200).map(async (record) => layer.step(record)));
    await layer.settled();
    const records = stretch(200, 240);
    await Promise.all(records.map(async (record) => layer.step(record)));
    assert.ok(context.sent.some((message) => message['event'] === 'engine-refused'));
    assert.match(records[0]!.detector!.engine, /wasm/);
    assert.ok(records.some((record) => Number.isFinite(record.score)));
    layer.close?.();
  });

  it('a record that cannot be read rejects alone', async () => {
    const layer = DETECTORS.autoencoder(testContext(), { engine: 'tfjs-cpu', judge: 'engine', batchWait: 0 });
    const bad = { ...recordOf(ROWS[3]!, 3), features: 'a' as unknown as string[] };
    const outcomes = await Promise.allSettled(
      [recordOf(ROWS[1]!, 1), bad, recordOf(ROWS[4]!, 4)].map(async (record) => layer.step(record)),
    );
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    layer.close?.();
  });

  it('refuses what was under way when the node was closed: nothing goes out unjudged', async () => {
    const layer = DETECTORS.autoencoder(testContext(), { judge: 'engine', engine: 'tfjs-cpu', batchWait: 0 });
    const learning = stretch(0, 200);
    await Promise.all(learning.map(async (record) => layer.step(record)));
    await layer.settled();
    const records = stretch(200, 230);
    const answers = records.map(async (record) => layer.step(record));
    await new Promise((resolve) => setImmediate(resolve));
    layer.close?.();
    const settled = await Promise.allSettled(answers);
    for (const [i, { status }] of settled.entries()) {
      assert.ok(status === 'rejected' || records[i]!.score !== undefined, `record ${i} passed with no score`);
      assert.notEqual(records[i]!.verdict, 'learning');
    }
    assert.ok(settled.some(({ status }) => status === 'rejected'));
  });
});
