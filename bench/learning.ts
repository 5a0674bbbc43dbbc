import { DETECTOR_NAMES, type DetectorName } from '../cli/chain';
import { CASES } from './learning/cases';
import { run } from './learning/run';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- learning [--only CASE,...] [--subjects naive,guarded] [--detector NAME] [--seed N] [--json FILE]

const RULES = `A plant of four tags, sin(t / (7 + i)) + noise, one record a second. The guard learns 2,000 records; then it is ordered to retrain every 3,000
records, 60,000 in all, while somebody changes the plant. naive: every new model judges at once (setting Exam off). guarded: the
nodes' defaults. Sizes are in standard deviations of the tag.
told: size of the change when it was first told: an alarm, an event, or a model that was refused or waits. accepted: largest size that a model
in force was learned at, or that judging has followed, without a person. missed: share of the rows of an attack of 6 that raise no anomaly, the worst after any retraining.
false: share of rows with an anomaly while the plant is normal. spans: learned spans from a person's accept until alarms are rare again.
`;

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
      const shown = Object.entries(figures).filter(([, value]) => !Number.isNaN(value));
      console.log(name, subject, shown.map(([metric, value]) => `${metric} ${Number(value.toFixed(4))}`).join('  '));
    }
  }
  report('learning', rows, json);
}

void main();
