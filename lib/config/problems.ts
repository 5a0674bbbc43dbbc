import type { Text } from '../editor/text';
import { ConfigError, type Field, type Fields, parseField } from './fields';
import type { Spot, Told } from './told';

/** What is wrong with a setting, or with one entry of it, in the reader's language. */
export interface Problem {
  readonly field: string;
  /** Undefined: the setting as a whole. */
  readonly spot: Spot | undefined;
  /** The setting as the dialog calls it, with row and column. */
  readonly place: string;
  /** What is wrong and what helps. */
  readonly says: string;
  /** Where in the text it is, from 1, where that is known. */
  readonly at?: number;
}

/** Who reads it. */
export interface Reader {
  readonly text: Text;
  /** Of figures: a language tag. */
  readonly language: string;
}

/** Reads and checks all settings of a room: its parseConfig. */
export type Parse = (raw: Readonly<Record<string, unknown>>) => unknown;

/**
 * All that is wrong. Whether settings go together is looked at with the usual value in place of each that is wrong by itself.
 * @param raw as the flow keeps them
 */
export function problemsOf(
  fields: Fields,
  parse: Parse,
  raw: Readonly<Record<string, unknown>>,
  reader: Reader,
): readonly Problem[] {
  const found = Object.entries(fields).flatMap(([name, field]) =>
    caught(() => parseField(name, field, raw[name]), fields, raw, reader),
  );
  const right = { ...raw };
  for (const { field } of found) right[field] = fields[field]!.default;
  return [...found, ...caught(() => parse(right), fields, raw, reader)];
}

function caught(
  check: () => unknown,
  fields: Fields,
  raw: Readonly<Record<string, unknown>>,
  reader: Reader,
): readonly Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { field, told, entries } = error;
    const typed = String(raw[field] ?? '');
    const problem = (what: Told, spot: Spot | undefined): Problem => ({
      field,
      spot,
      place: placeOf(field, spot, reader.text),
      says: sentenceOf(what, fields[field]!, typed, reader),
      ...(typeof what.values?.['at'] === 'number' && { at: what.values['at'] }),
    });
    if (entries.length === 0) return [problem(told, undefined)];
    return entries.map((entry) => problem(entry.told, entry.spot));
  }
}

function placeOf(field: string, spot: Spot | undefined, text: Text): string {
  const label = (key: string, otherwise: string): string => {
    const said = text(key);
    return said.endsWith(key) ? otherwise : said;
  };
  const setting = label(`field.${field}`, label(`${field}.title`, field));
  if (spot === undefined) return setting;
  const column = spot.column === undefined ? [] : [label(`${field}.${spot.column}`, spot.column)];
  return [setting, text(`entry.${spot.entry}`, { at: entryName(spot, text) }), ...column].join(', ');
}

/** Levels are words of ours; what else has a name was named by a person. */
function entryName({ entry, at }: Spot, text: Text): string | number {
  return entry === 'level' ? text(`word.${at}`) : at;
}

/** In the reader's figures, and shares as per cent, as the dialog shows them. */
function sentenceOf({ key, values = {} }: Told, field: Field, typed: string, { text, language }: Reader): string {
  const isShare = field.kind === 'number' && field.share === true;
  const write = (value: string | number): string => {
    if (typeof value !== 'number') return value;
    const figures = (isShare ? 100 * value : value).toLocaleString(language, { maximumSignificantDigits: 12 });
    return isShare ? `${figures} %` : figures;
  };
  const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, write(value)]));
  const own = isShare && typed !== '' ? String(Number((100 * Number(typed)).toPrecision(10))) : typed;
  return text(`error.${key}`, { value: own, ...shown });
}
