import { basename } from 'node:path';

/** Files that may be recordings. */
const READ = /\.(?:csv|tsv|txt|log|asc|jsonl|ndjson|npy|dat|npz|parquet|pq|zip)(?:\.gz)?$/i;

/** Whether a file may be a recording, by its name; hidden ones are none. */
export function isRecording(file: string): boolean {
  return READ.test(file) && !basename(file).startsWith('.');
}

/** The name of a recording without its ending. */
export function withoutEnding(file: string): string {
  return file.replace(READ, '');
}
