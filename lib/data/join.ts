import { ColumnBuilder, cellOf, type Frame } from './frame';

/** A recording of one file among several, with what its tags are called when others have the same names. */
export interface Part {
  /** From the name of the file: boiler.temperature. */
  readonly name: string;
  readonly frame: Frame;
}

/**
 * Several files as one recording: one file per tag, per machine or per month. Rows of one time become one row. Files with the
 * same columns follow each other in time, or else they are of different tags, which then bear the names of the files.
 */
export function joined(parts: readonly Part[]): Frame {
  if (parts.length === 1) return parts[0]!.frame;
  const named = parts.flatMap((part) => (clashes(part, parts) ? [renamed(part)] : [part.frame]));
  const builders = new Map<string, ColumnBuilder>();
  const rowAt = new Map<number, number>();
  const times: number[] = [];
  const timed = named.every((frame) => frame.times !== undefined);
  for (const frame of named) {
    const own = frame.columns.map((column) => {
      let builder = builders.get(column.name);
      if (builder === undefined) {
        builder = new ColumnBuilder(column.name, column.unit);
        builders.set(column.name, builder);
      }
      return builder;
    });
    for (let row = 0; row < frame.rows; row++) {
      const time = frame.times?.[row] ?? times.length;
      let at = timed ? rowAt.get(time) : undefined;
      if (at === undefined || own.some((builder) => builder.has(at!))) {
        at = times.push(time) - 1;
        rowAt.set(time, at);
      }
      for (let i = 0; i < own.length; i++) own[i]!.set(at, cellOf(frame.columns[i]!, row));
    }
  }
  const columns = [...builders.values()].map((builder) => builder.done(times.length));
  const notes = [
    `${parts.length} parts, each with its own times, are read as one recording of ${columns.length} columns`,
    ...named.flatMap((frame) => frame.notes),
  ];
  const headers = [...new Set(named.flatMap((frame) => frame.headers))];
  return { rows: times.length, times: timed ? Float64Array.from(times) : undefined, columns, headers, notes };
}

/** Whether another file has a column of the same name at the same time. */
function clashes(part: Part, parts: readonly Part[]): boolean {
  const names = new Set(part.frame.columns.map(({ name }) => name));
  const span = spanOf(part.frame);
  return parts.some((other) => {
    if (other === part || !other.frame.columns.some(({ name }) => names.has(name))) return false;
    const [from, to] = spanOf(other.frame);
    return from < span[1] && span[0] < to;
  });
}

function spanOf({ times }: Frame): readonly [from: number, to: number] {
  if (times === undefined) return [0, 0];
  let from = Infinity;
  let to = -Infinity;
  for (const time of times) {
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  return [from, to];
}

function renamed({ name, frame }: Part): Frame {
  const alone = frame.columns.length === 1;
  const columns = frame.columns.map((column) => ({ ...column, name: alone ? name : `${name}.${column.name}` }));
  return { ...frame, columns };
}
