/** What page and server say to each other of learning from a file, see lib/page/api.ts. */

/** Files on the server that may be learned from. */
export interface Recordings {
  /** Folders in which they may lie; there: false where there is no such folder. */
  readonly folders: readonly { readonly path: string; readonly there: boolean }[];
  /** The newest first. */
  readonly files: readonly RecordingFile[];
  /** How many more there are. */
  readonly more: number;
}

export interface RecordingFile {
  /** Position of its folder, and its path below that. */
  readonly folder: number;
  readonly name: string;
  readonly bytes: number;
  /** When it was written, ms since the epoch. */
  readonly changed: number;
}

/** Learn an asset from a file, or stop reading it. */
export type LearnRequest =
  | { readonly key: string; readonly file: { readonly folder: number; readonly name: string } }
  | { readonly key: string; readonly cancel: true };

/** Learning from a recording. */
export interface FileLearningLine {
  readonly file: string;
  /** When it began, by the clock on the wall. */
  readonly at: number;
  readonly by?: string;
  /** learning: its records are with the detector, whose report says what becomes of them. */
  readonly state: 'opening' | 'reading' | 'learning' | 'cancelled' | 'refused';
  /** Rows that are learned from, and how many of them are read. */
  readonly rows?: number;
  readonly done?: number;
  /** First and last time in it, ms; absent where it has none. */
  readonly span?: readonly [from: number, to: number];
  /** Records that were handed over. */
  readonly records?: number;
  /** What was found odd in it, and what was done about it. */
  readonly notes: readonly string[];
  /** Why it was refused, one sentence. */
  readonly text?: string;
}
