import type { Sql } from './engine';
import type { Layout } from './layout';
import { HEAD, type ToThread } from './messages';
import { packFloats, packTimes, unpackFloats, unpackTimes } from './packing';
import type { Recorder } from './recorder';

/** What is in the other tables only once its key is settled, and lies on the disk as it came until then. */
export type Fresh = Extract<ToThread, { kind: 'rows' } | { kind: 'cells' }>;

const INSERT = 'insert into fresh(layout, kind, at, ms, n, times, d) values (?, ?, ?, ?, ?, ?, ?)';

/** Within a transaction. */
export function writeFresh(sql: Sql, recorder: Recorder, layout: Layout, message: Fresh): void {
  const { id } = recorder.place(layout);
  if (message.kind === 'cells') {
    const packed = packFloats(Float32Array.from(message.data));
    sql.run(INSERT, id, 'cells', message.at, message.ms, 1, null, packed);
    return;
  }
  const { rows, data } = message;
  const width = HEAD + layout.columns.length;
  const times = Float64Array.from({ length: rows }, (_, row) => data[row * width]!);
  const columns = new Float32Array(rows * (width - 1));
  for (let i = 1; i < width; i++) {
    for (let row = 0; row < rows; row++) columns[(i - 1) * rows + row] = data[row * width + i]!;
  }
  sql.run(INSERT, id, 'rows', 0, 0, rows, packTimes(times), packFloats(columns));
}

/** Takes in again what was fresh when the process before was ended. */
export function recoverFresh(sql: Sql, recorder: Recorder): void {
  for (const { layout: id, kind, at, ms, n, times: packed, d } of sql.all('select * from fresh order by id')) {
    const layout = recorder.stored(Number(id));
    if (layout === undefined) continue;
    const values = unpackFloats(d as Uint8Array);
    if (kind === 'cells') {
      recorder.cells(layout, Number(at), Number(ms), Float64Array.from(values));
      continue;
    }
    const [rows, width] = [Number(n), HEAD + layout.columns.length];
    const times = unpackTimes(packed as Uint8Array);
    const data = new Float64Array(rows * width);
    for (let row = 0; row < rows; row++) {
      data[row * width] = times[row]!;
      for (let i = 1; i < width; i++) data[row * width + i] = values[(i - 1) * rows + row]!;
    }
    recorder.rows(layout, rows, data);
  }
}
