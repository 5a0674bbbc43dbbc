import { describe, InputError, isPlainObject, isSafeName, own } from '../input';
import { TAG_ROLES, type TagRole } from './words';

/** What may stand in for a value that is missing. */
export type MissingPolicy = 'hold' | 'interpolate' | 'expected' | 'drop';

/** One named signal of a twin. */
export interface Tag {
  readonly name: string;
  readonly role: TagRole;
  /** The tag that this one belongs to: the sensor of a twin estimate or setpoint, the actuator of a command. */
  readonly of?: string;
  readonly unit?: string;
  /** Valid range in engineering units; a value outside is of bad quality. */
  readonly min?: number;
  readonly max?: number;
  /** ms after which a value that was not renewed is stale. */
  readonly maxAge?: number;
  readonly missing?: MissingPolicy;
  /** Texts of an enumeration in order; the value is the position. */
  readonly states?: readonly string[];
  /** How a text in a time tag is read, for example 'dd/MM/yy HH'. */
  readonly format?: string;
  /** 'one-hot' gives each of the states a feature of its own; the default 'ordinal' is the position. */
  readonly encode?: 'ordinal' | 'one-hot';
  /** What else is derived from this tag. */
  readonly derive?: readonly TagDerivation[];
  /** The assets that have this tag, with * for anything: 'pump*'; all assets when absent. */
  readonly asset?: string;
}

/** Change per second, rolling mean, rolling standard deviation. */
export type TagDerivation = 'rate' | 'mean' | 'spread';

const ENCODINGS = ['ordinal', 'one-hot'];
const DERIVATIONS: readonly TagDerivation[] = ['rate', 'mean', 'spread'];
const MISSING: readonly MissingPolicy[] = ['hold', 'interpolate', 'expected', 'drop'];

/** The roles whose values are scored as they are. A twin's estimate is scored through its residual, a counter by its increase. */
export const SCORED_ROLES: ReadonlySet<TagRole> = new Set<TagRole>(['sensor', 'actuator', 'command', 'setpoint']);

/** The tag table of one kind of asset: tag name to tag, in schema order. */
export type TagTable = ReadonlyMap<string, Tag>;

/**
 * Reads a tag table: tags.json ({ tag: { role, of, unit, ... } }), already parsed.
 * @throws InputError naming the tag and property that is wrong
 */
export function parseTagTable(json: unknown, field = 'tags'): TagTable {
  if (!isPlainObject(json)) throw new InputError(field, `is ${describe(json)}; give an object of tags`);
  const table = new Map<string, Tag>();
  for (const name of Object.keys(json)) table.set(name, parseTag(name, json[name], field));
  for (const tag of table.values()) {
    if (tag.of !== undefined && !table.has(tag.of)) {
      throw new InputError(
        `${field}.${tag.name}.of`,
        `there is no tag ${JSON.stringify(tag.of)}; name one of this table`,
      );
    }
  }
  return table;
}

function parseTag(name: string, raw: unknown, field: string): Tag {
  const path = `${field}.${name}`;
  if (!isSafeName(name) || name.includes('~'))
    throw new InputError(path, 'is not allowed as a tag name; rename the tag');
  if (!isPlainObject(raw))
    throw new InputError(path, `is ${describe(raw)}; give an object such as { "role": "sensor" }`);
  const role = own(raw, 'role') ?? 'sensor';
  if (!(TAG_ROLES as readonly unknown[]).includes(role)) {
    throw new InputError(`${path}.role`, `is ${describe(role)}; one of ${TAG_ROLES.join(', ')}`);
  }
  const missing = own(raw, 'missing');
  if (missing !== undefined && !(MISSING as readonly unknown[]).includes(missing)) {
    throw new InputError(`${path}.missing`, `is ${describe(missing)}; one of ${MISSING.join(', ')}`);
  }
  const states = own(raw, 'states');
  if (states !== undefined && !(Array.isArray(states) && states.every((s) => typeof s === 'string'))) {
    throw new InputError(`${path}.states`, `is ${describe(states)}; give a list of texts`);
  }
  const encode = own(raw, 'encode');
  if (encode !== undefined && !ENCODINGS.includes(encode as string)) {
    throw new InputError(`${path}.encode`, `is ${describe(encode)}; one of ${ENCODINGS.join(', ')}`);
  }
  const derive = own(raw, 'derive');
  if (derive !== undefined && !(Array.isArray(derive) && derive.every((d) => DERIVATIONS.includes(d)))) {
    throw new InputError(`${path}.derive`, `is ${describe(derive)}; give a list of ${DERIVATIONS.join(', ')}`);
  }
  return {
    name,
    role: role as TagRole,
    ...text(raw, 'of', path),
    ...text(raw, 'unit', path),
    ...number(raw, 'min', path),
    ...number(raw, 'max', path),
    ...number(raw, 'maxAge', path),
    ...text(raw, 'format', path),
    ...text(raw, 'asset', path),
    ...(encode === undefined ? {} : { encode: encode as 'ordinal' | 'one-hot' }),
    ...(derive === undefined ? {} : { derive: derive as TagDerivation[] }),
    ...(missing === undefined ? {} : { missing: missing as MissingPolicy }),
    ...(states === undefined ? {} : { states: states as string[] }),
  };
}

function text(raw: Record<string, unknown>, key: string, path: string): Record<string, string> {
  const value = own(raw, key);
  if (value === undefined || value === '') return {};
  if (typeof value !== 'string') throw new InputError(`${path}.${key}`, `is ${describe(value)}; give a text`);
  return { [key]: value };
}

function number(raw: Record<string, unknown>, key: string, path: string): Record<string, number> {
  const value = own(raw, key);
  if (value === undefined || value === '') return {};
  const parsed = typeof value === 'string' ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) {
    throw new InputError(`${path}.${key}`, `is ${describe(value)}; give a number`);
  }
  return { [key]: parsed };
}

/** The table as tags.json, the inverse of parseTagTable. */
export function tagTableToJson(tags: Iterable<Tag>): Record<string, Omit<Tag, 'name'>> {
  const json: Record<string, Omit<Tag, 'name'>> = {};
  for (const { name, ...rest } of tags) json[name] = rest;
  return json;
}
