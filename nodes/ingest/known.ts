import type { TagMemory } from './memory';
import { BAD, type Update } from './update';

/** Each value is the present one of its tag. */
export function isKnown({ positions, numbers, times, time }: Update, memory: TagMemory): boolean {
  for (let k = 0; k < positions.length; k++) {
    const i = positions[k]!;
    const number = numbers[k]!;
    // A tag keeps its last usable value, with the time of that.
    const bad = Number.isNaN(number) && memory.quality[i]! >= BAD;
    if (!bad && (number !== memory.value[i]! || (times?.[k] ?? time) !== memory.time[i]!)) return false;
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
