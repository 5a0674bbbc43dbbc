/** As it stands in the file; a matrix has numbers, a text file texts. */
export type Cell = string | number;

/** One row of a recording. */
export interface Row {
  /** Where it stands in the file, for error texts: 'line 12' or 'row 11'. */
  readonly place: string;
  readonly cells: readonly Cell[];
}
