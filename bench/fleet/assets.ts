import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from '../report';
import { Chain } from './chain';
import { bytesInUse, cpuSeconds, turn } from './loop';
import { Fleet, nameOf } from './plant';

/** Records that the detectors learn from, and records after that: threshold and decision have learned what they learn. */
const RECORDS = 60;
const AFTER = 1000;
/** Assets that are there before it is measured. */
const FIRST = 10;
/** Assets that have learned all that they are to learn, and assets that learn on as a node does by itself. */
const WAYS = {
  'twin-guard': { records: RECORDS, grow: false },
  'twin-guard/learns-on': { records: RECORDS },
};

/** Memory and files of an asset whose layers have all learned. */
export async function benchAssets(assets: number, tags: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  // What one way takes must not be given to the next one.
  const open: Chain[] = [];
  for (const [subject, settings] of Object.entries(WAYS)) {
    const folder = mkdtempSync(join(tmpdir(), 'twin-guard-assets-'));
    // What all share, and what the machine compiles, is there before the others come.
    open.push(...(await learned(new Fleet(FIRST, tags), folder, settings)));
    const before = await bytesInUse();
    const chains = await learned(new Fleet(assets, tags), join(folder, 'more'), settings);
    const bytes = ((await bytesInUse()) - before) / assets;
    const sizes = chains[0]!.sizes();
    const whole = [...sizes.values()].reduce((a, b) => a + b, 0);
    open.push(...chains);
    rmSync(folder, { recursive: true, force: true });
    const row = (metric: string, value: number): BenchRow => ({ case: `asset-${tags}`, subject, metric, value });
    const parts = [...sizes].map(([layer, size]) => `${layer} ${(size / 1000).toFixed(1)}`);
    console.log(
      `asset-${tags} ${subject}: ${(bytes / 1000).toFixed(1)} kB in memory; on disk, kB: ${parts.join(', ')}`,
    );
    rows.push(row('bytes', bytes), row('snapshot_bytes', whole));
  }
  for (const chain of open) chain.close();
  rows.push({
    case: `asset-${tags}`,
    subject: 'twin-guard/all-digits',
    metric: 'snapshot_bytes',
    value: await unrounded(tags),
  });
  return rows;
}

/** Files of an asset whose values no instrument has rounded: they have no steps that they could be kept in. */
async function unrounded(tags: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-assets-'));
  const [chain] = await learned(new Fleet(1, tags, false), folder, WAYS['twin-guard']);
  const whole = [...chain!.sizes().values()].reduce((a, b) => a + b, 0);
  chain!.close();
  rmSync(folder, { recursive: true, force: true });
  return whole;
}

const SEVERAL = 20;
const ROUNDS = 5;

/** Assets that are watched, each with what was kept of one that has learned: what a record costs, and what all take. */
export async function benchWatching(assets: number): Promise<BenchRow[]> {
  const settings = WAYS['twin-guard'];
  const fleet = new Fleet(SEVERAL, 10);
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-watching-'));
  const first = await learned(fleet, folder, settings);
  const kept = first.map((chain) => ({ snapshots: chain.snapshots(), models: chain.models }));
  for (const chain of first) chain.close();
  const before = await bytesInUse();
  const shared = new Map<string, unknown>();
  const chains: Chain[] = [];
  for (let a = 0; a < assets; a++) {
    chains.push(new Chain(nameOf(a), folder, settings, shared, kept[a % SEVERAL]));
    if (a % 100 === 0) await turn();
  }
  const cpu = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) {
    for (let a = 0; a < assets; a++)
      chains[a]!.step(fleet.record(a % SEVERAL, RECORDS + AFTER + 100 + round, nameOf(a)));
    await turn();
  }
  const seconds = cpuSeconds(cpu);
  const bytes = (await bytesInUse()) - before;
  for (const chain of chains) chain.close();
  rmSync(folder, { recursive: true, force: true });
  const row = (metric: string, value: number): BenchRow => {
    return { case: `watching-${assets}`, subject: 'twin-guard', metric, value };
  };
  return [
    row('records_per_cpu_s', (assets * ROUNDS) / seconds),
    row('bytes', bytes / assets),
    row('rss_mb', process.memoryUsage().rss / 2 ** 20),
  ];
}

async function learned(fleet: Fleet, folder: string, settings: Readonly<Record<string, unknown>>): Promise<Chain[]> {
  const shared = new Map<string, unknown>();
  const chains = Array.from({ length: fleet.assets }, (_, a) => new Chain(nameOf(a), folder, settings, shared));
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
  await feed(t, RECORDS + AFTER);
  return chains;
}
