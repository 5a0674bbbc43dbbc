import type { TwinRecord } from '../lib/record';
import type { Episode } from './report/content';

/** Collects alarms from the records: as long as a record carries the same decision, its alarm stands. */
export class Episodes {
  readonly list: Episode[] = [];
  #open: Episode | undefined;
  #since = Number.NaN;

  /** @param record of this row; undefined when the row brought none */
  add(row: number, record: TwinRecord | undefined): void {
    const decision = record?.decision;
    if (decision === undefined) {
      this.close();
      return;
    }
    const { kind, severity, confidence, sentence, since } = decision;
    if (since !== this.#since) this.close();
    this.#since = since;
    // What is known in the end counts: the longer an alarm stands, the better its kind is known.
    this.#open = { start: this.#open?.start ?? row, end: row + 1, kind, severity, confidence, sentence };
  }

  /** The recording is over. */
  close(): void {
    if (this.#open !== undefined) this.list.push(this.#open);
    this.#open = undefined;
  }
}
