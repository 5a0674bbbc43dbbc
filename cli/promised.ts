import { overlapCounts } from '../lib/metrics/overlap-f1';
import { segments } from '../lib/metrics/segments';
import type { TwinRecord } from '../lib/record/record';
import { parseConfig } from '../nodes/threshold/config';
import { realisedText, Watched } from '../nodes/threshold/realised';
import { Pace } from '../nodes/threshold/risk';
import type { Episode } from './report/content';

/** What the budget of false alarms promised for a recording, and what came of it. */
export class Promised {
  readonly #pace = new Pace();
  readonly #watched = new Watched();

  /** @param record of the next row; undefined when it brought none */
  add(record: TwinRecord | undefined, label: number | undefined): void {
    if (record?.anomaly === undefined) return;
    this.#pace.add(record.time);
    if (label === 1) this.#watched.skip(record.time);
    else this.#watched.add(record.time, this.#pace.interval);
  }

  /** @param threshold settings of the threshold node @param labels of all rows; alarms at what they call anomalous are no false ones */
  text(threshold: Readonly<Record<string, unknown>>, labels: readonly number[], episodes: readonly Episode[]): string {
    const truth = segments(labels);
    const alarms = truth.length === 0 ? episodes.length : overlapCounts(truth, episodes).fp;
    return `false alarms: ${realisedText(parseConfig(threshold), alarms, this.#watched)}`;
  }
}
