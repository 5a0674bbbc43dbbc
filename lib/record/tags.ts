import { EntryError, readEach } from '../config/entries';
import type { Told } from '../config/told';
import { describe, isPlainObject, isSafeName, own } from '../input';
import { matches } from '../text/pattern';
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

const ENCODINGS = ['ordinal', 'one-hot'] as const;
const DERIVATIONS: readonly TagDerivation[] = ['rate', 'mean', 'spread'];
const MISSING: readonly MissingPolicy[] = ['hold', 'interpolate', 'expected', 'drop'];

/** The roles whose values are scored as they are. A twin's estimate is scored through its residual, a counter by its increase. */
export const SCORED_ROLES: ReadonlySet<TagRole> = new Set<TagRole>(['sensor', 'actuator', 'command', 'setpoint']);

/** The roles that are compared with the tag that they belong to. */
export const PAIRED_ROLES: ReadonlySet<TagRole> = new Set<TagRole>(['twin', 'command', 'setpoint']);

/** The tag table of one kind of asset: tag name to tag, in schema order. */
export type TagTable = ReadonlyMap<string, Tag>;

/** Makes the errors of a tag. @param key undefined: the tag itself is wrong */
type Refuse = (
  key: string | undefined,
  reason: string,
  told: Told['key'],
  values?: Readonly<Record<string, string | number>>,
) => EntryError;

/**
 * Reads a tag table: tags.json ({ tag: { role, of, unit, ... } }), already parsed; or the rows of one that is being written
 * ([{ name, role, ... }]), in which a name may be missing or stand twice.
 * @param field how errors name the table
 * @throws EntryError naming the tag and property that is wrong
 */
export function parseTagTable(json: unknown, field = 'tags'): TagTable {
  const refuserOf =
    (name: string): Refuse =>
    (key, reason, told, values = {}) => {
      const path = [field, name, ...(key === undefined ? [] : [key])].join('.');
      return new EntryError(path, reason, { key: told, values }, { entry: 'tag', at: name, column: key ?? 'name' });
    };
  const table = new Map<string, Tag>();
  const entries = Array.isArray(json) ? namedRows(json, field) : json;
  if (!isPlainObject(entries)) {
    throw new EntryError(field, `is ${describe(json)}; give an object of tags`, { key: 'shape' });
  }
  readEach(Object.keys(entries), (name) => table.set(name, parseTag(name, entries[name], refuserOf(name))));
  readEach(table.values(), (tag) => {
    const { name, of, role } = tag;
    if (of === undefined) return;
    if (!table.has(of)) {
      const reason = `there is no tag ${JSON.stringify(of)}; name one of this table`;
      throw refuserOf(name)('of', reason, 'noTag', { tag: of });
    }
    const first = firstPartner(tag, table);
    if (first === undefined) return;
    const reason = `is ${JSON.stringify(of)}, whose ${role} is ${first} already; take it out of one of the two`;
    throw refuserOf(name)('of', reason, 'taken', { tag: of, name: first });
  });
  return table;
}

/** The tag before this one that belongs to the same tag in the same way, for an asset that both may be of. */
function firstPartner({ name, role, of, asset = '*' }: Tag, table: TagTable): string | undefined {
  if (!PAIRED_ROLES.has(role)) return undefined;
  for (const other of table.values()) {
    if (other.name === name) return undefined;
    const { asset: its = '*' } = other;
    if (other.of === of && other.role === role && (matches(asset, its) || matches(its, asset))) return other.name;
  }
  return undefined;
}

function namedRows(rows: readonly unknown[], field: string): Record<string, unknown> {
  const found = new Map<string, unknown>();
  readEach(rows, (row, i) => {
    const { name, ...tag } = isPlainObject(row) ? row : {};
    const spot = { entry: 'row', at: i + 1, column: 'name' } as const;
    if (typeof name !== 'string' || name === '') {
      const reason = 'has no name; give it one, or remove the row';
      throw new EntryError(`${field}, row ${i + 1}`, reason, { key: 'empty' }, spot);
    }
    if (found.has(name)) {
      const reason = `is ${JSON.stringify(name)} as another row; give each tag one row`;
      throw new EntryError(`${field}, row ${i + 1}`, reason, { key: 'twice', values: { name } }, spot);
    }
    found.set(name, tag);
  });
  return Object.fromEntries(found);
}

function parseTag(name: string, raw: unknown, wrong: Refuse): Tag {
  if (!isSafeName(name) || name.includes('~')) {
    throw wrong(undefined, 'is not allowed as a tag name; rename the tag', 'rename');
  }
  if (!isPlainObject(raw)) {
    throw wrong(undefined, `is ${describe(raw)}; give an object such as { "role": "sensor" }`, 'shape');
  }
  const oneOf = <T extends string>(key: string, names: readonly T[]): T | undefined => {
    const value = own(raw, key);
    if (value === undefined || names.includes(value as T)) return value as T | undefined;
    throw wrong(key, `is ${describe(value)}; one of ${names.join(', ')}`, 'choice', { value: String(value) });
  };
  const role = oneOf('role', TAG_ROLES) ?? 'sensor';
  const missing = oneOf('missing', MISSING);
  const states = own(raw, 'states');
  if (states !== undefined && !(Array.isArray(states) && states.every((s) => typeof s === 'string'))) {
    throw wrong('states', `is ${describe(states)}; give a list of texts`, 'shape');
  }
  const encode = oneOf('encode', ENCODINGS);
  const twice = states?.find((state, i) => states.indexOf(state) < i) as string | undefined;
  // An enumeration of a PLC may have several reserved; only features need names of their own.
  if (encode === 'one-hot' && twice !== undefined) {
    const reason = `has ${JSON.stringify(twice)} twice, and one-hot gives each a feature of its name; give each its own`;
    throw wrong('states', reason, 'twice', { name: twice });
  }
  const derive = own(raw, 'derive');
  if (derive !== undefined && !(Array.isArray(derive) && derive.every((d) => DERIVATIONS.includes(d)))) {
    throw wrong('derive', `is ${describe(derive)}; give a list of ${DERIVATIONS.join(', ')}`, 'shape');
  }
  return {
    name,
    role,
    ...text(raw, 'of', wrong),
    ...text(raw, 'unit', wrong),
    ...number(raw, 'min', wrong),
    ...number(raw, 'max', wrong),
    ...number(raw, 'maxAge', wrong),
    ...text(raw, 'format', wrong),
    ...text(raw, 'asset', wrong),
    ...(encode === undefined ? {} : { encode }),
    ...(derive === undefined ? {} : { derive: derive as TagDerivation[] }),
    ...(missing === undefined ? {} : { missing }),
    ...(states === undefined ? {} : { states: states as string[] }),
  };
}

function text(raw: Record<string, unknown>, key: string, wrong: Refuse): Record<string, string> {
  const value = own(raw, key);
  if (value === undefined || value === '') return {};
  if (typeof value !== 'string') throw wrong(key, `is ${describe(value)}; give a text`, 'text');
  return { [key]: value };
}

function number(raw: Record<string, unknown>, key: string, wrong: Refuse): Record<string, number> {
  const value = own(raw, key);
  if (value === undefined || value === '') return {};
  const parsed = typeof value === 'string' ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) {
    throw wrong(key, `is ${describe(value)}; give a number`, 'notNumber', { value: String(value) });
  }
  return { [key]: parsed };
}

/** The table as tags.json, the inverse of parseTagTable. */
export function tagTableToJson(tags: Iterable<Tag>): Record<string, Omit<Tag, 'name'>> {
  const json: Record<string, Omit<Tag, 'name'>> = {};
  for (const { name, ...rest } of tags) json[name] = rest;
  return json;
}
