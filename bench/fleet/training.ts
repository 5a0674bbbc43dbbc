import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssetLayers } from '../../lib/node-red/asset-layers';
import { parseConfig } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import type { BenchRow } from '../report';
import { breath, cpuSeconds, LoopWatch, turn } from './loop';
import { Fleet } from './plant';

/** Records per turn of the event loop: what else it has to do comes in between. */
const BURST = 20;

/** A fleet that begins to learn together, with its state and models on disk: until the last one is guarded. */
export async function benchTraining(assets: number, rows: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-fleet-'));
  const config = parseConfig({ records: rows, engine: 'wasm' });
  const fleet = new Fleet(assets, 10);
  const guarded = new Set<string>();
  const layers = createAssetLayers({
    folder,
    maxAssets: assets,
    packages: [],
    standing: [],
    create: (context, snapshot) => createAutoencoder(config, context, snapshot),
    emit: (_output, asset, { event }) => {
      if (event === 'trained') guarded.add(asset);
    },
    touch: () => undefined,
    fail: (error) => {
      throw error;
    },
  });
  // What runs before the first record is no part of it.
  await turn();
  const watch = new LoopWatch();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  let sent = 0;
  for (let t = 0; t < rows; t++) {
    for (let asset = 0; asset < assets; asset++) {
      const record = fleet.record(asset, t);
      layers.with(record.asset, (layer) => layer.step(record));
      if (++sent % BURST === 0) await breath();
    }
  }
  const fed = performance.now();
  while (guarded.size < assets) await turn();
  const seconds = (performance.now() - begun) / 1000;
  const used = cpuSeconds(cpu);
  const gap = watch.end();
  await layers.close();
  rmSync(folder, { recursive: true, force: true });
  const row = (metric: string, value: number): BenchRow => {
    return { case: `train-${assets}x${rows}`, subject: 'twin-guard', metric, value };
  };
  return [
    row('seconds', seconds),
    row('seconds_after_rows', seconds - (fed - begun) / 1000),
    row('cpu_seconds', used),
    row('longest_gap_ms', gap),
  ];
}
