/** Labels, predictions (0 or 1, one per row) and scores (higher = more anomalous). */
export type Series = ArrayLike<number>;

/**
 * The NaN policy of all metrics: a value that is not finite, or two series of different length, is the caller's
 * mistake and throws a RangeError that names the row. A metric that has no meaning (no anomalous row to find, say) is
 * NaN, never 0.
 */
export function checkPair(labels: Series, others: Series, name: string): void {
  if (labels.length !== others.length) {
    throw new RangeError(`${name}: ${others.length} rows, but ${labels.length} labels; give one per label`);
  }
  for (let i = 0; i < others.length; i++) {
    if (!Number.isFinite(others[i])) throw new RangeError(`${name}[${i}] is ${others[i]}; give a finite number`);
    if (!Number.isFinite(labels[i])) throw new RangeError(`labels[${i}] is ${labels[i]}; give 0 or 1`);
  }
}
