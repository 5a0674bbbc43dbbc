/** Rare records that came too close together for chance. */
export interface Run {
  readonly records: number;
  /** Records in which they came. */
  readonly within: number;
}

/** As plain JSON. */
export interface RunSnapshot {
  readonly seen: number;
  /** Absent where there was none. */
  readonly rare?: number;
  /** Records and ms since each of the last ones, the newest last; absent where there is none. */
  readonly ages?: readonly (readonly [records: number, ms: number])[];
  /** Of an alarm that is open. */
  readonly found?: Run;
}

/** Such an alarm comes by chance once in so many records, whatever the plant's own rate: with a record a minute in two years. */
const PROMISED = 1_000_000;
/** Nor may it be likelier than this where rare records are few: they come in groups now and then, as their causes do. */
const SURE = 1e-4;
/** Rare records before the newest one that are looked at: those, or as many as make an alarm, but for LARGEST. */
const MOST = 5;
const LARGEST = 32;
/** Records from which on older ones count half as much. */
const REMEMBERED = 20_000;
/** Of the rate's prior, as Jeffreys has it: what was never seen may come all the same. */
const PRIOR = 0.5;

/** When a rare record came: records seen and ms passed. */
type Mark = [seen: number, clock: number];
/** Shared by all that have had none lately. */
const NONE: readonly Mark[] = [];

/** What of an alarm's life a run hangs on. */
interface Delays {
  readonly confirm: number;
  /** ms */
  readonly onDelay: number;
}

/**
 * Trouble that comes and goes: records of which each is beyond all that was seen, but none lasts, as a loose contact or a packet that is lost
 * now and then makes them. A plant has such records of its own, at a rate that is counted while no alarm is open; when they come closer
 * together than that rate explains, they are an alarm. How many are to be expected is the predictive distribution of a Poisson
 * process of which so many records tell (negative binomial; Aitchison, Dunsmore 1975, DOI 10.1017/CBO9780511569647). Neighbours are one.
 */
export class RareRuns {
  #seen: number;
  #rare: number;
  /** ms that have passed. */
  #clock = 0;
  /** When the last ones came. */
  #marks: readonly Mark[] = NONE;
  #found: Run | undefined;
  /** So many records in a row make an alarm: it takes as many apart, and two within so many are one. A run lasts for the on-delay at least. */
  readonly #delays: Delays;

  constructor(delays: Delays, from?: RunSnapshot) {
    this.#delays = delays;
    this.#seen = from?.seen ?? 0;
    this.#rare = from?.rare ?? 0;
    if (from?.ages !== undefined) this.#marks = from.ages.map(([records, ms]) => [this.#seen - records, -ms]);
    this.#found = from?.found;
  }

  /** What has raised the alarm that is open; undefined where that was something else. */
  get found(): Run | undefined {
    return this.#found;
  }

  /** Records pass while no alarm is open. */
  pass(records: number, ms: number): void {
    this.#seen += records;
    this.#clock += ms;
    if (this.#seen <= REMEMBERED) return;
    const gone = Math.floor(this.#seen / 2);
    this.#seen -= gone;
    this.#rare /= 2;
    for (const mark of this.#marks) mark[0] -= gone;
  }

  /** A rare record that comes after so many records and ms would be too close to those before it. */
  isDue(records: number, ms: number): boolean {
    return this.#look(this.#seen + records, this.#clock + ms) !== undefined;
  }

  /** The record that has just passed is rare. @returns records between those of a run that are farthest apart, if there is one */
  comes(): number | undefined {
    const [seen, clock] = [this.#seen, this.#clock];
    const before = this.#look(seen, clock);
    const last = this.#marks.at(-1);
    if (last !== undefined && seen - last[0] <= this.#delays.confirm) {
      [last[0], last[1]] = [seen, clock];
      return undefined;
    }
    this.#rare++;
    const marks = [...this.#marks, [seen, clock] as Mark];
    this.#marks = marks.slice(-this.#most);
    if (before === undefined) return undefined;
    const run = marks.slice(-before - 1).map((mark) => mark[0]);
    this.#found = { records: run.length, within: seen - run[0]! };
    return run.reduce((most, at, i) => Math.max(most, i === 0 ? 0 : at - run[i - 1]!), 0);
  }

  /** What came so far leads to no alarm, or there is one. */
  forget(): void {
    this.#marks = NONE;
  }

  /** The alarm is over. */
  cleared(): void {
    this.#found = undefined;
  }

  /** @returns how many rare records before one at this moment make a run with it */
  #look(seen: number, clock: number): number | undefined {
    const marks = this.#marks;
    const { confirm, onDelay } = this.#delays;
    if (marks.length === 0 || seen - marks.at(-1)![0] <= confirm) return undefined;
    for (let before = Math.max(1, confirm - 1); before <= marks.length; before++) {
      const [first, since] = marks[marks.length - before]!;
      const within = seen - first;
      if (clock - since < onDelay) continue;
      const others = Math.max(0, seen - within);
      const rate = (Math.max(0, this.#rare - before) + PRIOR) / others;
      // Each rare record asks so often.
      const allowed = Math.min(SURE, 1 / (rate * this.#most * PROMISED));
      if (chanceOf(before, within, rate * others, others) < allowed) return before;
    }
    return undefined;
  }

  /** Rare records that are looked at. */
  get #most(): number {
    return Math.min(LARGEST, Math.max(MOST, this.#delays.confirm - 1));
  }

  snapshot(): RunSnapshot {
    const [seen, clock] = [this.#seen, this.#clock];
    return {
      seen,
      ...(this.#rare > 0 && { rare: this.#rare }),
      ...(this.#marks.length > 0 && { ages: this.#marks.map(([at, since]) => [seen - at, clock - since] as const) }),
      ...(this.#found && { found: this.#found }),
    };
  }
}

/** Chance of at least so many rare records within some. @param shape of the rate, which `others` records tell */
function chanceOf(least: number, within: number, shape: number, others: number): number {
  const part = within / (within + others);
  let term = (1 - part) ** shape;
  let fewer = 0;
  for (let k = 0; k < least; k++) {
    fewer += term;
    term *= ((shape + k) / (k + 1)) * part;
  }
  return 1 - fewer;
}
