import { says } from '../alarm-filter';
import type { AlarmLine, Kpis } from '../api';
import type { Sql } from './engine';
import type { AlarmQuery } from './history';

const MOST = 10_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** ISA-18.2: a flood begins with so many alarms in ten minutes, and ends with fewer than that. */
const FLOOD = 10;
const FLOOD_OVER = 5;
/** EEMUA 191: an alarm that comes so often within a minute chatters. */
const CHATTERS = 3;
/** ISA-18.2: an alarm that stands for longer is stale. */
const STANDS = DAY;
const OFFENDERS = 10;

/** Where nobody knows any more when an alarm ended, it ended when the history has it. @param before what the history has of it */
export function withEnd(line: AlarmLine, before: () => AlarmLine | undefined): AlarmLine {
  if (line.atLeast !== true) return line;
  const { until, atLeast } = before() ?? line;
  const { atLeast: _, ...rest } = line;
  return until === undefined || atLeast === true ? line : { ...rest, until };
}

export function writeAlarm(sql: Sql, said: AlarmLine): void {
  const line = withEnd(said, () => {
    const [kept] = sql.all('select d from alarm where id = ?', said.id);
    return kept && (JSON.parse(kept['d'] as string) as AlarmLine);
  });
  sql.run(
    'insert or replace into alarm(id, key, since, until, open, d) values (?, ?, ?, ?, ?, ?)',
    line.id,
    line.key,
    line.since,
    line.until ?? null,
    isOpen(line) ? 1 : 0,
    JSON.stringify(line),
  );
}

/** It lasts, or somebody has yet to look at it. */
function isOpen({ until, state }: AlarmLine): boolean {
  return until === undefined || state !== 'normal';
}

/** @param unwritten alarms that are not in the store yet, by id */
export function readAlarms(sql: Sql, unwritten: ReadonlyMap<string, AlarmLine>, query: AlarmQuery): AlarmLine[] {
  const { from, to = Number.MAX_VALUE, most = MOST } = query;
  const fits = (line: AlarmLine): boolean =>
    (from === undefined ? isOpen(line) : line.since <= to && (line.until === undefined || line.until >= from)) &&
    (query.key === undefined || line.key === query.key) &&
    (query.kind === undefined || line.kind === query.kind) &&
    (query.severity === undefined || line.severity === query.severity) &&
    (query.state === undefined || line.state === query.state) &&
    (query.text === undefined || says(line, query.text));
  const between = 'select id, d from alarm where since <= ? and (until is null or until >= ?)';
  const found = from === undefined ? sql.all('select id, d from alarm where open = 1') : sql.all(between, to, from);
  const rows = found.filter(({ id }) => !unwritten.has(id as string));
  const lines = [...unwritten.values(), ...rows.map(({ d }) => JSON.parse(d as string) as AlarmLine)];
  return lines
    .filter(fits)
    .sort((a, b) => b.since - a.since)
    .slice(0, most);
}

/** How well people can follow the alarms, after ISA-18.2 and EEMUA 191. @param lines all that lasted in between */
export function kpisOf(lines: readonly AlarmLine[], from: number, to: number): Kpis {
  const began = lines.filter(({ since }) => since >= from && since < to).sort((a, b) => a.since - b.since);
  const stretches = Math.max(1, Math.ceil((to - from) / (10 * MINUTE)));
  const counts = new Map<number, number>();
  for (const { since } of began) {
    const stretch = Math.floor((since - from) / (10 * MINUTE));
    counts.set(stretch, (counts.get(stretch) ?? 0) + 1);
  }
  const perTenMinutes = new Array<number>(11).fill(0);
  perTenMinutes[0] = stretches - counts.size;
  for (const count of counts.values()) perTenMinutes[Math.min(10, count)]!++;
  const times = began.map(({ since }) => since);
  const byKey = new Map<string, AlarmLine[]>();
  for (const line of began) byKey.set(line.key, [...(byKey.get(line.key) ?? []), line]);
  const chatters = (list: readonly AlarmLine[]): boolean =>
    most(
      list.map(({ since }) => since),
      MINUTE,
    ) >= CHATTERS;
  return {
    from,
    to,
    perTenMinutes,
    worstHour: most(times, HOUR),
    alarms: times.length,
    ...(to - from >= DAY && { perDay: Math.round((100 * times.length * DAY) / (to - from)) / 100 }),
    standing: lines.filter(({ since, until }) => since < to - STANDS && (until === undefined || until >= to)).length,
    chattering: [...byKey.values()].filter(chatters).length,
    floods: floodsOf(times),
    top: [...byKey]
      .map(([key, list]) => ({ key, asset: list[0]!.asset, alarms: list.length }))
      .sort((a, b) => b.alarms - a.alarms)
      .slice(0, OFFENDERS),
  };
}

/** Most times within any span. @param times ascending */
function most(times: readonly number[], span: number): number {
  let best = 0;
  let first = 0;
  for (let i = 0; i < times.length; i++) {
    while (times[i]! - times[first]! >= span) first++;
    best = Math.max(best, i - first + 1);
  }
  return best;
}

function floodsOf(times: readonly number[]): number {
  let floods = 0;
  let open = false;
  let first = 0;
  for (let i = 0; i < times.length; i++) {
    // Between two alarms the count only falls: how low it got is what it is just before the second one.
    while (times[i]! - times[first]! >= 10 * MINUTE) first++;
    if (i - first < FLOOD_OVER) open = false;
    if (i - first + 1 < FLOOD || open) continue;
    open = true;
    floods++;
  }
  return floods;
}
