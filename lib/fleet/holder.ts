/** A message of a partition. */
export interface Arrived {
  /** Its place in the stream. */
  readonly seq: number;
  /** When the broker stored it, ms since the epoch. */
  readonly time: number;
  /** Messages of the partition that have not been delivered yet. */
  readonly pending: number;
  readonly subject: string;
  /** Empty once it is handled: until then only, as much as has not been acknowledged would lie here otherwise. */
  data: Uint8Array;
  /** Acknowledges it and all before it; resolves when the broker knows. */
  acknowledge(): Promise<void>;
}

/** What is done with a partition that this process owns. */
export interface Holder {
  /** It is ours from now on: its messages come from the first one that was not acknowledged. */
  won(): void;
  /** Another process may have it: nothing of it is known any more. */
  lost(why: string): void;
  /** It stays ours, and what was not acknowledged comes once more: some of it did not reach us. */
  again(): void;
  arrived(message: Arrived): void;
  /** The broker has nothing more at present. */
  drained(): void;
  /** Place of the first one that is not acknowledged; undefined where none has come. */
  first(): number | undefined;
  /** How many more messages may come, and bytes of them; where none waits, as many as the largest one has. */
  room(): { readonly messages: number; readonly bytes: number };
}
