/**
 * Rows that are filled anew for each record and read before the next one comes, whichever asset it is of: one for all of a width.
 * A fleet then has no thousand copies of what lasts for microseconds, and the one that there is stays in the processor's cache.
 */
export class PassingRow {
  readonly #byWidth = new Map<number, Float64Array>();

  /** The row of so many numbers; what is in it was somebody else's. */
  of(width: number): Float64Array {
    let row = this.#byWidth.get(width);
    if (row === undefined) {
      row = new Float64Array(width);
      this.#byWidth.set(width, row);
    }
    return row;
  }
}
