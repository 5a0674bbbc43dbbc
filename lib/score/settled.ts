/** Where less than this part of the rows would be left, gaps are the rule and must be lived with. */
const LEAST = 0.5;

/**
 * Rows for which what is smoothed, and the network's window, hold nothing from before a gap.
 * @param gaps 1 where rows are missing right before this one
 * @param warm rows that it takes after a gap
 * @param atStart rows that it takes at the beginning: fewer where what the network saw before the first row is no gap
 * @returns 1 for these rows
 */
export function settledRows(gaps: Uint8Array, warm: number, atStart = warm): Uint8Array {
  const since = (from: (t: number) => boolean): Uint8Array => {
    let rows = 0;
    let needed = atStart;
    return gaps.map((_, t) => {
      const begins = t > 0 && from(t);
      rows = begins ? 1 : rows + 1;
      if (begins) needed = warm;
      return rows > needed ? 1 : 0;
    });
  };
  const settled = since((t) => gaps[t] === 1);
  const count = settled.reduce((sum, one) => sum + one, 0);
  return count >= LEAST * gaps.length ? settled : since(() => false);
}
