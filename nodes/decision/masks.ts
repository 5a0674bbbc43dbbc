import type { Alarm } from '../../lib/alarm/alarm';
import type { Distance } from '../../lib/alarm/distance';
import { tagOf } from '../../lib/record/features';
import type { Masked, TwinRecord } from '../../lib/record/record';
import { counted } from '../../lib/text/counted';
import { aboutMessages } from './evidence/attack';
import { residualChannel, takePicture } from './evidence/take-picture';
import { excuse } from './judge/excuse';
import { type LeastDeviations, leastOf } from './least';
import type { Channels } from './observe/channels';
import type { Sight } from './observe/memory';
import type { Recent } from './observe/recent';
import type { Reference } from './observe/reference';
import { Settling, type SettlingSnapshot } from './settling';

/** What a person has set. */
interface Set {
  readonly least: LeastDeviations;
  /** s */
  readonly settling: number;
}

/** So many standard deviations are no chance. */
const OUT = 4;

/** Rows looked at least. */
const FEWEST_ROWS = 12;

/** Rarity from which on a record may be anomalous to another limit that a person might set. */
const RARE = 35;

/**
 * Which anomalous records count toward no alarm, because a person has set so. It looks when an alarm is due, and now and then
 * while one is open; without a setting, and on normal records, it costs nothing.
 */
export class Masks {
  #least: LeastDeviations;
  readonly #settling: Settling;
  /** Why what was last looked at is not worth an alarm. */
  #excused: Masked | undefined;
  /** Anomalous records while the plant settled. */
  #hidden = 0;
  /** Time of the last record that was looked at. */
  #looked = Number.NaN;

  /** @param changed told when there is something to save */
  constructor({ least, settling }: Set, changed: () => void, from?: SettlingSnapshot) {
    this.#least = least;
    this.#settling = new Settling(settling * 1000, changed, from);
  }

  /** They hold from the next record on. */
  change({ least, settling }: Set): void {
    this.#least = least;
    this.#settling.length = settling * 1000;
    this.#excused = undefined;
  }

  /** Why nothing alarms: the plant settles, or the last anomalous record is excused. */
  get masked(): Masked | undefined {
    return this.#settling.masked ?? this.#excused;
  }

  /** Takes in a live record, before it is asked about. @returns what a mask that is over with it has hidden, if anything */
  follow(record: TwinRecord, anomalous: boolean): string | undefined {
    if (!anomalous) this.#excused = undefined;
    const over = this.#settling.follow(record);
    const hidden = over === undefined ? 0 : this.#hidden;
    if (over !== undefined) this.#hidden = 0;
    return hidden > 0
      ? `${over!.why}: ${counted(hidden, 'anomalous record')} raised no alarm while it settled`
      : undefined;
  }

  /**
   * Says with a record whether the deviations that a person allows are why it would not count toward an alarm, also where none was due: that
   * is what another limit would have met. A record that no limit would find anomalous costs nothing.
   */
  note(record: TwinRecord, anomalous: boolean, alarm: Alarm, sight: Sight): void {
    if (this.#least.size === 0 || !(anomalous || (record.rarity ?? 0) >= RARE)) return;
    const known = anomalous && (alarm.active || this.#looked === record.time);
    const masked = known ? this.#excused : this.#look(record, alarm.needed, alarm.needed, sight, false);
    if (masked !== undefined) record.excused = true;
  }

  snapshot(): SettlingSnapshot | undefined {
    return this.#settling.snapshot();
  }

  /** Whether an anomalous record counts toward the asset's alarm. What counts no more is forgotten by the alarm. */
  counts(record: TwinRecord, alarm: Alarm, sight: Sight, distance?: Distance): boolean {
    const settles = this.#settling.masked !== undefined && !alarm.active;
    if (this.#least.size === 0 && !settles) return true;
    if (settles) this.#hidden++;
    if (alarm.active) {
      if (alarm.rows % alarm.needed === 0) {
        this.#excused = this.#look(record, FEWEST_ROWS, alarm.needed, sight, false);
      }
      return this.#excused === undefined;
    }
    if (!alarm.isDue(record.time, distance)) return true;
    const masked = this.#look(record, alarm.rows + 1, alarm.needed, sight, settles);
    this.#excused = settles ? undefined : masked;
    if (masked === undefined) return true;
    alarm.forget();
    return false;
  }

  /**
   * @param needed rows in which a tag must deviate; as many as make an alarm
   * @param settles the plant settles: only what the messages themselves show alarms
   */
  #look(record: TwinRecord, lasted: number, needed: number, sight: Sight, settles: boolean): Masked | undefined {
    const { channels, recent, reference, charts, counters } = sight;
    this.#looked = record.time;
    const settling = settles ? this.#settling.masked : undefined;
    if (!reference.ready) return settling;
    const rows = Math.min(recent.length, Math.max(FEWEST_ROWS, lasted));
    const picture = takePicture(sight, rows);
    if (settles) return aboutMessages(picture) ? undefined : settling;
    const beyondLimits = charts?.out().map((channel) => tagOf(channels.list[channel]!.name)) ?? [];
    const out = [...beyondLimits, ...counters.out()];
    const beyond = (tag: string): number => this.#rowsBeyond(tag, Math.min(rows, lasted), channels, recent, reference);
    const why = excuse(picture, this.#least, record, out, beyond, needed);
    return why === undefined ? undefined : { why };
  }

  #rowsBeyond(name: string, rows: number, { tags }: Channels, recent: Recent, reference: Reference): number {
    const tag = tags.find((one) => one.name === name);
    const least = leastOf(this.#least, name);
    // What is not watched here cannot be measured: it is not excused.
    if (tag === undefined || least === undefined) return Number.POSITIVE_INFINITY;
    const channel = residualChannel(tag, recent, reference, rows);
    const mean = reference.mean(channel);
    const offs = recent.series(channel, Math.min(rows, recent.length)).map((value) => value - mean);
    const { size, way } = least;
    if (way === 'both') return countOf(offs, (off) => Math.abs(off) >= size);
    const sign = way === 'high' ? 1 : -1;
    const goes = offs.reduce((sum, off) => sum + (Number.isNaN(off) ? 0 : sign * off), 0) > 0;
    if (goes && size === 0) return Number.POSITIVE_INFINITY;
    // Where it goes the other way on the whole, what usually comes and goes around that is none of it.
    const far = goes ? size : Math.max(size, OUT * reference.deviation(channel));
    return countOf(offs, (off) => sign * off >= far);
  }
}

function countOf(values: Float64Array, counts: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (counts(value)) count++;
  return count;
}
