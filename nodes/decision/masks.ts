import { tagOf } from '../../lib/features';
import type { Masked, TwinRecord } from '../../lib/record';
import type { Alarm } from './alarm';
import type { DecisionConfig } from './config';
import { residualChannel, takePicture } from './evidence/take-picture';
import { excuse } from './judge/excuse';
import type { LeastDeviations } from './least';
import type { Channels } from './observe/channels';
import type { Charts } from './observe/charts';
import type { Messages } from './observe/messages';
import type { Recent } from './observe/recent';
import type { Reference } from './observe/reference';

/** Where to look. */
export interface Sight {
  readonly channels: Channels;
  readonly recent: Recent;
  readonly reference: Reference;
  readonly charts: Charts | undefined;
  readonly messages: Messages;
}

/** Rows looked at least. */
const FEWEST_ROWS = 12;

/**
 * Which anomalous records count toward no alarm, because a person has set so. It looks when an alarm is due, and now and then
 * while one is open; without a setting, and on normal records, it costs nothing.
 */
export class Masks {
  readonly #least: LeastDeviations;
  /** Rows in which a tag must deviate; as many as make an alarm. */
  readonly #needed: number;
  #masked: Masked | undefined;

  constructor({ least, confirm }: DecisionConfig) {
    this.#least = least;
    this.#needed = confirm;
  }

  /** Why the last anomalous record raised no alarm. */
  get masked(): Masked | undefined {
    return this.#masked;
  }

  /** A record is normal. */
  lift(): void {
    this.#masked = undefined;
  }

  /** Whether an anomalous record counts toward the asset's alarm. What counts no more is forgotten by the alarm. */
  counts(record: TwinRecord, alarm: Alarm, sight: Sight): boolean {
    if (this.#least.size === 0) return true;
    if (alarm.active) {
      if (alarm.rows % this.#needed === 0) this.#look(record, FEWEST_ROWS, sight);
      return this.#masked === undefined;
    }
    if (!alarm.isDue(record.time)) return true;
    this.#look(record, alarm.rows + 1, sight);
    if (this.#masked === undefined) return true;
    alarm.forget();
    return false;
  }

  #look(record: TwinRecord, lasted: number, sight: Sight): void {
    const why = sight.reference.ready ? this.#why(record, lasted, sight) : undefined;
    if (why !== this.#masked?.why) this.#masked = why === undefined ? undefined : Object.freeze({ why });
  }

  #why(
    record: TwinRecord,
    lasted: number,
    { channels, recent, reference, charts, messages }: Sight,
  ): string | undefined {
    const rows = Math.min(recent.length, Math.max(FEWEST_ROWS, lasted));
    const picture = takePicture(channels, recent, reference, rows, messages.counts(rows));
    const out = charts?.out().map((channel) => tagOf(channels.list[channel]!.name)) ?? [];
    const beyond = (tag: string): number => this.#rowsBeyond(tag, Math.min(rows, lasted), channels, recent, reference);
    return excuse(picture, this.#least, record, out, beyond, this.#needed);
  }

  #rowsBeyond(name: string, rows: number, { tags }: Channels, recent: Recent, reference: Reference): number {
    const tag = tags.find((one) => one.name === name);
    const least = this.#least.get(name);
    // What is not watched here cannot be measured: it is not excused.
    if (tag === undefined || least === undefined) return Number.POSITIVE_INFINITY;
    const channel = residualChannel(tag, recent, reference, rows);
    const mean = reference.mean(channel);
    let count = 0;
    for (const value of recent.series(channel, Math.min(rows, recent.length))) {
      const off = value - mean;
      if ((least.way !== 'low' && off >= least.size) || (least.way !== 'high' && -off >= least.size)) count++;
    }
    return count;
  }
}
