import { addTo, emptyEnvelope, envelopeOf, FIVE, MINUTE, packEnvelope, ROW, unpackEnvelope } from './cells';
import type { Sql } from './engine';

/**
 * A day of minutes as five minutes: lowest and highest stay what they were.
 * @param t0 time at which the day begins
 * @returns bytes that were added
 */
export function thinned(sql: Sql, series: number, t0: number, day: Uint8Array): number {
  const { lo, hi, mean, count } = unpackEnvelope(day);
  const at = envelopeOf(t0, FIVE);
  const row = sql.get('select id, d from envelope where series = ? and width = ? and t0 = ?', series, FIVE, at);
  const into = row === undefined ? emptyEnvelope(FIVE) : unpackEnvelope(row['d'] as Uint8Array);
  for (let i = 0; i < count.length; i++) {
    if (!(count[i]! > 0)) continue;
    const cell = Math.floor((t0 + i * MINUTE - at) / FIVE);
    addTo(into, cell, lo[i]!, hi[i]!, mean[i]! * count[i]!, count[i]!);
  }
  const packed = packEnvelope(into);
  if (row === undefined) {
    sql.run('insert into envelope(series, width, t0, d) values (?, ?, ?, ?)', series, FIVE, at, packed);
    return packed.length + ROW;
  }
  sql.run('update envelope set d = ? where id = ?', packed, row['id']!);
  return packed.length - (row['d'] as Uint8Array).length;
}
