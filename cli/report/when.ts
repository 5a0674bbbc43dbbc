import { duration } from '../../lib/time/duration';

/** Rows of a recording without times count seconds from 1970 on; nobody's plant ran then. */
export function isDate(time: number): boolean {
  return Math.abs(time) >= 1e11;
}

/** A time for people, UTC. */
export function when(time: number): string {
  return isDate(time) ? new Date(time).toISOString().slice(0, 19).replace('T', ' ') : `${time / 1000} s`;
}

/** How long something lasted, from its first to its last row. */
export function lasted(from: number, to: number): string {
  return to > from ? duration(to - from) : 'one row';
}
