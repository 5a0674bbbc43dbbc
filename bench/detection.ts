import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OURS } from './detection/ours';
import type { Protocol } from './detection/protocol';
import { PROTOCOLS } from './detection/protocols';
import { type Measured, measuredNow, writeDocs } from './docs/write';
import { type BenchRow, benchOptions, formatTable, report } from './report';

// npm run bench -- detection [--data DIR] [--only NAME] [--seed N] [--json FILE] [--docs]

const DEFAULT_SEED = 1;
const DOCS = join(__dirname, '..', '..', 'docs');

async function main(): Promise<void> {
  const { data, json, values } = benchOptions(['only', 'seed'], ['docs']);
  const only = values['only'];
  const all = values['docs'] === true;
  const chosen = PROTOCOLS.filter(({ name, extra }) => (only === undefined ? all || extra !== true : name === only));
  if (chosen.length === 0) throw new RangeError(`--only ${only}: one of ${PROTOCOLS.map((p) => p.name).join(', ')}`);
  const measured: Record<string, Measured> = {};
  for (const protocol of chosen) {
    const start = performance.now();
    const rows = await runOne(protocol, data, Number(values['seed'] ?? DEFAULT_SEED));
    if (rows.length === 0) continue;
    measured[protocol.name] = measuredNow(protocol.rules, (performance.now() - start) / 1000, rows);
    if (all) writeDocs(DOCS, measured);
  }
  if (json !== undefined)
    report(
      'detection',
      Object.values(measured).flatMap(({ rows }) => rows),
      json,
    );
}

/** Runs and prints one protocol; says what is missing when its data set is not there. */
async function runOne(protocol: Protocol, data: string | undefined, seed: number): Promise<BenchRow[]> {
  const { name, dataset, rules } = protocol;
  console.log(`\n${name}: ${rules}`);
  const folder = dataset === undefined ? '' : join(data ?? '.', dataset.name);
  if (dataset !== undefined && (data === undefined || !existsSync(folder))) {
    console.log(
      `  skipped: no folder ${dataset.name} below --data ${data ?? '(not given)'}; get it from ${dataset.source}`,
    );
    return [];
  }
  const rows: BenchRow[] = [];
  for await (const row of protocol.run(folder, OURS, seed)) rows.push(row);
  console.log(formatTable(rows));
  return rows;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
