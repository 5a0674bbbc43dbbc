import { FLAG } from './messages';
import { packFloats, packTimes, unpackFloats, unpackTimes } from './packing';
import type { Rules } from './rules';

/** Until rules are known, and without any: rarity from which on a record may matter to another limit; a part of the limit. */
const RARE = 40;
const HALF = 0.5;
/** A record that comes after more than so many of the usual intervals is kept with the one before: the times between are even. */
const PAUSE = 2;
/** Records of one time that are no clock which tells coarsely, at least, and so many times as many as it ever told alike. */
const ALIKE = 32;
/** Flags that are the same for a while; where they change the record is kept. */
const LASTING = FLAG.fault | FLAG.off | FLAG.learning | FLAG.masked | FLAG.away;

/** Bytes that an entry takes in memory. */
const ENTRY = 112;

/** Records that came near to the limit, and how many others lie between. */
export interface NearLog {
  readonly times: Float64Array;
  /** Records between the entry before and this one, normal for every limit and at even times. */
  readonly skipped: Float32Array;
  readonly score: Float32Array;
  readonly limit: Float32Array;
  readonly flags: Float32Array;
  /** Time of the last record, and how many were skipped after the last entry. */
  readonly end: number;
  readonly after: number;
}

/** Picks the records of one key that matter to any limit of the slider. */
export class Near {
  #rules: Rules | undefined;
  /** Lowest place between the usual score (0) and the limit (1) that matters. */
  #floor = Number.NaN;
  #entries: number[][] = [];
  #skipped = 0;
  /** The last record, kept or not. */
  #last: number[] | undefined;
  #kept = false;
  #interval = Number.NaN;
  #gap = true;
  /** Records since the source's clock went on, and the most of them after which it did. */
  #stood = 0;
  #most = 0;
  /** The record with which it went on, how many were skipped until then, and before which entry it belongs; none where it is kept. */
  #moved: { readonly entry: number[]; readonly skipped: number; readonly at: number } | undefined;

  set rules(rules: Rules | undefined) {
    this.#rules = rules;
    if (rules === undefined) return;
    const room = rules.limit - rules.typical;
    this.#floor = Math.min(...rules.limits, ...rules.calm, rules.limit) - rules.typical;
    this.#floor /= room;
    if (!(room > 0)) this.#rules = undefined;
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** Bytes in memory. */
  get held(): number {
    return this.#entries.length * ENTRY;
  }

  /** The oldest entries are dropped, and the gap is marked. @param part of the entries that stays */
  keepNewest(part: number): void {
    this.#entries = this.#entries.slice(-Math.ceil(part * this.#entries.length));
    this.#moved = undefined;
    const oldest = this.#entries[0];
    if (oldest === undefined) return;
    oldest[1] = 0;
    oldest[4] = oldest[4]! | FLAG.gap;
  }

  /** Records were lost before the next one. */
  gap(): void {
    this.#gap = true;
  }

  add(time: number, flags: number, score: number, limit: number, rarity: number): void {
    const last = this.#last;
    const marked = this.#gap ? flags | FLAG.gap : flags;
    this.#gap = false;
    const entry = [time, 0, score, limit, marked];
    const passed = last === undefined ? 0 : time - last[0]!;
    const stands = this.#stands;
    const pause = passed < 0 || passed > PAUSE * this.#interval || (passed > 0 && stands);
    if (passed > 0) this.#interval = this.#intervalAfter(passed, pause);
    const turned = last !== undefined && ((last[4]! ^ flags) & LASTING) !== 0;
    if ((pause || turned) && !this.#kept) this.#keep(last!, this.#skipped - 1);
    this.#last = entry;
    this.#kept = pause || turned || this.#matters(marked, score, limit, rarity);
    if (this.#kept) this.#keep(entry, this.#skipped);
    else this.#skipped++;
    this.#followClock(passed, entry);
    if (this.#stands && !stands) this.#keepMoved();
  }

  /** The source's clock stands: the records until then and those from then on are each at even times, and not all of them. */
  get #stands(): boolean {
    return this.#stood > ALIKE && this.#stood > PAUSE * this.#most;
  }

  #followClock(passed: number, entry: number[]): void {
    if (passed === 0) {
      this.#stood++;
      return;
    }
    if (!this.#stands) this.#most = Math.max(this.#most, this.#stood);
    this.#stood = 0;
    this.#moved = this.#kept ? undefined : { entry, skipped: this.#skipped, at: this.#entries.length };
  }

  #keepMoved(): void {
    if (this.#moved === undefined) return;
    const { entry, skipped, at } = this.#moved;
    const next = this.#entries[at];
    if (next === undefined) this.#skipped -= skipped;
    else next[1]! -= skipped;
    entry[1] = skipped - 1;
    this.#entries.splice(at, 0, entry);
    this.#moved = undefined;
  }

  /** What was kept since; with the next entry it goes on. */
  take(): NearLog | undefined {
    const log = this.peek();
    this.#entries = [];
    this.#skipped = 0;
    // The last record is told with what was taken.
    this.#kept = true;
    this.#moved = undefined;
    return log;
  }

  peek(): NearLog | undefined {
    const entries = this.#entries;
    if (this.#last === undefined || (entries.length === 0 && this.#skipped === 0)) return undefined;
    const plane = (i: number): Float32Array => Float32Array.from(entries, (entry) => entry[i]!);
    return {
      times: Float64Array.from(entries, (entry) => entry[0]!),
      skipped: plane(1),
      score: plane(2),
      limit: plane(3),
      flags: plane(4),
      end: this.#last[0]!,
      after: this.#skipped,
    };
  }

  /** One pause does not make the next ones usual; a source that has become slower does so within a few records. */
  #intervalAfter(passed: number, pause: boolean): number {
    const usual = this.#interval;
    if (Number.isNaN(usual)) return passed;
    return pause ? Math.min(passed, 2 * usual) : usual + (passed - usual) / 8;
  }

  #keep(entry: number[], skipped: number): void {
    entry[1] = Math.max(0, skipped);
    this.#entries.push(entry);
    this.#skipped = 0;
  }

  #matters(flags: number, score: number, limit: number, rarity: number): boolean {
    if ((flags & (FLAG.anomaly | FLAG.chart | FLAG.model | FLAG.gap)) !== 0) return true;
    if (Number.isNaN(limit)) return false;
    const rules = this.#rules;
    if (rules !== undefined) return score - rules.typical >= this.#floor * (limit - rules.typical);
    return Number.isNaN(rarity) ? score >= HALF * limit : rarity >= RARE;
  }
}

export function packNear({ times, skipped, score, limit, flags }: NearLog): { times: Uint8Array; rest: Uint8Array } {
  const count = times.length;
  const rest = new Float32Array(4 * count);
  for (const [i, plane] of [skipped, score, limit, flags].entries()) rest.set(plane, i * count);
  return { times: packTimes(times), rest: packFloats(rest) };
}

export function unpackNear(
  end: number,
  after: number,
  packed: { readonly times: Uint8Array; readonly rest: Uint8Array },
): NearLog {
  const rest = unpackFloats(packed.rest);
  const count = rest.length / 4;
  const plane = (i: number): Float32Array => rest.subarray(i * count, (i + 1) * count);
  return {
    times: unpackTimes(packed.times),
    skipped: plane(0),
    score: plane(1),
    limit: plane(2),
    flags: plane(3),
    end,
    after,
  };
}
