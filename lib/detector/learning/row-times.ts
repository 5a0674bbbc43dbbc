/** Of so many rows the time of one is kept: it says to a few rows which of them came in a span of time. */
const EVERY = 16;

/** The times that are kept. */
export function everySo(times: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.ceil(times.length / EVERY) }, (_, k) => times[k * EVERY]!);
}

/**
 * Times of all rows, those in between evenly spread.
 * @param kept see everySo; undefined in what older versions kept
 * @param first of the first row @param last of the last one
 */
export function timesBetween(kept: Float64Array | undefined, first: number, last: number, count: number): Float64Array {
  const marks = kept?.length === Math.ceil(count / EVERY) ? kept : Float64Array.from(count > 0 ? [first] : []);
  const every = marks === kept ? EVERY : Math.max(1, count - 1);
  return Float64Array.from({ length: count }, (_, t) => {
    const k = Math.min(marks.length - 1, Math.floor(t / every));
    const isLast = k === marks.length - 1;
    const next = isLast ? last : marks[k + 1]!;
    const rows = isLast ? count - 1 - k * every : every;
    return rows === 0 ? marks[k]! : marks[k]! + ((next - marks[k]!) * (t - k * every)) / rows;
  });
}
