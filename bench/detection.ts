import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OURS } from './detection/ours';
import type { Protocol } from './detection/protocol';
import { PROTOCOLS } from './detection/protocols';
import { type Measured, measuredNow, writeDocs } from './docs/write';
import { type BenchRow, benchOptions, formatTable, writeReport } from './report';

// npm run bench -- detection [--data DIR] [--only NAME | --only papers [--fast]] [--seed N] [--json FILE] [--docs]

const DEFAULT_SEED = 1;
/** Makes all tables of the two papers, as one. */
const PAPERS = 'papers';
const DOCS = join(__dirname, '..', '..', 'docs');

async function main(): Promise<void> {
  const { data, json, values } = benchOptions(['only', 'seed'], ['docs', 'fast']);
  const only = values['only'] as string | undefined;
  const all = values['docs'] === true;
  const measured: Record<string, Measured> = {};
  const found: BenchRow[] = [];
  for (const protocol of chosen(only, all, values['fast'] === true)) {
    const start = performance.now();
    const rows: BenchRow[] = [];
    for await (const row of runOne(protocol, data, Number(values['seed'] ?? DEFAULT_SEED))) {
      rows.push(row);
      found.push(row);
      // A run of hours that is ended early leaves what it has found.
      if (json !== undefined) writeReport('detection', found, json);
    }
    if (rows.length === 0) continue;
    measured[protocol.name] = measuredNow(protocol.rules, (performance.now() - start) / 1000, rows);
    if (all) writeDocs(DOCS, measured);
    if (only !== PAPERS) console.log(formatTable(rows));
  }
  if (only === PAPERS) console.log(`\n${formatTable(found)}`);
}

/** The protocols that were asked for. */
function chosen(only: string | undefined, all: boolean, fast: boolean): readonly Protocol[] {
  if (fast && only !== PAPERS) throw new RangeError(`--fast: only with --only ${PAPERS}`);
  if (only === undefined) return PROTOCOLS.filter(({ extra }) => all || extra !== true);
  if (only === PAPERS) return PROTOCOLS.filter(({ papers }) => papers === 'fast' || (papers === 'whole' && !fast));
  const found = PROTOCOLS.filter(({ name }) => name === only);
  if (found.length > 0) return found;
  throw new RangeError(`--only ${only}: one of ${[PAPERS, ...PROTOCOLS.map(({ name }) => name)].join(', ')}`);
}

/** Runs one protocol; says what is missing when its data set is not there. */
async function* runOne(protocol: Protocol, data: string | undefined, seed: number): AsyncGenerator<BenchRow> {
  const { name, dataset, rules } = protocol;
  console.log(`\n${name}: ${rules}`);
  const folder = dataset === undefined ? '' : join(data ?? '.', dataset.name);
  if (dataset !== undefined && (data === undefined || !existsSync(folder))) {
    console.log(
      `  skipped: no folder ${dataset.name} below --data ${data ?? '(not given)'}; get it from ${dataset.source}`,
    );
    return;
  }
  yield* protocol.run(folder, OURS, seed);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
