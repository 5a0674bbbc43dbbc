import type { TagMemory } from './memory';
import { BAD, type Update } from './update';

/** Each value is the present one of its tag, and of the same quality. What brings no value says nothing that could be known. */
export function isKnown(update: Update, memory: TagMemory): boolean {
  const { positions, numbers, qualities, times, time, mode } = update;
  if (positions.length === 0 || (mode !== undefined && mode !== memory.mode)) return false;
  for (let k = 0; k < positions.length; k++) {
    const i = positions[k]!;
    const number = numbers[k]!;
    // A tag keeps its last usable value, with the time of that.
    const bad = Number.isNaN(number) && memory.quality[i]! >= BAD;
    const same = number === memory.value[i]! && (times?.[k] ?? time) === memory.time[i]!;
    if (!bad && !(same && qualities[k]! === memory.quality[i]!)) return false;
  }
  return true;
}

/** Any of it is newer than what its tag said last. */
export function bringsNews({ positions, times, time }: Update, memory: TagMemory): boolean {
  for (let k = 0; k < positions.length; k++) {
    if ((times?.[k] ?? time) > memory.time[positions[k]!]!) return true;
  }
  return false;
}
