/** How a payload is read. */
export interface Reading {
  /** Take over what is otherwise dropped. */
  readonly trust?: boolean;
  /** Filled with the names of the parts that were dropped. */
  readonly dropped?: string[];
}
