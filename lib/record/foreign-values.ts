import { describe, InputError, isSafeName, MAX_FEATURES } from '../input';

/** Checked copies of plain parts of a foreign record. All throw InputError naming the field. Counted before they are copied. */

/** @param gaps whether null stands for a number that is missing, as JSON writes NaN */
export function readNumbers(object: Record<string, unknown>, field: string, gaps: boolean): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const tag of tagsOf(object, field)) {
    const value = object[tag];
    if (gaps && (value === null || Number.isNaN(value))) continue;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new InputError(`${field}.${tag}`, `is ${describe(value)}; send a finite number or leave the tag out`);
    }
    numbers[tag] = value;
  }
  return numbers;
}

/** @param words that each tag may have */
export function readWords(
  object: Record<string, unknown>,
  field: string,
  words: readonly string[],
): Record<string, string> {
  const read: Record<string, string> = {};
  for (const tag of tagsOf(object, field)) {
    const value = object[tag];
    if (!words.includes(value as string)) {
      throw new InputError(`${field}.${tag}`, `is ${describe(value)}; send one of ${words.join(', ')}`);
    }
    read[tag] = value as string;
  }
  return read;
}

function tagsOf(object: Record<string, unknown>, field: string): string[] {
  const tags = Object.keys(object);
  if (tags.length > MAX_FEATURES) throw new InputError(field, `has ${tags.length} tags; ${MAX_FEATURES} are possible`);
  for (const tag of tags) {
    const safe: boolean = isSafeName(tag);
    if (!safe) throw new InputError(`${field}.${tag.slice(0, 40)}`, 'is not allowed as a tag name; rename the tag');
  }
  return tags;
}

/** Names of what is scored, each once. */
export function readFeatures(value: unknown, field: string): string[] {
  if (!Array.isArray(value)) throw new InputError(field, `is ${describe(value)}; send a list or leave it out`);
  if (value.length === 0 || value.length > MAX_FEATURES) {
    throw new InputError(field, `has ${value.length} names; 1 to ${MAX_FEATURES} are possible`);
  }
  const names = Array.from(value);
  const known = new Set<unknown>();
  for (const [i, name] of names.entries()) {
    if (!isSafeName(name) || known.has(name)) {
      throw new InputError(`${field}[${i}]`, `is ${describe(name)}; every name once`);
    }
    known.add(name);
  }
  return names;
}

/** Numbers in features order; NaN, or null from JSON, where one is missing. */
export function readList(value: unknown, field: string): number[] {
  if (!Array.isArray(value)) throw new InputError(field, `is ${describe(value)}; send a list or leave it out`);
  if (value.length > MAX_FEATURES) {
    throw new InputError(field, `has ${value.length} numbers; ${MAX_FEATURES} are possible`);
  }
  return Array.from(value, (item: unknown, i) => {
    if (item === null) return Number.NaN;
    if (typeof item === 'number') return item;
    throw new InputError(`${field}[${i}]`, `is ${describe(item)}; send a number`);
  });
}
