import { isPlainObject } from '../../../lib/input';
import { createClock } from '../time';
import { NAME_KEYS, nameOf, plainName, VALUE_KEYS } from './key-names';
import { type NamedRoles, namedRoles } from './named-roles';
import { isDigitalState } from './one-value';

type Row = Readonly<Record<string, unknown>>;

/** A list of named values somewhere in a message. */
export interface NamedList {
  readonly rows: readonly Row[];
  readonly roles: NamedRoles;
  /** From the payload to the list. */
  readonly path: readonly (string | number)[];
  /** Objects around it, the nearest last, each with its path. */
  readonly parents: readonly Parent[];
}

export interface Parent {
  readonly object: Row;
  readonly path: readonly (string | number)[];
}

const MAX_DEPTH = 12;
const MAX_ROWS = 20_000;
/** What a date of this century is does not depend on the zone. */
const CLOCK = createClock('UTC');
export const readTime = (value: unknown, format?: string): number | undefined => CLOCK.read(value, format);
const NAMES: ReadonlySet<string> = new Set(NAME_KEYS);
const VALUES: ReadonlySet<string> = new Set(VALUE_KEYS);

/** All lists of named values in a payload; a single { name, value } is one as well. */
export function findNamedLists(payload: unknown): NamedList[] {
  const found: NamedList[] = [];
  search(payload, [], [], found);
  return found;
}

function search(
  value: unknown,
  path: readonly (string | number)[],
  parents: readonly Parent[],
  found: NamedList[],
): void {
  if (path.length > MAX_DEPTH || found.length > MAX_ROWS) return;
  if (Array.isArray(value)) {
    searchList(value as unknown[], path, parents, found);
    return;
  }
  if (!isPlainObject(value)) return;
  const alone = mayBeNamed(value) ? namedRoles([value], readTime, true) : undefined;
  if (alone !== undefined) {
    found.push({ rows: [value], roles: alone, path, parents });
    return;
  }
  let around: readonly Parent[] | undefined;
  for (const key in value) {
    const inside = value[key];
    if (typeof inside !== 'object' || inside === null) continue;
    around ??= [...parents, { object: value, path }];
    search(inside, [...path, key], around, found);
  }
}

function searchList(
  list: readonly unknown[],
  path: readonly (string | number)[],
  parents: readonly Parent[],
  found: NamedList[],
): void {
  if (list.length > MAX_ROWS || !list.some((one) => typeof one === 'object' && one !== null)) return;
  const pairs = pairsOf(list);
  if (pairs !== undefined) {
    found.push({ rows: pairs, roles: namedRoles(pairs, readTime)!, path, parents });
    return;
  }
  const objects = list.filter(isPlainObject);
  // One element that lost its name, or is none, costs the others nothing: those are read, it is passed over.
  const rows = objects.length === list.length && namedRoles(objects, readTime) ? objects : objects.filter(mayBeNamed);
  const roles = rows.length > 0 ? namedRoles(rows, readTime) : undefined;
  if (roles !== undefined) found.push({ rows, roles, path, parents });
  else list.forEach((one: unknown, i) => void search(one, [...path, i], parents, found));
}

/** [['temp', 61.5], ['press', 4]]: names that differ, none of them a time or a number, and a number somewhere. */
function pairsOf(list: readonly unknown[]): Row[] | undefined {
  if (list.length < 2) return undefined;
  const names = new Set<unknown>();
  let number = false;
  for (const one of list) {
    if (!Array.isArray(one) || one.length !== 2) return undefined;
    const [name, value] = one as unknown[];
    if (typeof name !== 'string' || nameOf(name) === undefined || Object(value) === value) return undefined;
    if (!/^\p{L}/u.test(name) || readTime(name) !== undefined) return undefined;
    names.add(name);
    number ||= typeof value === 'number';
  }
  if (!number || names.size < list.length) return undefined;
  return (list as readonly (readonly [string, unknown])[]).map(([name, value]) => ({ name, value }));
}

/** Cheap: most objects are none. */
function mayBeNamed(object: Row): boolean {
  // What PI puts in the place of a number is no named value.
  if (isDigitalState(object)) return false;
  let name = false;
  let value = false;
  for (const key in object) {
    const plain = plainName(key);
    name ||= NAMES.has(plain);
    value ||= VALUES.has(plain);
  }
  return name && value;
}
