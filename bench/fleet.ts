import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchAssets, benchWatching } from './fleet/assets';
import { benchNats, type NatsSizes } from './fleet/nats';
import { benchTemplate } from './fleet/template';
import { benchTraining } from './fleet/training';
import { type BenchRow, benchOptions, chosen, report } from './report';

/**
 * npm run bench -- fleet [--only CASE,CASE] [--json FILE]
 * npm run bench -- fleet --nats [--only nats-2,nats-4-faults] [--assets 200] [--kinds 100] [--rows 320] [--checkpoint 30] [--learned DIR] [--json FILE]
 *
 * What a fleet costs in one process, without Node-RED's wires, within five minutes on two cores: how long it takes until a thousand assets that begin together are
 * guarded, bytes of an asset in memory and on disk, and ten thousand assets that are watched.
 */
const CASES: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  'train-1000x60': () => benchTraining(1000, 60),
  'asset-10': () => benchAssets(100, 10),
  'asset-50': () => benchAssets(40, 50),
  'watching-10000': () => benchWatching(10_000),
  'template-200': () => benchTemplate(12, 200),
  'template-1000': () => benchTemplate(8, 1000),
  // A quarter of a thousand: the whole takes minutes, and costs four times as much.
  'train-250x1000': () => benchTraining(250, 1000),
};

/** With --nats: many processes over a broker, see fleet/nats.ts; half an hour on two cores. */
const SIZES: NatsSizes = { assets: 200, kinds: 100, rows: 320, checkpoint: 30 };

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only', 'learned', ...Object.keys(SIZES)], ['nats']);
  if (values['nats'] === true) {
    const given = Object.entries(SIZES).map(([name, size]) => [name, Number(values[name] ?? size)]);
    const learned = values['learned'] as string | undefined;
    return report('fleet', await benchNats(Object.fromEntries(given), values['only'], learned), json);
  }
  const [name, ...more] = chosen('only', values['only'], Object.keys(CASES));
  if (more.length > 0) return report('fleet', [name!, ...more].flatMap(apart), json);
  const begun = performance.now();
  const rows = await CASES[name!]!();
  console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  report('fleet', rows, json);
}

/** A case in a process of its own: what one before it left behind or gives back late would be counted as an asset's. */
function apart(name: string): BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'twin-guard-fleet-'));
  try {
    const file = join(folder, 'rows.json');
    const args = [...process.execArgv, __filename, '--only', name, '--json', file];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    return (JSON.parse(readFileSync(file, 'utf8')) as { rows: BenchRow[] }).rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
