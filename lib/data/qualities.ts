import { type Column, cellOf, type Frame } from './frame';

/** Qualities that let a value count: OPC's 192, a flag, a word. */
const GOOD = /^(?:1|192|good.*|ok|valid|true|gut|0x0*c0)$/i;
/** Names of the quality of another column: Temp.Quality beside Temp or Temp.Value. */
const OF = /^(.+?)[._ /:-](?:quality(?:_?code)?|qual|validity|status|q)$/i;

/**
 * Which of some columns another one says the quality of.
 * @returns its position; undefined for a column that says the quality of none
 */
export function judgedBy(name: string, names: readonly string[]): number | undefined {
  const stem = OF.exec(name)?.[1];
  if (stem === undefined) return undefined;
  const judged = ['', '.Value', '.PV', ' Value', '_Value'].map((end) => `${stem}${end}`.toLowerCase());
  const at = names.findIndex((other) => other !== name && judged.includes(other.toLowerCase()));
  return at < 0 ? undefined : at;
}

/**
 * What a column of qualities says of each row. A code that nobody knows is good when most rows have it.
 * @returns per row: undefined for good, else a text that stands for the value: it is no number, so the value is bad
 */
export function badness(column: Column): (row: number) => string | undefined {
  const counts = new Map<string, number>();
  for (let row = 0; row < column.numbers.length; row++) {
    const said = cellOf(column, row);
    if (said !== undefined) counts.set(String(said), (counts.get(String(said)) ?? 0) + 1);
  }
  const known = [...counts.keys()].filter((said) => GOOD.test(said));
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const good = new Set(known.length > 0 || most === undefined ? known : [most[0]]);
  return (row) => {
    const said = cellOf(column, row);
    return said === undefined || good.has(String(said)) ? undefined : `quality ${said}`;
  };
}

/** Columns that say how good another one is go into that one: what is not good there is no number. */
export function withQualities(frame: Frame): Frame {
  const pairs = new Map<string, Column>();
  const names = frame.columns.map(({ name }) => name);
  for (const column of frame.columns) {
    const at = judgedBy(column.name, names);
    if (at !== undefined) pairs.set(names[at]!, column);
  }
  if (pairs.size === 0) return frame;
  const qualities = new Set(pairs.values());
  const columns = frame.columns
    .filter((column) => !qualities.has(column))
    .map((column) => (pairs.has(column.name) ? withQuality(column, pairs.get(column.name)!) : column));
  const taken = [...qualities].map(({ name }) => name);
  return { ...frame, columns, notes: [...frame.notes, `${taken.join(', ')} taken as quality of the values beside`] };
}

function withQuality(column: Column, quality: Column): Column {
  const bad = badness(quality);
  const numbers = column.numbers.slice();
  const texts = Array.from(numbers, (_, row) => bad(row) ?? column.texts?.[row]);
  texts.forEach((text, row) => {
    if (text !== undefined) numbers[row] = Number.NaN;
  });
  return { ...column, numbers, texts };
}
