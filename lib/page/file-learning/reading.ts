import type { Tag } from '../../record/tags';

/** What a recording is read for. Plain data: it goes to the thread that reads. */
export interface ReadingRequest {
  /** Absolute path of a file, or of a folder of files. */
  readonly path: string;
  /** Of times that name none. */
  readonly zone: string;
  /** The tags of the asset; what else is in the recording counts for nothing. */
  readonly tags: readonly Tag[];
  /** Rows that are wanted at most: the newest. */
  readonly most: number;
}

/** One row of a recording; tags without a value are absent. */
export interface RecordedRow {
  readonly time: number;
  readonly values: Readonly<Record<string, number | string>>;
}

/** What is known once the recording is open. */
export interface Opened {
  readonly kind: 'opened';
  /** Rows that come, and that the recording holds. */
  readonly rows: number;
  readonly of: number;
  /** First and last time of those that come, ms; absent where it has no times. */
  readonly span?: readonly [from: number, to: number];
  /** Usual time between rows, ms; absent without times. */
  readonly interval?: number;
  /** Tags that it holds. */
  readonly tags: readonly string[];
  /** What was found odd, and what was done about it. */
  readonly notes: readonly string[];
}

/** What the thread that reads says, in this order; rows once for each 'more' that it is sent. */
export type FromReader =
  | Opened
  | { readonly kind: 'rows'; readonly rows: readonly RecordedRow[] }
  | { readonly kind: 'end' }
  /** One sentence for a person. */
  | { readonly kind: 'refused'; readonly text: string };

/** A recording cannot be learned from: one sentence for a person. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Reads a recording: first what it is, then its rows in parts. Ending the iteration ends the reading, and so does the signal. @throws Unreadable */
export type ReadRecording = (
  request: ReadingRequest,
  signal: AbortSignal,
) => AsyncGenerator<Exclude<FromReader, { kind: 'refused' | 'end' }>>;
