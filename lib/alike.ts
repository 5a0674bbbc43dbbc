/** Plain data that somebody holds, by its text. */
const held = new Map<string, WeakRef<object>>();
const gone = new FinalizationRegistry<string>((text) => {
  if (held.get(text)?.deref() === undefined) held.delete(text);
});

/**
 * One object for all that are equal: a thousand assets of one kind hold the same names, settings and graphs. It is frozen through and
 * through, and goes with its last user.
 * @param data plain JSON
 */
export function alike<T extends object>(data: T): T {
  const text = JSON.stringify(data);
  return (held.get(text)?.deref() as T | undefined) ?? hold(text, data);
}

/**
 * The same of what differs from asset to asset, but stands several times in one: it is found by a short name in place of all its text.
 * @param name the same for what is equal; two that have it and are not stay two
 */
export function alikeBy<T extends object>(name: string, data: T): T {
  const known = held.get(name)?.deref() as T | undefined;
  if (known === undefined) return hold(name, data);
  return isEqual(known, data) ? known : freeze(data);
}

function hold<T extends object>(text: string, data: T): T {
  held.set(text, new WeakRef(freeze(data)));
  gone.register(data, text);
  return data;
}

/** Plain data, missing numbers told apart from those that a file has lost. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [ofA, ofB] = [Object.entries(a), Object.entries(b)];
  return ofA.length === ofB.length && ofA.every(([key, value], k) => key === ofB[k]![0] && isEqual(value, ofB[k]![1]));
}

function freeze<T extends object>(data: T): T {
  for (const part of Object.values(data)) if (typeof part === 'object' && part !== null) freeze(part);
  return Object.freeze(data);
}
