import { parseArgs } from 'node:util';
import { timeReader } from '../lib/time/format';
import { zoneOffset } from '../lib/time/zone';
import { DETECTOR_NAMES, type DetectorName } from './chain';
import { UsageError } from './command';

export interface BacktestOptions {
  /** Files or folders that are one recording. */
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly tags: string | undefined;
  /** A file of anomalous stretches. */
  readonly labels: string | undefined;
  /** Rows of the training from this time on, ms, are not learned from but judged. */
  readonly split: number | undefined;
  /** Of times that name none. */
  readonly zone: string;
  readonly detector: DetectorName;
  /** Records per window of the dual-branch detector; undefined = the node's default. */
  readonly window: number | undefined;
  readonly seed: number;
  /** Settings of the threshold node: one false alarm in so many days, hours or records; none = its default. */
  readonly threshold: { readonly budget: number; readonly per: 'days' | 'hours' | 'records' } | undefined;
  readonly out: string | undefined;
  readonly alarms: string | undefined;
  readonly report: string | undefined;
}

export const USAGE = `twin-guard backtest --train FILE --test FILE [--detector autoencoder|dual-branch] [--out scores.csv]
  [--split TIME] [--tags tags.json] [--labels labels.csv] [--zone Europe/Berlin] [--window N] [--budget 2d] [--seed N]
  [--alarms alarms.csv] [--report report.html]

Learns from the train recording, then judges the rows of the test recording one after the other with the layers of the
nodes and their default settings. Recordings: separated values as plants export them, .npy, .dat, each optionally .gz;
a folder, or an option given more than once, is read as one recording.

  --train     recording of normal operation
  --test      recording to judge; with labels it is scored
  --split     judge the training recording from this time on, and learn from what is before it; --test is not needed then
  --tags      what the columns are: { "L1": { "role": "sensor" }, "t": { "role": "time", "format": "dd/MM/yy HH" } }
  --labels    anomalous stretches, a line for each with start,end; they are not learned from
  --zone      of times that name none: UTC (default), +02:00 or a name such as Europe/Berlin
  --detector  autoencoder (one instant at a time; default) or dual-branch (windows)
  --window    records per window, dual-branch only
  --budget    one false alarm is accepted in so many days (2d), hours (12h) or records (5000); default 7d
  --seed      of the training; the same seed gives the same result (default 1)
  --out       one line per test row: row, time, score, limit, anomaly, verdict, kind and the three largest contributions;
              not needed with --report or --alarms
  --alarms    one line per alarm: start, end (rows, half open), kind, severity, confidence, sentence
  --report    a page to look at, which needs no network`;

/** @throws UsageError */
export function parseOptions(argv: readonly string[]): BacktestOptions | 'help' {
  const { values } = parsed(argv);
  if (values.help) return 'help';
  checkComplete(values);
  const detector = DETECTOR_NAMES.find((name) => name === (values.detector ?? 'autoencoder'));
  if (detector === undefined) {
    throw new UsageError(`--detector ${values.detector}: give ${DETECTOR_NAMES.join(' or ')}`);
  }
  if (values.window !== undefined && values.detector !== 'dual-branch') {
    throw new UsageError('--window belongs to the dual-branch detector; leave it out or choose --detector dual-branch');
  }
  return {
    train: values.train!,
    test: values.test ?? values.train!,
    out: values.out,
    tags: values.tags,
    labels: values.labels,
    split: values.split === undefined ? undefined : split(values.split, zone(values.zone ?? 'UTC')),
    zone: zone(values.zone ?? 'UTC'),
    detector,
    window: values.window === undefined ? undefined : whole('window', values.window, 2),
    threshold: values.budget === undefined ? undefined : budget(values.budget),
    seed: values.seed === undefined ? 1 : whole('seed', values.seed, 0),
    alarms: values.alarms,
    report: values.report,
  };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: {
        train: { ...text, multiple: true },
        test: { ...text, multiple: true },
        tags: text,
        labels: text,
        split: text,
        zone: text,
        detector: text,
        window: text,
        budget: text,
        seed: text,
        out: text,
        alarms: text,
        report: text,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, file] = /'(.+)'/.exec(message) ?? [];
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
      throw new UsageError(`${file} stands by itself; say what it is, as in --train ${file}`);
    throw new UsageError(`${message.split('. ')[0]}; twin-guard backtest --help tells the options`);
  }
}

/** All that is missing at once. */
function checkComplete(values: { readonly [name: string]: unknown }): void {
  const out = values['report'] === undefined && values['alarms'] === undefined ? ['out'] : [];
  const needed = ['train', ...(values['split'] === undefined ? ['test'] : []), ...out];
  const missing = needed.filter((name) => [values[name] ?? []].flat().join('') === '');
  if (missing.length === 0) return;
  const files = missing.map((name) => `--${name}`);
  if (missing.join() === 'test')
    throw new UsageError('--test is missing; give a file, or with --split a time from which on the training is judged');
  throw new UsageError(
    files.length === 1
      ? `${files[0]} is missing; give a file`
      : `${files.slice(0, -1).join(', ')} and ${files.at(-1)} are missing; give files`,
  );
}

function split(text: string, zone: string): number {
  const time = timeReader(undefined, zone)(text);
  if (Number.isNaN(time))
    throw new UsageError(`--split ${text}: give a time such as 2026-06-01 or 2026-06-01T06:00:00`);
  return time;
}

function zone(text: string): string {
  try {
    zoneOffset(text);
    return text;
  } catch {
    throw new UsageError(`--zone ${text}: give UTC, local, +02:00 or a name such as Europe/Berlin`);
  }
}

const UNITS = { d: 'days', h: 'hours', '': 'records' } as const;

function budget(text: string): BacktestOptions['threshold'] {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([dh]?)$/.exec(text) ?? [];
  if (number === undefined || !(Number(number) > 0)) {
    throw new UsageError(`--budget ${text}: give days (2d), hours (12h) or records (5000)`);
  }
  return { budget: Number(number), per: UNITS[unit as keyof typeof UNITS] };
}

function whole(name: string, text: string, min: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < min)
    throw new UsageError(`--${name} ${text}: give a whole number of at least ${min}`);
  return value;
}
