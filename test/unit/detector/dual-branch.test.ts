import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/dual-branch/config';
import { createDualBranch } from '../../../nodes/dual-branch/layer';
import { dualBranchBlueprint } from '../../../nodes/dual-branch/network';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { normalRows, recordOf } from './plant';

const SMALL = { records: 240, window: 16, width: 4, epochs: 3, prototypes: 4, engine: 'wasm' };
const NORMAL = normalRows(500);

async function learned(context: TestContext = testContext(), settings: object = {}): Promise<DetectorLayer> {
  const layer = createDualBranch(parseConfig({ ...SMALL, ...settings }), context);
  feed(layer, NORMAL.slice(0, 240), 0);
  await layer.settled();
  return layer;
}

function feed(layer: DetectorLayer, rows: readonly Record<string, number>[], from: number): TwinRecord[] {
  return rows.map((values, t) => {
    const record = recordOf(values, from + t);
    layer.step(record);
    return record;
  });
}

const highest = (records: readonly TwinRecord[]): number => Math.max(...records.map((record) => record.score!));

describe('dual-branch layer', () => {
  it('finds values that are normal one by one but not in this order', async () => {
    const random = createRandom(4);
    const saw = Array.from({ length: 960 }, (_, t) => ({
      x: (t % 16) / 16 + 0.02 * random.normal(),
      y: random.normal(),
    }));
    const layer = createDualBranch(
      parseConfig({ ...SMALL, records: 800, width: 8, epochs: 30, prototypes: 32 }),
      testContext(),
    );
    feed(layer, saw.slice(0, 800), 0);
    await layer.settled();
    const usual = highest(feed(layer, saw.slice(800, 864), 800));
    const backwards = highest(feed(layer, saw.slice(864, 912).reverse(), 864));
    assert.ok(backwards > 1.5 * usual, `${backwards} after ${usual}`);
    layer.close?.();
  });

  it('judges a record from what came before it only', async () => {
    const [one, other] = [await learned(), await learned()];
    const [a] = feed(one, NORMAL.slice(240, 260), 240).slice(-1);
    const [b] = feed(other, NORMAL.slice(240, 260), 240).slice(-1);
    feed(one, NORMAL.slice(400, 420), 260);
    assert.equal(a!.score, b!.score);
    for (const layer of [one, other]) layer.close?.();
  });

  it('carries the trajectory of an episode', async () => {
    const layer = await learned();
    assert.equal(feed(layer, NORMAL.slice(240, 260), 240).at(-1)!.trajectory, undefined);
    const odd = NORMAL.slice(260, 270).map((row) => ({ ...row, c: row['c']! + 6 }));
    const { trajectory } = feed(layer, odd, 260).at(-1)!;
    assert.ok(trajectory!.onset >= 260_000 && trajectory!.onset <= 262_000);
    assert.equal(trajectory!.pattern, 'sudden');
    assert.ok(trajectory!.peak > 1);
    layer.close?.();
  });

  it('starts its window anew after a long gap, and bridges a short one', async () => {
    const context = testContext();
    const layer = await learned(context);
    feed(layer, NORMAL.slice(240, 280), 240);
    feed(layer, NORMAL.slice(280, 290), 283);
    assert.ok(!context.sent.some((message) => message['event'] === 'window-restarted'));
    const after = feed(layer, NORMAL.slice(290, 310), 400);
    assert.equal(context.sent.filter((message) => message['event'] === 'window-restarted').length, 1);
    assert.deepEqual([after[0]!.verdict, after[0]!.score], ['learning', undefined]);
    assert.deepEqual([after[14]!.verdict, after[15]!.verdict], ['learning', undefined]);
    assert.ok(Number.isFinite(after[15]!.score));
    layer.close?.();
  });

  it('judges the first record behind its training, as if it had seen the ones before', async () => {
    const layer = await learned();
    const [first] = feed(layer, NORMAL.slice(240, 241), 240);
    assert.ok(first!.score! < 1.5, String(first!.score));
    layer.close?.();
  });

  it('shows on request what it looked at', async () => {
    const layer = await learned(testContext(), { attention: true });
    const { shown } = feed(layer, NORMAL.slice(240, 241), 240)[0]!.detector!;
    assert.equal(shown!['mask']!.length, 4);
    assert.ok(shown!['mask']!.every((m) => m > 0 && m < 1));
    assert.equal(shown!['importance']!.length, 16);
    assert.ok(Math.abs(shown!['importance']!.reduce((sum, w) => sum + w, 0) - 1) < 1e-5);
    layer.close?.();
  });

  it('tells the quality of what it learns from before it learns', async () => {
    const context = testContext();
    const layer = await learned(context);
    const events = context.sent.map((message) => message['event']);
    assert.deepEqual(events.slice(0, 2), ['training-data', 'training-started']);
    assert.deepEqual(context.sent[0]!['grades'], { d: ['constant'] });
    layer.close?.();
  });

  for (const without of [
    'mask',
    'gate',
    'scales',
    'importance',
    'reconstruction',
    'prediction',
    'contrast',
    'position',
  ]) {
    it(`can be measured without ${without}`, () => {
      const whole = dualBranchBlueprint(5, parseConfig(SMALL));
      const part = dualBranchBlueprint(5, parseConfig({ ...SMALL, without }));
      assert.notDeepEqual(part, whole);
    });
  }

  for (const settings of [
    { alpha: 0 },
    { without: 'reconstruction' },
    { alpha: 1 },
    { without: 'prediction' },
    { without: 'position' },
    { alpha: 0, score: 'paper' },
    { alpha: 1, score: 'paper' },
  ]) {
    it(`says what each tag should have read with ${JSON.stringify(settings)}, and not its mean`, async () => {
      const layer = await learned(testContext(), { ...settings, epochs: 40, width: 8 });
      const records = feed(layer, NORMAL.slice(240, 400), 240);
      const spread = new Set(records.map(({ expected }) => expected!['a']!.toFixed(2)));
      assert.ok(spread.size > 20, `${spread.size} values`);
      const mean = (of: (record: TwinRecord) => number): number =>
        records.reduce((sum, record) => sum + of(record), 0) / records.length;
      const read = (record: TwinRecord): number => record.values['a']!;
      const said = (record: TwinRecord): number => record.expected!['a']!;
      const [meanRead, meanSaid] = [mean(read), mean(said)];
      const together = mean((record) => (read(record) - meanRead) * (said(record) - meanSaid));
      const apart = Math.sqrt(
        mean((record) => (read(record) - meanRead) ** 2) * mean((record) => (said(record) - meanSaid) ** 2),
      );
      assert.ok(together > 0.3 * apart, `correlation ${together / apart}`);
      layer.close?.();
    });
  }

  it('squeezes the window into fewer numbers than it has', () => {
    const { graph } = dualBranchBlueprint(10, parseConfig({}));
    const bottleneck = graph.nodes.find((node) => node.op === 'dense' && node.weight === 'bottleneck.weight');
    assert.deepEqual(bottleneck?.shape, [16]);
  });
});

describe('settings of the dual-branch node', () => {
  it('refuse what could never learn, with the fix', () => {
    assert.throws(() => parseConfig({ records: 50 }), /records: is 50; a window of 64 takes at least 84 records/);
    assert.throws(() => parseConfig({ window: 1024 }), /at least 1044 records.*raise it or shorten the window/);
    assert.equal(parseConfig({ records: 84 }).records, 84);
    assert.equal(parseConfig({ records: 50, window: 30 }).window, 30);
  });

  it('let the fewest records that they take be learned from', async () => {
    const context = testContext();
    const config = parseConfig({ records: 84, epochs: 1, width: 4, depth: 1, engine: 'wasm' });
    const layer = createDualBranch(config, context);
    normalRows(84).forEach((row, t) => {
      layer.step(recordOf(row, t));
    });
    await layer.settled();
    assert.equal(layer.status().state, 'watching');
    layer.close?.();
  });
});
