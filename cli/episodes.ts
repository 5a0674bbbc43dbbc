import type { TwinRecord } from '../lib/record/record';
import type { Episode } from './report/content';
import { TraceKeeper } from './report/traces';

/** Collects alarms from the records: as long as a record carries the same decision, its alarm stands. */
export class Episodes {
  readonly list: Episode[] = [];
  readonly #traces = new TraceKeeper();
  #open: Episode | undefined;
  #since = Number.NaN;

  /**
   * @param time of the row as the recording has it, ms
   * @param record of this row; undefined when the row brought none
   */
  add(row: number, time: number, record: TwinRecord | undefined): void {
    const decision = record?.decision;
    if (decision === undefined || decision.since !== this.#since) this.close();
    this.#traces.add(row, record);
    if (decision === undefined) return;
    const { kind, severity, confidence, sentence, since, tags } = decision;
    if (this.#open === undefined) this.#traces.begin();
    const { start, from } = this.#open ?? { start: row, from: time };
    this.#since = since;
    const level = record?.posture?.level ?? 'normal';
    const posture = level !== 'normal' && { posture: level };
    // What is known in the end counts: the longer an alarm stands, the better its kind is known.
    this.#open = {
      start,
      end: row + 1,
      from,
      to: time,
      kind,
      severity,
      confidence,
      sentence,
      ...posture,
      tags,
      traces: [],
    };
  }

  /** The recording is over. */
  close(): void {
    if (this.#open !== undefined) this.list.push({ ...this.#open, traces: this.#traces.end(this.#open.tags) });
    this.#open = undefined;
  }
}
