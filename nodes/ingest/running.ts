import type { TwinRecord } from '../../lib/record/record';
import type { Ingest } from './api';
import { learnedTable } from './report';

/** Assets of which the dialog of one node is told. */
const MOST = 100;

/** A node that runs, for its dialog. */
export class Running {
  /** The last values of each asset, as they were sent. */
  readonly #last = new Map<string, TwinRecord['values']>();

  constructor(private readonly ingest: Ingest) {}

  see(records: readonly TwinRecord[]): void {
    for (const { asset, values } of records) this.#last.set(asset, values);
  }

  forget(asset: string): void {
    this.#last.delete(asset);
  }

  /** What was learned of each asset, with its last values. */
  tags(): object[] {
    const { ingest } = this;
    const assets = ingest.assets().slice(0, MOST);
    return assets.map((asset) => ({ asset, ...learnedTable(ingest, asset), values: this.#last.get(asset) ?? {} }));
  }

  /** What waits for a mapping. */
  waiting(): readonly object[] {
    return this.ingest.waiting();
  }
}
