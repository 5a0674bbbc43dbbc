import type { MissingPolicy, Tag } from '../../lib/record/tags';
import type { TagMemory } from './memory';
import { KNOWN, PATIENCE } from './pace';
import { BAD, GOOD, IMPUTED, STALE, UNCERTAIN } from './update';

export interface MissingOptions {
  /** ms; 0: learned from each tag's own pace */
  readonly maxAge: number;
  readonly missing: MissingPolicy;
}

/** How old a value may become before it is stale, ms. */
export function maxAgeOf(tag: Tag, memory: TagMemory, i: number, options: MissingOptions): number {
  if (tag.maxAge !== undefined) return tag.maxAge;
  if (options.maxAge > 0) return options.maxAge;
  return memory.gaps[i]! >= KNOWN ? PATIENCE * memory.pace[i]! : Infinity;
}

/**
 * What a tag reads at a time: its last value while that is young enough, else what the policy for missing values says.
 * @param row receives the value, NaN when there is none
 * @param marks receives the quality
 * @returns false when the policy asks to drop the record
 */
export function readTag(
  tag: Tag,
  i: number,
  time: number,
  memory: TagMemory,
  options: MissingOptions,
  row: Float64Array,
  marks: Uint8Array,
): boolean {
  const quality = memory.quality[i]!;
  const present = memory.seenAt[i] === memory.messages;
  const usable = quality === GOOD || quality === UNCERTAIN;
  if (present && usable && !memory.frozen(time)) {
    row[i] = memory.value[i]!;
    marks[i] = quality;
    return true;
  }
  const young = time - memory.time[i]! <= maxAgeOf(tag, memory, i, options);
  if (usable && young && !memory.expected(i)) {
    row[i] = memory.value[i]!;
    marks[i] = quality;
    return true;
  }
  return fill(tag, i, young, memory, options, row, marks);
}

function fill(
  tag: Tag,
  i: number,
  young: boolean,
  memory: TagMemory,
  options: MissingOptions,
  row: Float64Array,
  marks: Uint8Array,
): boolean {
  const policy = tag.missing ?? options.missing;
  const held = young && (policy === 'hold' || policy === 'interpolate') && !Number.isNaN(memory.value[i]);
  row[i] = held ? memory.value[i]! : Number.NaN;
  // A tag of which nothing usable has come since stays bad, also in the messages of others.
  marks[i] = held ? IMPUTED : memory.quality[i] === BAD ? BAD : STALE;
  return policy !== 'drop' || memory.time[i] === -Infinity;
}

/**
 * What a tag reads at a grid time at which it was not renewed: its last value before it, while that is young enough.
 * @returns false when the policy asks to drop the record
 */
export function readAsOf(
  tag: Tag,
  i: number,
  time: number,
  memory: TagMemory,
  options: MissingOptions,
  row: Float64Array,
  marks: Uint8Array,
): boolean {
  const quality = memory.quality[i]!;
  const age = time - memory.time[i]!;
  const young = age >= 0 && age <= maxAgeOf(tag, memory, i, options);
  if (young && (quality === GOOD || quality === UNCERTAIN)) {
    row[i] = memory.value[i]!;
    marks[i] = quality;
    return true;
  }
  return fill(tag, i, young, memory, options, row, marks);
}
