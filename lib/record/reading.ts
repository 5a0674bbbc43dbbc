import type { Comms } from './record';

/** How a payload is read. */
export interface Reading {
  /** Take over what is otherwise dropped. */
  readonly trust?: boolean;
  /** What a node of ours said of the message: what of it still stands in a changed copy is no claim of somebody else. */
  readonly marked?: Comms | undefined;
  /** Filled with the names of the parts that were dropped. */
  readonly dropped?: string[];
}
