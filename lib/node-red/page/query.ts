import { ALARM_STATES } from '../../alarm/states';
import { describe, InputError } from '../../input';
import type { AlarmQuery, HistoryQuery } from '../../page/history/history';
import { DECISION_KINDS, SEVERITIES } from '../../record/words';
import type { Request } from './http';

const DAY_MS = 86_400_000;
const MOST_SERIES = 60;
/** What an address asks for, by name. @throws InputError naming what cannot be read */
export class Query {
  constructor(private readonly request: Request) {}

  text(name: string): string | undefined {
    const value = this.request.query[name];
    if (value === undefined || typeof value === 'string') return value;
    throw new InputError(name, `is ${describe(value)}; give it once`);
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new InputError(name, `is ${describe(text)}; give a number`);
  }

  choice<T extends string>(name: string, known: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined || (known as readonly string[]).includes(text)) return text as T | undefined;
    throw new InputError(name, `is ${describe(text)}; known: ${known.join(', ')}`);
  }

  key(): string {
    const key = this.text('key');
    if (key === undefined) throw new InputError('key', 'is missing; name the asset by its key');
    return key;
  }

  /** A span of time; the last day where it does not say. @param now ms since the epoch */
  span(now: number): { from: number; to: number } {
    const to = this.number('to') ?? now;
    const from = this.number('from') ?? to - DAY_MS;
    if (from <= to) return { from, to };
    throw new InputError('from', 'lies behind to');
  }

  history(now: number): HistoryQuery {
    const series = (this.text('series') ?? 'score,limit').split(',');
    if (series.length > MOST_SERIES) throw new InputError('series', `are ${series.length}; at most ${MOST_SERIES}`);
    const points = Math.min(2000, Math.max(1, Math.floor(this.number('points') ?? 500)));
    const width = this.number('width');
    if (width !== undefined && !(width >= 1))
      throw new InputError('width', `is ${describe(width)}; give that of an answer`);
    return { key: this.key(), ...this.span(now), points, series, ...(width !== undefined && { width }) };
  }

  alarms(): AlarmQuery {
    const from = this.number('from');
    const to = this.number('to');
    const key = this.text('key');
    const kind = this.choice('kind', DECISION_KINDS);
    const severity = this.choice('severity', SEVERITIES);
    const state = this.choice('state', ALARM_STATES);
    const text = this.text('text');
    return {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(key !== undefined && { key }),
      ...(kind !== undefined && { kind }),
      ...(severity !== undefined && { severity }),
      ...(state !== undefined && { state }),
      ...(text !== undefined && { text }),
    };
  }
}
