import { DETECTOR_NAMES, type DetectorName } from '../cli/chain';
import { CASES } from './learning/cases';
import { type Figures, run } from './learning/run';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- learning [--only CASE,...] [--subjects naive,guarded] [--detector NAME] [--seed N] [--json FILE]

/** Sizes that are wanted, in standard deviations. */
const TOLD = 0.5;
const ACCEPTED = 1;

const RULES = `A plant of four tags, sin(t / (7 + i)) + noise, one record a second. The guard learns 2,000 records; then it is ordered to retrain every 3,000
records, 60,000 in all, while somebody changes the plant. naive: every new model judges at once (setting Exam off). guarded: the
nodes' defaults. Sizes are in standard deviations of the tag.
told or refused: size of the change when it was first told: an alarm, an event, or a model that was refused or waits. accepted without a person: largest size
that a model in force was learned at, or that judging has followed. Wanted are told or refused before ${TOLD} on every ramp, and at most ${ACCEPTED} accepted; a figure
that is not as wanted has an exclamation mark. What is told later than that need not have been learned: see what was accepted.
missed: share of the rows of an attack of 6 that raise no anomaly, the worst after any retraining.
false: share of rows with an anomaly while the plant is normal. spans: learned spans from a person's accept until alarms are rare again.
`;

function line(name: string, subject: string, { told, accepted, ...rest }: Figures): string {
  const marked = (value: number, isWanted: boolean): string => {
    return Number.isNaN(value) ? '-' : `${Number(value.toFixed(4))}${isWanted ? '' : ' !'}`;
  };
  const shown = Object.entries(rest).filter(([, value]) => !Number.isNaN(value));
  return [
    `${name} ${subject}`,
    `told or refused ${marked(told, !name.includes('ramp') || told < TOLD)}`,
    `accepted without a person ${marked(accepted, accepted <= ACCEPTED)}`,
    ...shown.map(([metric, value]) => `${metric} ${Number(value.toFixed(4))}`),
  ].join('  ');
}

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only', 'subjects', 'detector', 'seed']);
  const seed = Number(values['seed'] ?? 1);
  const [detector] = chosen('detector', values['detector'] ?? 'autoencoder', DETECTOR_NAMES) as [DetectorName];
  console.log(RULES);
  const rows: BenchRow[] = [];
  for (const name of chosen('only', values['only'], Object.keys(CASES))) {
    for (const subject of chosen('subjects', values['subjects'], ['naive', 'guarded'])) {
      const figures = await run(CASES[name]!, detector, subject === 'guarded', seed);
      for (const [metric, value] of Object.entries(figures)) {
        if (!Number.isNaN(value)) rows.push({ case: name, subject, metric, value });
      }
      console.log(line(name, subject, figures));
    }
  }
  report('learning', rows, json);
}

void main();
