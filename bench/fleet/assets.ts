import type { BenchRow } from '../report';
import { Chain } from './chain';
import { bytesInUse, cpuSeconds, turn } from './loop';
import { Fleet, nameOf } from './plant';

/** Records that the detectors learn from, and records after that: threshold and decision have learned what they learn. */
const RECORDS = 60;
const AFTER = 1000;

/** Memory and files of an asset whose layers have all learned. */
export async function benchAssets(assets: number, tags: number): Promise<BenchRow[]> {
  const fleet = new Fleet(assets, tags);
  const warm = await learned(new Fleet(1, tags), AFTER);
  const before = bytesInUse();
  const chains = await learned(fleet, AFTER);
  const bytes = (bytesInUse() - before) / assets;
  const sizes = chains[0]!.sizes();
  const whole = [...sizes.values()].reduce((a, b) => a + b, 0);
  for (const chain of [...chains, ...warm]) chain.close();
  const row = (metric: string, value: number): BenchRow => {
    return { case: `asset-${tags}`, subject: 'twin-guard', metric, value };
  };
  const parts = [...sizes].map(([layer, size]) => `${layer} ${(size / 1000).toFixed(1)}`);
  console.log(`asset-${tags}: ${(bytes / 1000).toFixed(1)} kB in memory; on disk, kB: ${parts.join(', ')}`);
  return [row('bytes', bytes), row('snapshot_bytes', whole)];
}

const SEVERAL = 20;
const ROUNDS = 5;

/** Assets that are watched, each with what was kept of one that has learned: what a record costs, and what all take. */
export async function benchWatching(assets: number): Promise<BenchRow[]> {
  const fleet = new Fleet(assets, 10);
  const first = await learned(new Fleet(SEVERAL, 10), AFTER);
  const kept = first.map((chain) => ({ snapshots: chain.snapshots(), models: chain.models }));
  for (const chain of first) chain.close();
  const before = bytesInUse();
  const chains = Array.from({ length: assets }, (_, a) => new Chain(nameOf(a), RECORDS, kept[a % SEVERAL]));
  const cpu = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) {
    for (let a = 0; a < assets; a++) {
      const record = fleet.record(a % SEVERAL, RECORDS + AFTER + round);
      chains[a]!.step(record);
    }
    await turn();
  }
  const seconds = cpuSeconds(cpu);
  const bytes = bytesInUse() - before;
  for (const chain of chains) chain.close();
  const row = (metric: string, value: number): BenchRow => {
    return { case: `watching-${assets}`, subject: 'twin-guard', metric, value };
  };
  return [
    row('records_per_cpu_s', (assets * ROUNDS) / seconds),
    row('bytes', bytes / assets),
    row('rss_mb', process.memoryUsage().rss / 2 ** 20),
  ];
}

async function learned(fleet: Fleet, after: number): Promise<Chain[]> {
  const chains = Array.from({ length: fleet.assets }, (_, a) => new Chain(nameOf(a), RECORDS));
  const feed = async (from: number, to: number): Promise<void> => {
    for (let t = from; t < to; t++) {
      for (let a = 0; a < chains.length; a++) chains[a]!.step(fleet.record(a, t));
      if (t % 10 === 0) await turn();
    }
  };
  // The scaler needs rows before the detector gets any.
  let t = 0;
  for (; t < 5 * RECORDS && !chains.every((chain) => chain.watching); t += 10) await feed(t, t + 10);
  while (!chains.every((chain) => chain.watching)) await turn();
  await feed(t, RECORDS + after);
  return chains;
}
