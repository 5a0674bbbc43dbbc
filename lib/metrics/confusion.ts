import { checkPair, type Series } from './check';

/** Counts of rows. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** Counts hits and mistakes row by row. */
export function confusion(labels: Series, predictions: Series): Confusion {
  checkPair(labels, predictions, 'predictions');
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let i = 0; i < labels.length; i++) {
    const truth = labels[i]! > 0;
    const said = predictions[i]! > 0;
    if (truth && said) tp++;
    else if (said) fp++;
    else if (truth) fn++;
  }
  return { tp, fp, fn, tn: labels.length - tp - fp - fn };
}

/** Sums counts, for figures pooled over several recordings. */
export function pooled(counts: readonly Confusion[]): Confusion {
  const sum = (key: keyof Confusion): number => counts.reduce((total, c) => total + c[key], 0);
  return { tp: sum('tp'), fp: sum('fp'), tn: sum('tn'), fn: sum('fn') };
}
