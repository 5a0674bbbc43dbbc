import { HOUR, MINUTE, Pending } from './cells';
import type { Chunk } from './chunk';
import type { Column } from './messages';

/** Where a layout is in the store: its id, and those of the series of its columns. */
export interface Place {
  readonly id: number;
  readonly series: readonly number[];
}

/** One layout of columns: what of it is not written yet. */
export interface Layout {
  readonly key: string;
  readonly columns: readonly Column[];
  /** None until something of it is written: a disk that takes nothing must not keep a new asset out. */
  place: Place | undefined;
  readonly minutes: Pending;
  readonly hours: Pending;
  /** The last one is open. */
  chunks: Chunk[];
}

export function emptyLayout(key: string, columns: readonly Column[]): Layout {
  const pending = (width: number): Pending => new Pending(columns.length, width);
  return { key, columns, place: undefined, minutes: pending(MINUTE), hours: pending(HOUR), chunks: [] };
}

export function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return a.length === b.length && a.every(({ what, tag }, i) => what === b[i]!.what && tag === b[i]!.tag);
}

/** Hours come of minutes, but for what came by the hour. */
export function hoursOf({ columns, minutes, hours }: Layout): Pending {
  const all = new Pending(columns.length, HOUR);
  all.addAll(hours);
  all.addAll(minutes);
  return all;
}
