import { type AlarmRows, alarmText, EPISODE_ROWS, Episodes, type EpisodesSnapshot } from '../../guarded/episodes';
import { type Packed, pack, unpack } from '../../guarded/packed';
import type { Label } from './label';
import type { RecentRows } from './recent';

/** The last alarm: a person judges it later than its rows are kept. Plain JSON. */
interface LastAlarm {
  /** Source time at which it began, ms. */
  readonly since: number;
  /** Rows that are still awaited of it. */
  readonly left: number;
  readonly rows?: Packed;
  readonly lead?: number;
}

/** Plain JSON. */
export interface TaughtSnapshot {
  readonly episodes?: EpisodesSnapshot;
  readonly last?: LastAlarm;
}

/** What people said of alarms, with the rows of these: lib/guarded, with what the detector still has. */
export class Taught {
  readonly episodes: Episodes;
  readonly #recent: RecentRows;
  readonly #measured: boolean;
  #since: number | undefined;
  #left = 0;
  #rows: AlarmRows | undefined;
  /** What came of the last verdict, for a person. */
  #answer: string | undefined;

  /**
   * @param measured whether a model has to pass an exam
   * @param lost told what of it was changed or is damaged
   */
  constructor(
    recent: RecentRows,
    measured: boolean,
    lost: (text: string) => void,
    { episodes, last }: TaughtSnapshot = {},
  ) {
    this.#recent = recent;
    this.#measured = measured;
    this.episodes = new Episodes(episodes, lost);
    if (last === undefined) return;
    this.#since = last.since;
    this.#left = last.left;
    if (last.rows !== undefined) this.#rows = { rows: unpack(last.rows), lead: last.lead! };
  }

  /** An alarm is open. @param since source time at which it began, ms */
  alarm(since: number): void {
    if (since === this.#since) return;
    this.#since = since;
    this.#rows = undefined;
    this.#look();
    this.#left = EPISODE_ROWS - (this.#rows === undefined ? 0 : rowsOf(this.#rows));
  }

  /** A record has come. */
  met(): void {
    if (this.#left > 0 && --this.#left === 0) this.#look();
  }

  /** No alarm is open any more: what comes is not of it. */
  over(): void {
    if (this.#left > 0) this.#look();
    this.#left = 0;
  }

  /** A person said what an alarm was: it is kept, if its rows still are. */
  label({ verdict, by, from, to }: Label): void {
    const alarm = alarmText(from);
    if (verdict === 'maintenance') {
      this.episodes.remove(from);
      this.#answer = `${alarm} was maintenance: no model is measured by it`;
      return;
    }
    if (from === this.#since && this.#left > 0) this.#look();
    const rows = from === this.#since ? this.#rows : this.#recent.alarm(from, to);
    if (rows === undefined) {
      this.#answer = `${alarm}: its records, or those before it, are not kept any more; no model is measured by it`;
      return;
    }
    this.episodes.add(rows, from, verdict, by);
    const what = verdict ? 'that does not see them' : 'that finds them more abnormal';
    const meant = this.#measured ? `; a new model ${what} is refused` : '';
    const learned = verdict ? '' : ', to be learned as normal';
    this.#answer = `${alarm}: ${rowsOf(rows)} records of it are kept${learned}${meant}`;
  }

  /** For the answer to an order. */
  report(): Record<string, unknown> {
    const { all } = this.episodes;
    if (all.length === 0 && this.#answer === undefined) return {};
    const judged = all.map(({ from, right, by }) => ({ from, right, by }));
    return { taught: { alarms: judged, ...(this.#answer !== undefined && { text: this.#answer }) } };
  }

  /** Undefined where there is nothing to keep. */
  snapshot(): TaughtSnapshot | undefined {
    const all = this.episodes.snapshot();
    if (all.all.length === 0 && this.#since === undefined) return undefined;
    if (this.#left > 0) this.#look();
    const rows = this.#rows && { rows: pack(this.#rows.rows), lead: this.#rows.lead };
    return {
      ...(all.all.length > 0 && { episodes: all }),
      ...(this.#since !== undefined && { last: { since: this.#since, left: this.#left, ...rows } }),
    };
  }

  #look(): void {
    this.#rows = this.#recent.alarm(this.#since!, undefined) ?? this.#rows;
  }
}

/** Rows of the alarm itself. */
function rowsOf({ rows, lead }: AlarmRows): number {
  return rows.values.length / rows.features.length - lead;
}
