import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../lib/math/random';
import { type BenchRow, benchOptions, report } from './report';
import { fuzzLayers } from './soak/layers';
import { Plant } from './soak/plant';
import { disturb } from './soak/trouble';

/**
 * npm run soak -- [--minutes N] [--seed S] [--mutations M] [--json FILE]
 *
 * Does to the guard what a plant does to it in years: M mutated records and orders through the layers in this process, then N minutes
 * of a real Node-RED with the whole chain and an armed command, under power cuts, deploys, full and read-only disks,
 * damaged files, hostile messages and orders at random moments. What is printed are counts; every one under `bad` should
 * be 0, and the exit status says so.
 */
async function main(): Promise<number> {
  const { json, values } = benchOptions(['minutes', 'seed', 'mutations']);
  const option = (name: string, otherwise: number): number =>
    values[name] === undefined ? otherwise : Number(values[name]);
  const minutes = option('minutes', 10);
  const random = createRandom(option('seed', 1));
  const mutations = await fuzzLayers(option('mutations', 100_000), random);
  const rows: BenchRow[] = counts('layers', mutations);
  if (minutes > 0) rows.push(...counts('node-red', await inNodeRed(minutes, random)));
  report('soak', rows, json);
  return rows.some(({ metric, value }) => BAD.has(metric) && value > 0) ? 1 : 0;
}

async function inNodeRed(minutes: number, random: ReturnType<typeof createRandom>): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-soak-'));
  const plant = new Plant(folder);
  try {
    await plant.start();
    const end = performance.now() + minutes * 60_000;
    while (performance.now() < end) await disturb(plant, random);
    return await plant.settle();
  } finally {
    await plant.end();
    if (process.env['SOAK_KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** What must never happen. */
const BAD = new Set([
  'crashes',
  'states_changed',
  'failed_starts',
  'torn_files',
  'models_lost',
  'relearned_in_silence',
  'orders_lost',
  'commands_twice',
  'commands_lost_untold',
  'audit_breaks',
  'messages_lost',
]);

const counts = (subject: string, of: Readonly<Record<string, number>>): BenchRow[] =>
  Object.entries(of).map(([metric, value]) => ({ case: 'soak', subject, metric, value }));

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    console.error(error.stack);
    process.exitCode = 2;
  },
);
