import type { AlarmLine, History, Kpis, WhatIf } from '../api';
import { alarmsCsv } from '../csv';
import type { Sql } from './engine';
import type { HistoryQuery } from './history';
import { kpisOf, readAlarms } from './journal';
import type { Question } from './messages';
import { type NearLog, unpackNear } from './near';
import type { Recorder } from './recorder';
import type { RulesFrom } from './replay';
import type { Rules } from './rules';
import { SeriesReader } from './series';
import { SEEN, whatIf } from './what-if';

/** Flags and spans of one answer at most. */
const MOST = 2000;
/** A year has so few alarms that all of them are looked at. */
const ALL = 1_000_000;

/** Answers the questions of a page. */
export class Answers {
  readonly #sql: Sql;
  readonly #recorder: Recorder;
  readonly #unwritten: ReadonlyMap<string, AlarmLine>;
  readonly #now: number;
  readonly #trouble: string | undefined;

  constructor(
    sql: Sql,
    recorder: Recorder,
    unwritten: ReadonlyMap<string, AlarmLine>,
    now: number,
    trouble: string | undefined,
  ) {
    this.#sql = sql;
    this.#recorder = recorder;
    this.#unwritten = unwritten;
    this.#now = now;
    this.#trouble = trouble;
  }

  to(question: Question): History | AlarmLine[] | string | Kpis | WhatIf {
    switch (question.what) {
      case 'history':
        return this.#history(question.query);
      case 'alarms':
        return readAlarms(this.#sql, this.#unwritten, question.query);
      case 'csv':
        return alarmsCsv(readAlarms(this.#sql, this.#unwritten, question.query));
      case 'kpis':
        return this.#kpis(question.query.from, question.query.to);
      case 'whatIf':
        return this.#whatIf(question.query.key, question.query.now);
    }
  }

  #history(query: HistoryQuery): History {
    const { key, from, to } = query;
    const reader = new SeriesReader(this.#sql, this.#recorder);
    const marks = this.#sql.all(
      `select at, what, text, by from mark where key in (?, '*') and at >= ? and at <= ? order by at desc limit ${MOST}`,
      key,
      from,
      to,
    );
    return {
      ...reader.answer(query),
      marks: marks.reverse().map(({ at, what, text, by }) => ({
        at: Number(at),
        what: what as string,
        text: text as string,
        ...(by !== null && { by: by as string }),
      })),
      blind: this.#spans(key, from, to),
      kept: this.#kept(reader.oldest(key)),
    };
  }

  #spans(key: string, from: number, to: number): { from: number; to: number; why: string }[] {
    const select = `select since, until, why from span where key = ? and since <= ? and until >= ? order by since desc limit ${MOST}`;
    return this.#sql
      .all(select, key, to, from)
      .reverse()
      .map(({ since, until, why }) => ({ from: Number(since), to: Number(until), why: why as string }));
  }

  /** By the clock of the records: a recording that is played again has times of its own. */
  #kept({ raw, minutes, fives, first, newest: now = this.#now }: ReturnType<SeriesReader['oldest']>): History['kept'] {
    const ago = (time: number): number => Math.max(0, now - time);
    return {
      ...(raw !== undefined && { raw: ago(raw) }),
      ...(minutes !== undefined && { minutes: ago(minutes) }),
      ...(fives !== undefined && { fives: ago(fives) }),
      ...(first !== undefined && { first: ago(first) }),
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
    };
  }

  #kpis(from: number, to: number): Kpis {
    const first = this.#sql.get(
      'select min(t) as t from (select min(t0) as t from envelope union select min(since) from alarm)',
    );
    const begin = typeof first?.['t'] === 'number' ? Math.max(from, first['t']) : from;
    const end = Math.max(begin + 1, Math.min(to, Math.max(this.#now, begin + 1)));
    const lines = readAlarms(this.#sql, this.#unwritten, { from: begin, to: end, most: ALL });
    return kpisOf(lines, begin, end);
  }

  #whatIf(key: string, now: number): WhatIf {
    const open = this.#recorder.near(key).peek();
    const end = open?.end ?? this.#sql.get('select t1 from near where key = ? order by id desc limit 1', key)?.['t1'];
    // A recording that is played again has times of its own.
    const from = Math.min(now, typeof end === 'number' ? end : now) - SEEN;
    const select = 'select t1, after, times, rest from near where key = ? and t1 >= ? order by id';
    const logs: NearLog[] = this.#sql
      .all(select, key, from)
      .map(({ t1, after, times, rest }) =>
        unpackNear(Number(t1), Number(after), { times: times as Uint8Array, rest: rest as Uint8Array }),
      );
    if (open !== undefined) logs.push(open);
    const all = this.#sql
      .all('select at, d from rules where key = ? order by id', key)
      .map(({ at, d }) => ({ at: Number(at), rules: JSON.parse(d as string) as Rules | string }));
    const last = all.at(-1)?.rules;
    const rules = all.filter((row): row is RulesFrom => typeof row.rules !== 'string');
    return whatIf({
      key,
      logs,
      rules: typeof last === 'string' ? [] : rules,
      alarms: readAlarms(this.#sql, this.#unwritten, { key, from, most: ALL }),
      unjudged: this.#spans(key, from, now),
      why: typeof last === 'string' ? last : undefined,
      now,
    });
  }
}
