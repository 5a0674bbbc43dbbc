import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DETECTOR_NAMES } from '../cli/chain';
import { segments } from '../lib/metrics/segments';
import { loadNab, NAB } from './datasets/nab';
import type { Recording } from './datasets/recording';
import { ours } from './detection/ours';
import type { Subject } from './detection/subject';
import { NAB_PROFILES, type NabCount, nabCount, nabScore } from './metrics/nab';
import { live } from './normal/live';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- nab --data DIR [--only FILE,...] [--subjects NAME,...] [--seed N] [--json FILE]

const RULES = `NAB, realKnownCause: the first 15 % of each file are learned, the rest is judged, with default settings. Counted are alarms
(by the row in which they begin), not rows beyond a limit. NAME-learned: a recording that is learned once. NAME-live: as the nodes
do, from the first 15 % and then from what comes. Who cannot learn from so few rows raises no alarm.
Published rows: the detectors' own results in numenta/NAB (revision ea702d7), with the limits that NAB tunes on the labels, counted
anew on the same rows.
`;

const WEEK = 604_800_000;

/** Published detectors: score of either profile, windows found, false alarms in all, over the seven files. */
const PUBLISHED: Readonly<Record<string, readonly [number, number, number, number]>> = {
  'published: ARTime': [63.2, 51.9, 15, 39],
  'published: relative entropy': [55.2, 46.4, 13, 30],
  'published: Numenta HTM': [53.3, 43.4, 13, 34],
  'published: KNN-CAD': [49.6, 33.2, 14, 54],
  'published: random cut forest': [45.8, 38.5, 11, 26],
  'published: CAD OSE': [40.6, 38.5, 9, 7],
  'published: windowed Gaussian': [14.4, 11, 4, 12],
};

const SUBJECTS: readonly Subject[] = [
  ...DETECTOR_NAMES.map((name) => ours(name, {}, `${name}-learned`)),
  ...DETECTOR_NAMES.map((name) => live(name)),
];

async function main(): Promise<void> {
  const { data, json, values } = benchOptions(['only', 'subjects', 'seed']);
  const folder = join(data ?? '.', NAB.name);
  if (data === undefined || !existsSync(folder)) {
    throw new Error(`no folder ${NAB.name} below --data ${data ?? '(not given)'}; it is ${NAB.source}`);
  }
  console.log(RULES);
  const recordings = await loadNab(folder);
  const names = recordings.map(({ name }) => name);
  const files = recordings.filter(({ name }) => chosen('only', values['only'], names).includes(name));
  const known = SUBJECTS.map(({ name }) => name);
  const wanted = chosen('subjects', values['subjects'], known);
  const weeks = files.reduce((sum, file) => sum + weeksOf(file), 0);
  const rows: BenchRow[] = [];
  for (const subject of SUBJECTS.filter(({ name }) => wanted.includes(name))) {
    const all: Found[] = [];
    for (const file of files) {
      const found = await judge(subject, file, Number(values['seed'] ?? 1));
      console.error(`${file.name} ${subject.name}: ${JSON.stringify(figures([found], weeksOf(file)))}`);
      rows.push(...rowsOf(file.name, subject.name, figures([found], weeksOf(file))));
      all.push(found);
    }
    if (files.length > 1) rows.push(...rowsOf('all', subject.name, figures(all, weeks)));
  }
  if (files.length === recordings.length) rows.push(...published(files, weeks));
  report('nab', rows, json);
}

/** What was found, by profile. */
type Found = Readonly<Record<keyof typeof NAB_PROFILES, NabCount>>;

async function judge(subject: Subject, file: Recording, seed: number): Promise<Found> {
  const alarms = await alarmsOf(subject, file, seed);
  const onsets = [...alarms.keys()].filter((row) => alarms[row] === 1 && alarms[row - 1] !== 1);
  const windows = segments(file.labels);
  const { standard, low_fp } = NAB_PROFILES;
  return { standard: nabCount(onsets, windows, standard), low_fp: nabCount(onsets, windows, low_fp) };
}

/** A detector that the first rows of a file are too few for says nothing about it. */
async function alarmsOf(subject: Subject, file: Recording, seed: number): Promise<Uint8Array> {
  try {
    return (await subject.judge(file, seed)).alarms;
  } catch (error) {
    console.error(`${file.name} ${subject.name}: no alarm, as ${(error as Error).message}`);
    return new Uint8Array(file.test.rows);
  }
}

function weeksOf({ testTimes }: Recording): number {
  return (testTimes.at(-1)! - testTimes[0]!) / WEEK;
}

function figures(found: readonly Found[], weeks: number): Record<string, number> {
  const sum = (of: (count: NabCount) => number): number => found.reduce((all, { standard }) => all + of(standard), 0);
  return {
    standard: nabScore(found.map(({ standard }) => standard)),
    low_fp: nabScore(found.map(({ low_fp }) => low_fp)),
    windows: sum((count) => count.windows),
    found: sum((count) => count.hits),
    false_per_week: sum((count) => count.falseAlarms) / weeks,
  };
}

function published(files: readonly Recording[], weeks: number): BenchRow[] {
  const windows = files.reduce((sum, { labels }) => sum + segments(labels).length, 0);
  return Object.entries(PUBLISHED).flatMap(([name, [standard, low_fp, found, wrong]]) =>
    rowsOf('all', name, { standard, low_fp, windows, found, false_per_week: wrong / weeks }),
  );
}

function rowsOf(of: string, subject: string, values: Readonly<Record<string, number>>): BenchRow[] {
  return Object.entries(values).map(([metric, value]) => ({ case: of, subject, metric, value }));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
