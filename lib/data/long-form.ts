import { counted } from '../text/counted';
import { ColumnBuilder, cellOf, type Frame } from './frame';
import { badness } from './qualities';

/** Where a recording with one row per value has what. */
export interface LongForm {
  /** Columns whose texts together name the tag. */
  readonly names: readonly string[];
  /** One column, or several of an asset that is named in each row. */
  readonly values: readonly string[];
  readonly quality: string | undefined;
}

const NAME =
  /^(?:_field|var_?name|tag_?(?:name|id|path|index|no|nr|number)?|entity_?id|entity|statistic_?id|object|kanal|name|field|metric|variable|signal|(?:sensor|asset|device|machine|equipment|station)(?:_?(?:name|id))?|point(?:_?(?:name|id))?|item_?(?:id|name)?|series|channel|parameter|node_?id|measurement|variablenname|messstelle|messwert|bezeichnung|kks|historian_?tag|path|id)$/i;
const VALUE =
  /^(?:_value|var_?value|value|val|v|wert|reading|pv|data|result|messwert|numeric_?value|state|value_?num(?:eric)?|v_?value|float_?value|mean)$/i;
const QUALITY = /^(?:validity|quality(?:_?code)?|q|status|good|opc_?quality)$/i;
/** What Flux puts beside its values, and what says the same in each row of a tag. */
const BESIDE = /^(?:result|table|_start|_stop|_time|unit|units|einheit|description|quality.*|status|validity)$/i;
/** Rows that are looked at. */
const ASKED = 5000;
/** Names may be few or many, but each must come again. */
const AGAIN = 2;

/**
 * Whether a recording has one row per value, with the name of the tag in a column: WinCC, Wonderware, InfluxDB, SQL exports.
 * @returns undefined for one row per time
 */
export function longForm({ rows, times, columns }: Frame): LongForm | undefined {
  if (times === undefined || rows < AGAIN) return undefined;
  const asked = Math.min(rows, ASKED);
  const named = columns.filter((column) => NAME.test(column.name) && isNaming(column, asked));
  const value = columns.find(
    (column) => VALUE.test(column.name) && !named.includes(column) && isNumeric(column, asked),
  );
  const flux = columns.some(({ name }) => name === '_field') && value?.name === '_value';
  const key = columns.find(({ name }) => name === '_field') ?? named[0] ?? byRepetition();
  const holds = value === undefined ? numbersBeside(key?.name) : [value];
  if (key === undefined || holds.length === 0) return undefined;
  const quality = columns.find((column) => QUALITY.test(column.name) && !holds.includes(column))?.name;
  const others = columns.filter((column) => column !== key && !holds.includes(column) && !BESIDE.test(column.name));
  const more = others.filter((column) => isText(column, asked) && distinct([column], asked) > 1);
  const needed = flux || !isUnique([key], asked, times) ? more : [];
  // With names that hardly repeat a row is an event, not a value.
  if (distinct([key], asked) * AGAIN > asked) return undefined;
  return { names: [...needed, key].map(({ name }) => name), values: holds.map(({ name }) => name), quality };

  /** A column of names or of whole numbers that come in turn at each time. */
  function byRepetition(): Columns[number] | undefined {
    return columns.find((column) => {
      if (BESIDE.test(column.name) || !(isText(column, asked) || isWhole(column, asked))) return false;
      return distinct([column], asked) > 1 && comesInTurn(column);
    });
  }

  function comesInTurn(column: Columns[number]): boolean {
    if (!timesRepeat(times!, asked) || !isUnique([column], asked, times!)) return false;
    if (isText(column, asked)) return true;
    const moments = new Set(times!.subarray(0, asked)).size;
    return Math.abs(distinct([column], asked) * moments - asked) <= 0.05 * asked + 1;
  }

  /** Without a name that says so: what is measured of each thing that is named, when all of them come in turn. */
  function numbersBeside(name: string | undefined): Columns {
    const named = columns.filter((column) => column.name === name);
    if (named.length === 0 || !timesRepeat(times!, asked) || !isUnique(named, asked, times!)) return [];
    return columns.filter((column) => column.name !== name && isNumeric(column, asked) && !QUALITY.test(column.name));
  }
}

type Columns = Frame['columns'];

function isText({ numbers, texts }: Columns[number], asked: number): boolean {
  let count = 0;
  for (let row = 0; row < asked; row++) if (texts?.[row] !== undefined && Number.isNaN(numbers[row])) count++;
  return 2 * count > asked;
}

function isNumeric({ numbers, texts }: Columns[number], asked: number): boolean {
  let count = 0;
  let filled = 0;
  for (let row = 0; row < asked; row++) {
    if (!Number.isNaN(numbers[row])) count++;
    if (!Number.isNaN(numbers[row]) || texts?.[row] !== undefined) filled++;
  }
  return count > 0 && 2 * count >= filled;
}

/** Names of tags are texts; ids of sensors may be whole numbers, of which there are few and never one alone. */
function isNaming(column: Columns[number], asked: number): boolean {
  if (isText(column, asked)) return true;
  const count = distinct([column], asked);
  return (
    /(?:id|index|no|nr|number|kanal|channel)$/i.test(column.name) &&
    isWhole(column, asked) &&
    count > 1 &&
    count <= asked / 4
  );
}

function isWhole({ numbers }: Columns[number], asked: number): boolean {
  for (let row = 0; row < asked; row++) if (!Number.isInteger(numbers[row])) return false;
  return true;
}

function keyOf(columns: Columns, row: number): string {
  return columns.map((column) => cellOf(column, row) ?? '').join('.');
}

function distinct(columns: Columns, asked: number): number {
  const seen = new Set<string>();
  for (let row = 0; row < asked; row++) seen.add(keyOf(columns, row));
  return seen.size;
}

function timesRepeat(times: Float64Array, asked: number): boolean {
  return 2 * new Set(times.subarray(0, asked)).size <= asked + 1;
}

/** Whether a name comes only once at a time, but for a few repetitions. */
function isUnique(columns: Columns, asked: number, times: Float64Array): boolean {
  const seen = new Set<string>();
  for (let row = 0; row < asked; row++) seen.add(`${times[row]} ${keyOf(columns, row)}`);
  return seen.size >= 0.95 * asked;
}

/** One row per time of a recording with one row per value. Values of bad quality become the text of their quality. */
export function pivoted(frame: Frame, { names, values, quality }: LongForm): Frame {
  const column = (name: string): Columns[number] => frame.columns.find((one) => one.name === name)!;
  const naming = names.map(column);
  const holding = values.map(column);
  const bad = quality === undefined ? () => undefined : badness(column(quality));
  const things = new Map<string, ColumnBuilder[]>();
  const rowAt = new Map<number, number>();
  const times: number[] = [];
  let skipped = 0;
  for (let row = 0; row < frame.rows; row++) {
    const name = keyOf(naming, row);
    // WinCC marks where its runtime was off with rows of its own.
    if (name === '' || name.startsWith('$RT_')) {
      skipped++;
      continue;
    }
    let builders = things.get(name);
    if (builders === undefined) {
      builders = values.map((value) => new ColumnBuilder(values.length === 1 ? name : `${name}.${value}`));
      things.set(name, builders);
    }
    const time = frame.times![row]!;
    let at = rowAt.get(time);
    if (at === undefined || builders.some((builder) => builder.has(at!))) {
      at = times.push(time) - 1;
      rowAt.set(time, at);
    }
    for (let i = 0; i < holding.length; i++) builders[i]!.set(at, bad(row) ?? cellOf(holding[i]!, row));
  }
  const shown = [...things.keys()].slice(0, 4).join(', ') + (things.size > 4 ? ', ...' : '');
  const notes = [
    `one row per value: ${values.join(', ')} becomes a column for each of ${things.size} ${names.join(' and ')} (${shown})`,
    ...(skipped > 0 ? [`${counted(skipped, 'row')} without a tag's name, or of the logger itself, passed over`] : []),
  ];
  const columns = [...things.values()].flat().map((builder) => builder.done(times.length));
  return { ...frame, rows: times.length, times: Float64Array.from(times), columns, notes: [...frame.notes, ...notes] };
}
