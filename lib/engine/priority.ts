import { access, readFileSync, readlinkSync } from 'node:fs';
import { availableParallelism, constants, getPriority, setPriority } from 'node:os';
import { join } from 'node:path';

/** Names the thread that reads it: "PROCESS/task/THREAD". Only Linux has it, and a priority for each thread. */
const SELF = '/proc/thread-self';
/** On a core that two threads share the one that is so much nicer gets a third of what the other one gets: who always waits never learns. */
const LESS = 5;
/** Where Linux tells, in a container, how much time of the cores it may take: version 2, and 1. */
const GROUPS = '/sys/fs/cgroup';

/** On a core that it shares this thread gets a third of what a thread of usual priority gets, where the system allows that. */
export function lowerPriority(): void {
  try {
    const thread = ownThread();
    setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority(thread) + LESS));
  } catch {
    // Then there are fewer such threads: see threadsToTake.
  }
}

/**
 * Threads that long work may take. All cores where a thread can have a lower priority than the live path has. All but one where it
 * cannot, and where the process may take a part of the time only: then all its threads stop together when that is used up.
 * @param groups a folder as GROUPS
 */
export function threadsToTake(groups = GROUPS): number {
  return quotaIn(groups) === undefined && canLower() ? availableParallelism() : coresButOne(groups);
}

/** Cores that this process may use, without the one that the live path keeps; 1 at least. @param groups a folder as GROUPS */
export function coresButOne(groups = GROUPS): number {
  const cores = availableParallelism();
  return Math.max(1, Math.floor(Math.min(cores, quotaIn(groups) ?? cores)) - 1);
}

/**
 * Starts the threads in which this process reads and writes files. Whoever is the first to use them hands its priority on to them: it
 * must not be a thread of low priority.
 */
export function startFileThreads(): void {
  access('.', () => undefined);
}

function ownThread(): number {
  return Number(readlinkSync(SELF).split('/').at(-1));
}

/** Whether lowerPriority will do something: a sandbox may refuse it, and there may be nothing lower. */
function canLower(): boolean {
  try {
    const thread = ownThread();
    const own = getPriority(thread);
    setPriority(thread, own);
    return own < constants.priority.PRIORITY_LOW;
  } catch {
    return false;
  }
}

/** Cores' worth of time that the process may take; undefined: as many as there are. */
function quotaIn(groups: string): number | undefined {
  const [most, period] = words(join(groups, 'cpu.max'));
  const limit = most ?? words(join(groups, 'cpu', 'cpu.cfs_quota_us'))[0];
  const of = period ?? words(join(groups, 'cpu', 'cpu.cfs_period_us'))[0];
  // No limit is "max", or -1.
  const quota = Number(limit) / Number(of);
  return quota > 0 ? quota : undefined;
}

function words(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split(/\s+/);
  } catch {
    return [];
  }
}
