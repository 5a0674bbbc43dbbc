import type { Random } from '../../lib/math/random';

/** What a gateway that is broken, or in the wrong hands, may put in the place of anything. All of it can come as JSON. */
const VALUES: readonly unknown[] = [
  null,
  true,
  '',
  'NaN',
  'x'.repeat(5000),
  -1,
  0,
  1e308,
  -1e9,
  4_102_444_800_000,
  -62_135_596_800_000,
  [],
  {},
  [[[]]],
  [null],
  { a: { b: { c: {} } } },
  'learning',
  'fault',
  'normal',
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
];
const NAMES = ['__proto__', 'constructor', 'toString', '', 'a~twin', 'time', 'values', 'verdict', 'x'.repeat(300)];

/** Replaces, removes, renames, doubles or wraps 1 to 3 parts of a message. @returns the message, or what stands in its place */
export function mutate(message: unknown, random: Random): unknown {
  const holder = { root: message };
  for (let edits = 1 + random.below(3); edits > 0; edits--) edit(holder, random);
  return holder.root;
}

/** A deep copy of what JSON can hold; structuredClone takes ten times as long. */
export function plainCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainCopy);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) put(copy, key, plainCopy((value as Record<string, unknown>)[key]));
  return copy;
}

/** As JSON.parse does: __proto__ is a key like any other. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function edit(holder: Record<string, unknown>, random: Random): void {
  // Down a random path, so that every part has its turn.
  let at = holder;
  let key = 'root';
  for (;;) {
    const inner = at[key];
    if (typeof inner !== 'object' || inner === null || random.below(4) === 0) break;
    const keys = Object.keys(inner);
    if (keys.length === 0) break;
    at = inner as Record<string, unknown>;
    key = keys[random.below(keys.length)]!;
  }
  const value = random.below(3) === 0 ? (random.next() - 0.5) * 10 ** random.below(30) : pick(VALUES, random);
  switch (random.below(5)) {
    case 0:
      if (key !== 'root') delete at[key];
      break;
    case 1:
      at[key] = { [pick(NAMES, random)]: at[key] };
      break;
    case 2:
      // A list of JSON has no names.
      if (Array.isArray(at)) break;
      put(at, pick(NAMES, random), at[key]);
      break;
    default:
      put(at, key, plainCopy(value));
  }
}

export function pick<T>(list: readonly T[], random: Random): T {
  return list[random.below(list.length)]!;
}
