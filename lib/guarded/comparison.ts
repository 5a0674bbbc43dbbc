import { canariesOf, restingOf } from './canaries';
import { type Candidate, scoresOf } from './exam';
import type { Golden } from './golden';
import { unpack } from './packed';

/** How a model does on the golden rows, and on the drills that are laid over them. */
export interface Performance {
  /** Share of the golden rows above its highest normal score. */
  readonly alarms: number;
  /** By kind of drill: how many there were, and how many of them showed. */
  readonly drills: Readonly<Record<string, { readonly drills: number; readonly found: number }>>;
  /** Highest score of a normal row that its training did not see. */
  readonly highest: number;
}

/** Pauses after each slice of rows. */
export function* perform(candidate: Candidate, golden: Golden): Generator<void, Performance> {
  const { highest } = candidate;
  const scores = yield* scoresOf(candidate, unpack(golden));
  const alarms = scores.filter((score) => score > highest).length / Math.max(1, scores.length);
  const drills: Record<string, { drills: number; found: number }> = {};
  for (const { kind, rows, from } of canariesOf(unpack(golden), golden.levels, restingOf(golden.levels))) {
    const drilled = yield* scoresOf(candidate, rows);
    const known = drills[kind] ?? { drills: 0, found: 0 };
    const shows = drilled.some((score, t) => t >= from && score > highest);
    drills[kind] = { drills: known.drills + 1, found: known.found + (shows ? 1 : 0) };
  }
  return { alarms, drills, highest };
}
