import { existsSync, readlinkSync } from 'node:fs';
import { availableParallelism, constants, getPriority, setPriority } from 'node:os';

/** Names the thread that reads it: "PROCESS/task/THREAD". Only Linux has it, and a priority for each thread. */
const SELF = '/proc/thread-self';
/** A thread that yields gets a third of the time that another one gets on the same core: who always waits never learns. */
const LESS = 5;

/** This thread takes what time others leave it, where the system knows that of a thread. */
export function yieldToOthers(): void {
  try {
    const thread = Number(readlinkSync(SELF).split('/').at(-1));
    setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority(thread) + LESS));
  } catch {
    // Then it is one of fewer threads.
  }
}

/** Threads that long work may take: all cores where they yield, so that the live path is not held up; else all but one, which it keeps. */
export function threadsToTake(): number {
  return Math.max(1, availableParallelism() - (existsSync(SELF) ? 0 : 1));
}
