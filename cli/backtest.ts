import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DataError } from '../lib/data/errors';
import type { TwinRecord } from '../lib/record/record';
import { parseTagTable, type TagTable } from '../lib/record/tags';
import { counted } from '../lib/text/counted';
import { readLabels } from '../nodes/ingest/recording/labels';
import { type Message, openRecording, type Recording } from '../nodes/ingest/recording/recording';
import { UsageError } from './command';
import { CsvFile, checkWritable } from './csv-file';
import { Episodes } from './episodes';
import { type BacktestOptions, parseOptions, USAGE } from './options';
import { measure, type Outcome } from './outcome';
import { type Judge, Learned } from './pipeline';
import { Promised } from './promised';
import { Collector } from './report/collector';
import type { DataSummary } from './report/content';
import { reportPage } from './report/page';
import { short } from './report/scale';
import { lasted, when } from './report/when';

export const summary = 'learns from one recording and judges another, with the layers of the nodes';

/** See USAGE. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options === 'help') {
    console.log(USAGE);
    return 0;
  }
  const { train, test } = await openBoth(options);
  compareColumns(train, test);
  for (const file of [options.out, options.alarms, options.report]) if (file !== undefined) checkWritable(file);
  const scores = options.out === undefined ? undefined : new CsvFile(options.out, SCORE_COLUMNS);
  try {
    const learned = await learn(options, train);
    const judge = learned.judge();
    try {
      finish(options, await judgeAll(judge, test, scores), summaries(train, test), learned.notes);
    } finally {
      judge.close();
    }
  } finally {
    scores?.close();
  }
  return 0;
}

/** Alarms that are told on the console. */
const ALARMS_TOLD = 10;
const SCORE_COLUMNS = [
  'row',
  'time',
  'score',
  'limit',
  'anomaly',
  'verdict',
  'kind',
  'contribution1',
  'contribution2',
  'contribution3',
];
const ALARM_COLUMNS = ['start', 'end', 'kind', 'severity', 'confidence', 'sentence'];

function readTags(file: string): TagTable {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--tags ${file} cannot be read (${(error as Error).message}); give a JSON file of tags`);
  }
  return parseTagTable(json, file);
}

/** Reads both recordings and tells what is odd about them, before anything is learned. */
async function openBoth(options: BacktestOptions): Promise<{ train: Recording; test: Recording }> {
  const { zone, split } = options;
  const tags = options.tags === undefined ? undefined : readTags(options.tags);
  const stretches = options.labels === undefined ? undefined : await readLabels(options.labels, zone);
  const how = { tags, zone, stretches };
  const problems: string[] = [];
  const opened = async (open: () => Promise<Recording>): Promise<Recording | undefined> => {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const train = await opened(() =>
    openRecording(options.train, { ...how, between: split === undefined ? undefined : [-Infinity, split] }),
  );
  const test = await opened(() =>
    openRecording(options.test, { ...how, between: split === undefined ? undefined : [split, Infinity] }, train),
  );
  const notes = [train, test].flatMap((one) => one?.notes.map((note) => `twin-guard: ${one.name}: ${note}`) ?? []);
  for (const note of new Set(notes)) console.error(note);
  if (train === undefined || test === undefined) throw new UsageError([...new Set(problems)].join('\ntwin-guard: '));
  return { train, test };
}

function learn({ seed, window, detector, threshold }: BacktestOptions, train: Recording): Promise<Learned> {
  const own = { seed, ...(window !== undefined && { window }) };
  const normal = function* (): Generator<Message> {
    for (const message of train.messages()) if (message.label !== 1) yield message;
  };
  return Learned.from(normal, { tags: train.signals, detector, own, threshold: threshold ?? {} });
}

/** What was learned cannot be judged without its tags; a few that are missing are only told. */
function compareColumns(train: Recording, test: Recording): void {
  const { signals } = train;
  const missing = [...signals.keys()].filter((name) => !test.signals.has(name));
  if (missing.length === 0) return;
  const text = `${test.name} lacks ${missing.length} of the ${signals.size} tags of ${train.name} (${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', ...' : ''})`;
  if (missing.length * 2 > signals.size)
    throw new UsageError(`${text}; give recordings with the same columns (a row is one point in time)`);
  console.error(`twin-guard: ${text}; they count as missing`);
}

/** What the report says of the data; the same files are not told twice. */
function summaries(train: Recording, test: Recording): DataSummary[] {
  const same = JSON.stringify([train.name, train.quality]) === JSON.stringify([test.name, test.quality]);
  if (same) return [{ use: 'training and test', ...train }];
  return [
    { use: 'training', ...train },
    { use: 'test', ...test },
  ];
}

interface Judged {
  readonly outcome: Outcome;
  readonly labelled: boolean;
  readonly episodes: Episodes;
  readonly collector: Collector;
  readonly promised: Promised;
}

async function judgeAll(judge: Judge, test: Recording, scores: CsvFile | undefined): Promise<Judged> {
  const episodes = new Episodes();
  const collector = new Collector();
  const promised = new Promised();
  const outcome = { labels: [] as number[], scores: [] as (number | undefined)[], anomalies: [] as number[] };
  let row = 0;
  for (const message of test.messages()) {
    const record = await judge.step(message);
    scores?.write(lineOf(row, message, record));
    collector.add(message.time, record, message.label);
    episodes.add(row++, message.time, record);
    promised.add(record, message.label);
    outcome.labels.push(message.label ?? 0);
    outcome.scores.push(record?.score);
    outcome.anomalies.push(record?.anomaly === true ? 1 : 0);
  }
  episodes.close();
  return { outcome, labelled: test.labelled, episodes, collector, promised };
}

/** A row that brought no record cannot be judged: that is a fault, never normal. */
function lineOf(row: number, { time }: Message, record: TwinRecord | undefined): (string | number | undefined)[] {
  const shown = Math.abs(time) >= 1e11 ? new Date(time).toISOString() : time / 1000;
  if (record === undefined) return [row, shown, undefined, undefined, 0, 'fault', '', '', '', ''];
  const { score, threshold, anomaly, verdict = 'normal', decision, contributions = {} } = record;
  const largest = Object.entries(contributions)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3);
  const shares = [0, 1, 2].map((i) => (largest[i] === undefined ? '' : `${largest[i][0]}=${largest[i][1].toFixed(4)}`));
  return [row, shown, score, threshold, anomaly === true ? 1 : 0, verdict, decision?.kind ?? '', ...shares];
}

function finish(
  options: BacktestOptions,
  { outcome, labelled, episodes, collector, promised }: Judged,
  data: readonly DataSummary[],
  training: readonly string[],
): void {
  const metrics = labelled ? measure(outcome, episodes.list) : [];
  const budget = promised.text(options.threshold ?? {}, outcome.labels, episodes.list);
  if (options.alarms !== undefined) {
    const file = new CsvFile(options.alarms, ALARM_COLUMNS);
    for (const e of episodes.list) file.write([e.start, e.end, e.kind, e.severity, e.confidence, e.sentence]);
    file.close();
  }
  if (options.report !== undefined) {
    const { train, test, detector, seed, window, tags, labels, zone, split } = options;
    const settings = Object.entries({
      train,
      test,
      split: split && when(split),
      tags,
      labels,
      zone,
      detector,
      seed,
      window,
    }).filter(([, value]) => value !== undefined);
    writeFileSync(
      options.report,
      reportPage({
        title: `Backtest of ${test.map((path) => basename(path)).join(', ')}`,
        settings: settings.map(([name, value]) => [name, String(value)]),
        metrics,
        data,
        training,
        episodes: episodes.list,
        labelled,
        budget,
        ...collector.content(),
      }),
    );
  }
  const anomalies = outcome.anomalies.reduce((sum, a) => sum + a, 0);
  console.log(
    `${outcome.labels.length} rows judged, ${anomalies} beyond the limit, ${counted(episodes.list.length, 'alarm')}`,
  );
  console.log(`  ${budget}`);
  for (const { from, to, kind, sentence } of episodes.list.slice(0, ALARMS_TOLD))
    console.log(`  ${when(from)}, ${lasted(from, to)}: ${kind}. ${sentence}`);
  if (episodes.list.length > ALARMS_TOLD) console.log(`  and ${episodes.list.length - ALARMS_TOLD} more`);
  for (const [name, value] of metrics) console.log(`  ${name.padEnd(20)} ${short(value)}`);
}
