import type { AlarmLine, History } from '../../../../lib/page/api';
import { Blocks, flagsOf, type Level } from '../../../../lib/page/history/blocks';
import type { enginesHere } from '../../../../lib/page/history/engine';
import { Keeper } from '../../../../lib/page/history/keeper';
import type { TwinRecord } from '../../../../lib/record/record';
import { recordAt } from './records';

const S = 1000;
export const KEY = 'guard tank';

/** What a session of a history does, without its thread. */
export class Session {
  readonly told: string[] = [];
  readonly keeper: Keeper;
  readonly #blocks: Blocks;
  #now: number;
  #id = 0;

  constructor(engine: ReturnType<typeof enginesHere>[number], folder: string, now: number, bytes = 1e9) {
    this.#now = now;
    const tell = (sentence: string): void => void this.told.push(sentence);
    this.keeper = new Keeper({ folder, bytes, takeOver: false }, now, tell, [engine]);
    this.#blocks = new Blocks(
      KEY,
      (message) => this.keeper.take(structuredClone(message)),
      () => ++this.#id,
    );
  }

  /** Records of so many ms, one each `step`; the clock goes with them. */
  feed(
    from: number,
    ms: number,
    step = S,
    more: (i: number) => Partial<TwinRecord> = () => ({}),
    level: Level = 0,
  ): void {
    for (let i = 0; i * step < ms; i++) {
      const time = from + i * step;
      const record = recordAt(time, more(i));
      this.#blocks.take(record, flagsOf(record), level);
      if (time - this.#now >= Math.max(10 * S, 60 * step)) this.tick(time);
    }
    this.#blocks.finish();
    this.tick(from + ms);
  }

  tick(now: number): void {
    this.#blocks.flush();
    this.#now = now;
    this.keeper.take({ kind: 'tick', count: 1, now });
  }

  /** @param width see HistoryQuery */
  history(from: number, to: number, points: number, series: string[] = ['score'], width?: number): History {
    const query = { key: KEY, from, to, points, series, ...(width !== undefined && { width }) };
    return this.keeper.answer({ what: 'history', query }) as History;
  }

  alarms(): AlarmLine[] {
    return this.keeper.answer({ what: 'alarms', query: { from: 0 } }) as AlarmLine[];
  }

  close(): void {
    this.keeper.close(this.#now);
  }
}

export function alarm(since: number, more: Partial<AlarmLine> = {}): AlarmLine {
  const id = `${KEY} ${since}`;
  const line = { id, key: KEY, asset: 'tank', guard: 'g', since, kind: 'sensor-fault', severity: 'high' } as const;
  return { ...line, state: 'unacknowledged', sentence: 'L1 stands still.', tags: ['L1'], ...more };
}
