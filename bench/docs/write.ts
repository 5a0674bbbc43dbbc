import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from '../report';
import { environment } from '../report';
import { SECTIONS } from './pages';

/** What was measured of one protocol, and where. */
export interface Measured {
  readonly rules: string;
  readonly seconds: number;
  readonly environment: Readonly<Record<string, string | number>>;
  readonly rows: readonly BenchRow[];
}

const HEAD = `# Benchmarks of detection

Made by \`npm run bench -- detection --data DIR --docs\`; do not edit by hand. DIR holds the public recordings in the folders
that the command names when one is missing. With \`--only NAME\` only that part is measured anew:
parts may come from different days, so compare within a table.

How to read it:

- **Our rows** are the nodes' layers with their default settings, wired as in the reference flow (ingest, scaler, detector,
  threshold, decision), strictly causal: row t is judged from rows up to t. One configuration for all data sets, unless a row
  says otherwise; tags have the roles that a data set documents. Only the number of rows to learn from is taken from the
  training part. Seed 1. The defaults were chosen with these results in view.
- **Baselines** are our own small implementations with each method's usual defaults, checked against published figures
  (Tennessee Eastman, AI4I). Their limits are a quantile of scores on the last fifth of the training rows, by a fit on the others.
- **usad, omni-anomaly, mscred and tranad** are trained here too, by small implementations in \`bench/baselines\` that say where they
  differ from their authors' (OmniAnomaly has 32 units instead of 500, which would take hours). They see all columns, scaled to
  [0, 1], and no roles. Their limit is that of TranAD's code, the 98 % quantile of the scores of the training rows. Their
  figures do not depend on our detectors: \`--only rivals/P-1\`, \`--only rivals/series\` and \`--only rivals/figure-2\` measure them.
- **\`--only papers\`** makes all tables of both papers in one go, with \`--fast\` those of channel P-1.
- **Published rows** are copied from others, often on more recordings than are at hand, and some look ahead in time.
- **random** scores are uniform noise. A figure that they reach says nothing.
`;

/** Takes what was measured into docs/benchmarks.json, and writes the page and its figures from all that is there. */
export function writeDocs(folder: string, fresh: Readonly<Record<string, Measured>>): void {
  const store = join(folder, 'benchmarks.json');
  const before: Record<string, Measured> = existsSync(store) ? JSON.parse(readFileSync(store, 'utf8')) : {};
  const measured = { ...before, ...fresh };
  writeFileSync(store, `${JSON.stringify(measured, rounded, 1)}\n`);
  mkdirSync(join(folder, 'figures'), { recursive: true });
  const parts = [HEAD];
  for (const [name, { title, beside, body, figures }] of Object.entries(SECTIONS)) {
    const part = measured[name];
    if (part === undefined) continue;
    const others = beside === undefined ? undefined : measured[beside];
    const rows = [...part.rows, ...onCasesOf(part, others)];
    const notes = [footnote(name, part), ...(others === undefined ? [] : [footnote(beside!, others)])];
    parts.push(`## ${title}\n\n${part.rules}\n\n${body(rows)}\n\n${notes.join('\n')}\n`);
    for (const [file, svg] of Object.entries(figures?.(rows) ?? {})) writeFileSync(join(folder, 'figures', file), svg);
  }
  writeFileSync(join(folder, 'benchmarks.md'), parts.join('\n'));
}

/** What was measured elsewhere on the cases of a part. */
function onCasesOf(part: Measured, others: Measured | undefined): readonly BenchRow[] {
  const cases = new Set(part.rows.map((row) => row.case));
  return others?.rows.filter((row) => cases.has(row.case)) ?? [];
}

function footnote(name: string, { seconds, environment: where }: Measured): string {
  return `<sub>\`--only ${name}\`, ${Math.round(seconds)} s on ${where['cores']} cores (${where['cpu']}, Node ${where['node']}).</sub>`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

/** Of a protocol that was just run. */
export function measuredNow(rules: string, seconds: number, rows: readonly BenchRow[]): Measured {
  return { rules, seconds, environment: environment(), rows };
}
