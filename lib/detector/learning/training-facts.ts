import type { OutlierReport } from './grades';

/** Where a model came from. */
export interface TrainingFacts {
  /** Learned from. */
  readonly rows: number;
  /** What of the collected rows was left out, beside those that were learned; absent when nothing was. */
  readonly outliers?: OutlierReport;
  /** Source times of the first and the last row; null where the rows had none. */
  readonly from: number | null;
  readonly to: number | null;
  /** SHA-256 of the rows in engineering units. */
  readonly data: string;
  readonly seed: number;
  /** Version of this package. */
  readonly pack: string;
  /** The settings that the model depends on; absent in what older versions made. */
  readonly settings?: Readonly<Record<string, unknown>>;
}
