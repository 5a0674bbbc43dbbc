import { isDeepStrictEqual } from 'node:util';
import type { Fleet, Left } from './fleet';

/**
 * What is said of a process and not of a record: who was restored tells the detector once more to hold or to go on, as it may not have heard
 * it, and where the disk is full the audit log cannot be written.
 */
const OF_A_PROCESS = /:event:(hold|resume|audit-failed):/;

/** What came of records, by id. */
export function byId(left: readonly Left[]): Map<string, string> {
  const told = left.filter(({ id }) => /:\d+$/.test(id) && !OF_A_PROCESS.test(id));
  return new Map(told.map(({ id, body }) => [id, body]));
}

/** Messages that one run has and the other lacks, or that say something else. */
export function differences(
  got: readonly Left[],
  wanted: readonly Left[],
): { readonly missing: string[]; readonly more: string[]; readonly other: string[] } {
  const [here, there] = [byId(got), byId(wanted)];
  return {
    missing: [...there.keys()].filter((id) => !here.has(id)),
    more: [...here.keys()].filter((id) => !there.has(id)),
    other: [...there].filter(([id, body]) => here.has(id) && here.get(id) !== body).map(([id]) => id),
  };
}

export const alarmsOf = (left: readonly Left[]): Left[] => left.filter(({ subject }) => subject.endsWith('.alert'));
export const commandsOf = (left: readonly Left[]): Left[] => left.filter(({ subject }) => subject.endsWith('.command'));

/** Commands that left more than once, by the key that their receiver knows them by. */
export function twice(left: readonly Left[]): number {
  const keys = commandsOf(left).map(({ body }) => (JSON.parse(body) as { key: string }).key);
  return keys.length - new Set(keys).size;
}

/** What counts every record and every score. (A plant is silent by the clock on the wall, and of rows to learn from not every time is kept.) */
const COUNTING = ['scaler', 'threshold'];

/** What a fleet knows of its assets where a record that was lost, or counted twice, shows: one for each asset. */
export async function knows(fleet: Fleet, assets: readonly string[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const asset of assets) {
    const parts = (await fleet.checkpoint(asset))?.parts;
    all.push(JSON.parse(JSON.stringify(COUNTING.map((node) => parts?.[node] ?? null))));
  }
  return all;
}

/** How many assets know something else. */
export const knownOtherwise = (got: readonly unknown[], wanted: readonly unknown[]): number =>
  wanted.filter((one, i) => !isDeepStrictEqual(got[i], one)).length;
