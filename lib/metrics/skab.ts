import type { Confusion } from './confusion';

/** SKAB's figures over the rows of all recordings together. */
export interface SkabScore {
  readonly f1: number;
  /** False alarm rate, percent of the normal rows. */
  readonly far: number;
  /** Missed alarm rate, percent of the anomalous rows. */
  readonly mar: number;
}

/** SKAB's score (Katser, Kozitsin 2020, DOI 10.34740/KAGGLE/DSV/1693952) from pooled counts. Read F1 only together with FAR. */
export function skabScore({ tp, fp, tn, fn }: Confusion): SkabScore {
  return { f1: tp / (tp + (fn + fp) / 2), far: (100 * fp) / (fp + tn), mar: (100 * fn) / (fn + tp) };
}
