import { EntryError } from './entries';
import type { Told } from './told';

/**
 * A node's settings, declared once as data: default, limits, unit. The runtime reads them with parseFields, the editor
 * builds its defaults and validators from the same declaration (lib/editor/defaults.ts), and the build writes the
 * dialog's rows from it (scripts/build-editor.js).
 */

/** Limits are inclusive; `unit` is shown beside the input. */
export interface NumberField {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly unit?: string;
  /** A share of 1: the dialog shows it as per cent. */
  readonly share?: boolean;
}
/** One of some names; their texts are in the locale catalogue. */
export interface ChoiceField<T extends string = string> {
  readonly kind: 'choice';
  readonly default: T;
  readonly choices: readonly T[];
}
/** A text; an empty one is refused when it is required. */
export interface TextField {
  readonly kind: 'text';
  readonly default: string;
  readonly required: boolean;
}
/** A switch. */
export interface FlagField {
  readonly kind: 'flag';
  readonly default: boolean;
}
/** A list of positive integers typed as '64, 32, 16'. */
export interface ListField {
  readonly kind: 'list';
  readonly default: string;
  readonly min: number;
  readonly max: number;
  readonly length: number;
}
/** Structured settings kept as JSON text; the room parses and checks its content. */
export interface JsonField<T = unknown> {
  readonly kind: 'json';
  readonly default: string;
  /** Checks and types the content; throws an EntryError that says what is wrong. */
  readonly read: (json: unknown) => T;
}
/** Settings that a person writes in lines; the room parses them. */
export interface LinesField<T = unknown> {
  readonly kind: 'lines';
  readonly default: string;
  /** Checks and types the text; throws an EntryError that names the line and says what is wrong. */
  readonly read: (text: string) => T;
}
/** Any setting. */
export type Field = NumberField | ChoiceField | TextField | FlagField | ListField | JsonField | LinesField;
/** All settings of a node by name; the names are those of the node's properties in a flow. */
export type Fields = Readonly<Record<string, Field>>;

interface NumberLimits {
  min: number;
  max: number;
  unit?: string;
}
/** A share of 1, kept as such and shown as per cent. */
export const share = (value: number, limits: NumberLimits): NumberField => ({ ...number(value, limits), share: true });
/** @param value the default, as in all that follow */
export const number = (value: number, limits: NumberLimits): NumberField => ({
  kind: 'number',
  default: value,
  integer: false,
  ...limits,
});
/** A whole number. */
export const integer = (value: number, limits: NumberLimits): NumberField => ({
  kind: 'number',
  default: value,
  integer: true,
  ...limits,
});
/** @param value one of the choices */
export const choice = <const T extends string>(value: NoInfer<T>, choices: readonly T[]): ChoiceField<T> => ({
  kind: 'choice',
  default: value,
  choices,
});
/** @param required refuses an empty text */
export const text = (value = '', required = false): TextField => ({ kind: 'text', default: value, required });
/** A switch that is on or off at first. */
export const flag = (value: boolean): FlagField => ({ kind: 'flag', default: value });
/** @param limits of each number, and the most numbers */
export const list = (value: string, limits: { min: number; max: number; length: number }): ListField => ({
  kind: 'list',
  default: value,
  ...limits,
});
/** @param read checks and types what the text holds; throws an EntryError that says what is wrong */
export const json = <T>(value: string, read: (json: unknown) => T): JsonField<T> => ({
  kind: 'json',
  default: value,
  read,
});

/** @param read checks and types the text; throws an EntryError that names the line and says what is wrong */
export const lines = <T>(value: string, read: (text: string) => T): LinesField<T> => ({
  kind: 'lines',
  default: value,
  read,
});

type ValueOf<F> = F extends NumberField
  ? number
  : F extends ChoiceField<infer T>
    ? T
    : F extends FlagField
      ? boolean
      : F extends ListField
        ? readonly number[]
        : F extends JsonField<infer T> | LinesField<infer T>
          ? T
          : string;

/** The typed, immutable configuration that a declaration describes. */
export type Parsed<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** A setting that cannot be used: names the field, what it is and what it may be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /**
   * @param reason what it is and what it may be, without the field
   * @param told the same for a dialog
   * @param entries which entries of it are wrong, where it has entries; they say it themselves then
   */
  constructor(
    readonly field: string,
    readonly reason: string,
    readonly told: Told,
    readonly entries: readonly EntryError[] = [],
  ) {
    super(`${field}: ${reason}`);
  }
}

/**
 * Reads raw settings as Node-RED stores them (numbers may be texts; what is missing gets its default).
 * @throws ConfigError for the first field that is wrong
 */
export function parseFields<F extends Fields>(fields: F, raw: Readonly<Record<string, unknown>>): Parsed<F> {
  const config: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) config[name] = parseField(name, fields[name]!, raw[name]);
  return Object.freeze(config) as Parsed<F>;
}

/** Reads one setting. @throws ConfigError */
export function parseField(name: string, field: Field, raw: unknown): unknown {
  const value = raw === undefined || raw === null || raw === '' ? field.default : raw;
  switch (field.kind) {
    case 'number':
      return parseNumber(name, field, value);
    case 'choice':
      if (field.choices.includes(value as string)) return value;
      throw new ConfigError(name, `is ${show(value)}; choose ${field.choices.join(', ')}`, {
        key: 'choice',
        values: { choices: field.choices.join(', ') },
      });
    case 'text':
      if (typeof value !== 'string') {
        throw new ConfigError(name, `is ${show(value)}; give a text`, { key: 'text' });
      }
      if (field.required && value.trim() === '') {
        throw new ConfigError(name, 'is empty; fill it in', { key: 'empty' });
      }
      return value;
    case 'flag':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw new ConfigError(name, `is ${show(value)}; give true or false`, { key: 'flag' });
    case 'list':
      return parseList(name, field, value);
    case 'json':
      return parseJson(name, field, value);
    case 'lines':
      return parseLines(name, field, value);
  }
}

function parseNumber(name: string, field: NumberField, value: unknown): number {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const right = typeof parsed === 'number' && parsed >= field.min && parsed <= field.max;
  if (right && (!field.integer || Number.isInteger(parsed))) return parsed;
  const what = field.integer ? 'a whole number' : 'a number';
  const unit = field.unit === undefined ? '' : ` ${field.unit}`;
  throw new ConfigError(name, `is ${show(value)}; give ${what} from ${field.min} to ${field.max}${unit}`, {
    key: field.integer ? 'whole' : 'number',
    values: { min: field.min, max: field.max },
  });
}

function parseList(name: string, field: ListField, value: unknown): readonly number[] {
  const parts = Array.isArray(value) ? value : String(value).split(',');
  const numbers = parts.map((part) => (String(part).trim() === '' ? Number.NaN : Number(part)));
  const right = numbers.every((n) => Number.isInteger(n) && n >= field.min && n <= field.max);
  if (right && numbers.length <= field.length) return Object.freeze(numbers);
  throw new ConfigError(
    name,
    `is ${show(value)}; give up to ${field.length} whole numbers from ${field.min} to ${field.max}, separated by commas`,
    { key: 'list', values: { count: String(field.length), min: field.min, max: field.max } },
  );
}

function parseJson(name: string, field: JsonField, value: unknown): unknown {
  try {
    return field.read(typeof value === 'string' ? JSON.parse(value) : value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw refused(name, error);
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0) + 1;
    throw new ConfigError(name, `is not valid JSON (${error.message})`, { key: 'json', values: { at } });
  }
}

function parseLines(name: string, field: LinesField, value: unknown): unknown {
  if (typeof value !== 'string') throw new ConfigError(name, `is ${show(value)}; give a text`, { key: 'text' });
  try {
    return field.read(value);
  } catch (error) {
    throw refused(name, error);
  }
}

/** What the room found wrong in its entries, as an error of the setting. What is no such error is a mistake of ours, and goes on. */
export function refused(name: string, error: unknown): ConfigError {
  if (!(error instanceof EntryError)) throw error;
  return error.spot === undefined
    ? new ConfigError(name, error.reason, error.told)
    : new ConfigError(name, error.message, error.told, [error, ...error.also]);
}

function show(value: unknown): string {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
