import { DETECTOR_NAMES } from '../cli/chain';
import { DETECTOR_FIELDS } from '../lib/detector/settings';
import { generateNormal, JUDGED_DAYS, NORMAL_PLANTS } from './datasets/normal';
import { DAY } from './datasets/normal/signals';
import { mean } from './detection/protocol';
import type { Judged, Subject } from './detection/subject';
import { live } from './normal/live';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- normal [--only PLANT,...] [--subjects NAME,...] [--seed N,...] [--json FILE]

/** What a detector node learns from before it watches. */
const RECORDS = DETECTOR_FIELDS.records.default;
/** Days that a recording learned as a whole has. */
const LEARNED_DAYS = 14;

const RULES = `Generated plants in which nothing is ever wrong, a record in five minutes, all tags sensors without a word about them, default
settings, as the nodes live: they learn, watch, and learn again from what comes. NAME-live: first from ${RECORDS} records, the default.
NAME-learned: first from ${LEARNED_DAYS} days.
Judged are the ${JUDGED_DAYS} days behind, each alarm a false one.
alarms_per_week: alarms that begin; one that never clears is one. in_alarm: share of the records with an alarm open. beyond_per_week:
records beyond the limit.
`;

/** Who is judged, and how many records are learned before. */
const SUBJECTS: readonly { readonly subject: Subject; readonly learned: number }[] = [
  ...DETECTOR_NAMES.map((name) => ({ subject: live(name, `${name}-learned`), learned: LEARNED_DAYS * DAY })),
  ...DETECTOR_NAMES.map((name) => ({ subject: live(name), learned: RECORDS })),
];

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only', 'subjects', 'seed']);
  const plants = chosen('only', values['only'], Object.keys(NORMAL_PLANTS));
  const known = SUBJECTS.map(({ subject }) => subject.name);
  const names = chosen('subjects', values['subjects'], known);
  const seeds = String(values['seed'] ?? 1)
    .split(',')
    .map(Number);
  console.log(RULES);
  const rows: BenchRow[] = [];
  for (const plant of plants) {
    for (const { subject, learned } of SUBJECTS.filter((one) => names.includes(one.subject.name))) {
      const runs: Record<string, number>[] = [];
      for (const seed of seeds) {
        const figures = figuresOf(await subject.judge(generateNormal(plant, learned, seed), seed));
        console.error(`${plant} ${subject.name}, seed ${seed}: ${JSON.stringify(figures)}`);
        runs.push(figures);
      }
      for (const metric of Object.keys(runs[0]!)) {
        rows.push({ case: plant, subject: subject.name, metric, value: mean(runs.map((run) => run[metric]!)) });
      }
    }
  }
  report('normal', [...rows, ...names.flatMap((name) => overAll(rows, name))], json);
}

function figuresOf({ predictions, alarms }: Judged): Record<string, number> {
  const weeks = JUDGED_DAYS / 7;
  const count = (rows: Uint8Array): number => rows.reduce((sum, one) => sum + one, 0);
  return {
    alarms_per_week: alarms.filter((on, row) => on === 1 && alarms[row - 1] !== 1).length / weeks,
    in_alarm: count(alarms) / alarms.length,
    beyond_per_week: count(predictions) / weeks,
  };
}

/** Mean and worst of the plants. */
function overAll(rows: readonly BenchRow[], subject: string): BenchRow[] {
  const own = rows.filter((one) => one.subject === subject);
  return [...new Set(own.map(({ metric }) => metric))].flatMap((metric) => {
    const values = own.filter((one) => one.metric === metric).map(({ value }) => value);
    return [
      { case: 'mean', subject, metric, value: mean(values) },
      { case: 'worst', subject, metric, value: Math.max(...values) },
    ];
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
