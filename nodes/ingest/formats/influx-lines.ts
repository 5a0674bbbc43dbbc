import { InputError } from '../../../lib/input';

/** One value as InfluxDB keeps it. */
export interface SeriesPoint {
  readonly measurement: unknown;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly field: string;
  readonly value: unknown;
  readonly time: unknown;
}

/** One part of a line: measurement and tags, or fields; marks stand behind a backslash or in quotes. */
const SERIES = /^((?:\\.|[^\s,\\])+)((?:,(?:\\.|[^\s,=\\])+=(?:\\.|[^\s,=\\])+)*) +/;
const FIELD = /^((?:\\.|[^\s,=\\])+)=("(?:\\.|[^"\\])*"|[^\s,]+)(,?)/;
const TIME = /^\s*(-?\d{1,20})?\s*$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[iu]?$/i;
const TRUTH = new Map([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['f', 'F', 'false', 'False', 'FALSE'].map((text) => [text, false] as const),
]);
const LONGEST = 64_000;

/** Whether a text is of InfluxDB's line protocol: its first line that says something is. */
export function isLineProtocol(text: string): boolean {
  const line = linesOf(text.slice(0, LONGEST))[0];
  return line?.includes('=') === true && parseLine(line) !== undefined;
}

/** @throws InputError naming the line that cannot be read */
export function parseLines(text: string): SeriesPoint[] {
  return linesOf(text).flatMap((line, i) => {
    const points = parseLine(line);
    if (points === undefined)
      throw new InputError(`payload line ${i + 1}`, 'is no line protocol; send measurement,tag=x field=1 time');
    return points;
  });
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function parseLine(line: string): SeriesPoint[] | undefined {
  const series = SERIES.exec(line);
  if (series === null) return undefined;
  const tags: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of series[2]!.split(/(?<!\\),/).slice(1)) {
    const cut = pair.search(/(?<!\\)=/);
    tags[plain(pair.slice(0, cut))] = plain(pair.slice(cut + 1));
  }
  let rest = line.slice(series[0].length);
  const fields: [string, unknown][] = [];
  for (;;) {
    const field = FIELD.exec(rest);
    const value = field === null ? undefined : fieldValue(field[2]!);
    if (field === null || value === undefined) return undefined;
    fields.push([plain(field[1]!), value]);
    rest = rest.slice(field[0].length);
    if (field[3] === '') break;
  }
  const time = TIME.exec(rest);
  if (time === null) return undefined;
  const measurement = plain(series[1]!);
  return fields.map(([field, value]) => ({ measurement, tags: { ...tags }, field, value, time: time[1] }));
}

function fieldValue(text: string): unknown {
  if (text.startsWith('"')) return plain(text.slice(1, -1));
  const truth = TRUTH.get(text);
  if (truth !== undefined) return truth;
  return NUMBER.test(text) ? Number(text.replace(/[iu]$/i, '')) : undefined;
}

function plain(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
