import { counted } from '../../lib/text/counted';
import type { ThresholdConfig } from './config';
import { PAUSE } from './risk';

type Budget = Pick<ThresholdConfig, 'budget' | 'per'>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What was seen for less is not told as so many a week. */
const LEAST_TOLD = DAY;

/** How long was watched, as plain JSON. */
interface WatchedSnapshot {
  readonly records: number;
  /** ms */
  readonly time: number;
  readonly last?: number;
}

/** How many records were watched, and how long, by source time and without its pauses. */
export class Watched {
  #records: number;
  #time: number;
  #last: number | undefined;

  constructor(from: WatchedSnapshot = { records: 0, time: 0 }) {
    this.#records = from.records;
    this.#time = from.time;
    this.#last = from.last;
  }

  get records(): number {
    return this.#records;
  }

  /** ms */
  get time(): number {
    return this.#time;
  }

  /** @param interval ms between records */
  add(time: number, interval: number): void {
    const passed = this.#last === undefined ? 0 : time - this.#last;
    this.#last = time;
    if (passed > 0 && passed <= PAUSE * interval) this.#time += passed;
    this.#records++;
  }

  /** The time up to here does not count. */
  skip(time: number): void {
    this.#last = time;
  }

  snapshot(): WatchedSnapshot {
    return { records: this.#records, time: this.#time, ...(this.#last !== undefined && { last: this.#last }) };
  }
}

/** What came of a budget, as plain JSON. */
export interface RealisedSnapshot {
  /** The budget that it was counted under. */
  readonly promised: string;
  readonly alarms: number;
  readonly watched: WatchedSnapshot;
  /** The last record was anomalous. */
  readonly open: boolean;
}

/** Counts the alarms under a budget: anomalous records in a row are one. */
export class Realised {
  readonly #budget: Budget;
  #alarms = 0;
  #open = false;
  readonly #watched: Watched;

  /** @param from counted under another budget, it is forgotten */
  constructor(budget: Budget, from?: RealisedSnapshot) {
    this.#budget = budget;
    const kept = from?.promised === promisedOf(budget) ? from : undefined;
    this.#watched = new Watched(kept?.watched);
    this.#alarms = kept?.alarms ?? 0;
    this.#open = kept?.open ?? false;
  }

  /**
   * Takes in a judged record.
   * @param interval ms between records
   * @returns whether an alarm begins with it
   */
  add(time: number, anomaly: boolean, interval: number): boolean {
    this.#watched.add(time, interval);
    const begins = anomaly && !this.#open;
    this.#open = anomaly;
    if (begins) this.#alarms++;
    return begins;
  }

  /** For the status: alarms so far, and the time or records in which they were. */
  get values(): { readonly alarms: number; readonly span: number; readonly per: string } {
    const { per } = this.#budget;
    const { records, time } = this.#watched;
    const span = per === 'records' ? records : rounded(time / (per === 'hours' ? HOUR : DAY));
    return { alarms: this.#alarms, span, per };
  }

  /** @param promised whether the limit follows from the budget; a person may have set it instead */
  report(promised: boolean): { alarms: number; records: number; days: number; text: string } {
    const { records, time } = this.#watched;
    const text = promised
      ? realisedText(this.#budget, this.#alarms, this.#watched)
      : `the limit was set, not found from a budget; so far: ${counted(this.#alarms, 'alarm')} in ${spanOf(this.#budget.per, this.#watched)}`;
    return { alarms: this.#alarms, records, days: rounded(time / DAY), text };
  }

  snapshot(): RealisedSnapshot {
    const watched = this.#watched.snapshot();
    return { promised: promisedOf(this.#budget), alarms: this.#alarms, watched, open: this.#open };
  }
}

/** 'promised one in 7 days; realised so far: 3 alarms in 12.5 days (1.7 a week)'. */
export function realisedText(budget: Budget, alarms: number, watched: Pick<Watched, 'records' | 'time'>): string {
  const { time } = watched;
  const week = time >= LEAST_TOLD ? ` (${rounded((alarms * 7 * DAY) / time)} a week)` : '';
  const span = spanOf(budget.per, watched);
  return `promised one in ${promisedOf(budget)}; realised so far: ${counted(alarms, 'alarm')} in ${span}${week}`;
}

function promisedOf({ budget, per }: Budget): string {
  return `${budget} ${per}`;
}

function spanOf(per: Budget['per'], { records, time }: Pick<Watched, 'records' | 'time'>): string {
  if (per === 'records') return counted(records, 'record');
  return per === 'hours' ? `${rounded(time / HOUR)} hours` : `${rounded(time / DAY)} days`;
}

/** To a tenth, small numbers to two digits. */
function rounded(value: number): number {
  return value >= 1 ? Math.round(10 * value) / 10 : Number(value.toPrecision(2));
}
