import type { LayerContext } from '../../lib/layer/layer';
import { createRandom } from '../../lib/math/random';
import { rocAuc } from '../../lib/metrics/roc-auc';
import type { TwinRecord } from '../../lib/record/record';
import { createMemoryModels } from '../../lib/store/models';
import { parseConfig } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import type { BenchRow } from '../report';
import { Fleet, nameOf } from './plant';

/** Stretches of normal records and of faults after the learned ones, and their lengths. */
const STRETCHES = 12;
const NORMAL = 40;
const FAULT = 15;
/** Normal records after a fault that are not counted: charts remember it. */
const AFTER = 10;

/** What a fleet that learns from its first asset finds, beside the same assets that learn each by itself. */
export async function benchTemplate(assets: number, rows: number): Promise<BenchRow[]> {
  const found = async (shared: Map<string, unknown> | undefined): Promise<number> => {
    const fleet = new Fleet(assets, 10);
    let sum = 0;
    for (let asset = 0; asset < assets; asset++) {
      const own = await findIn(fleet, asset, rows, shared);
      // The first one learns by itself in both.
      if (asset > 0) sum += own / (assets - 1);
    }
    return sum;
  };
  const row = (subject: string, value: number): BenchRow => ({
    case: `template-${rows}`,
    subject,
    metric: 'auc',
    value,
  });
  return [row('each-by-itself', await found(undefined)), row('from-the-first', await found(new Map()))];
}

/** Area under the ROC curve of one asset's scores, records of faults against normal ones. */
async function findIn(
  fleet: Fleet,
  asset: number,
  rows: number,
  shared: Map<string, unknown> | undefined,
): Promise<number> {
  const context: LayerContext = {
    asset: nameOf(asset),
    models: createMemoryModels(),
    ...(shared && { shared }),
    emit: () => undefined,
    save: () => true,
    touch: () => undefined,
    fail: (error) => {
      throw error;
    },
  };
  const layer = createAutoencoder(parseConfig({ records: rows, engine: 'wasm', grow: false }), context);
  // Waiting for a training alone keeps no process alive.
  const alive = setInterval(() => undefined, 1000);
  let t = 0;
  const step = (change?: (record: TwinRecord) => void): number => {
    const record = fleet.record(asset, t++);
    change?.(record);
    void layer.step(record);
    return record.score ?? Number.NaN;
  };
  while (t < rows) step();
  await layer.settled();
  clearInterval(alive);
  const normal: number[] = [];
  const faults: number[] = [];
  const random = createRandom(asset + 1);
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    for (let k = 0; k < NORMAL; k++) {
      const score = step();
      if (k >= AFTER) normal.push(score);
    }
    const tag = fleet.tags[random.below(fleet.tags.length)]!;
    const fault = FAULTS[stretch % FAULTS.length]!;
    const level = fleet.record(asset, t).values[tag]!;
    for (let k = 0; k < FAULT; k++)
      faults.push(step(({ values }) => (values[tag] = fault(values[tag]!, level, fleet, asset, tag))));
  }
  layer.close?.();
  const labels = [...normal.map(() => 0), ...faults.map(() => 1)];
  return rocAuc(labels, [...normal, ...faults]);
}

type Fault = (value: number, level: number, fleet: Fleet, asset: number, tag: string) => number;
/** A bias of a third of the tag's swing, a frozen value, and one that goes the other way. */
const FAULTS: readonly Fault[] = [
  (value, _, fleet, asset, tag) => value + 0.3 * fleet.sizeOf(asset, tag),
  (_, level) => level,
  (value, _, fleet, _asset, tag) => 2 * fleet.levelOf(tag) - value,
];
