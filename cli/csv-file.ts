import { closeSync, openSync, writeSync } from 'node:fs';
import { UsageError } from './command';

/** undefined leaves the cell empty. */
export type Field = string | number | undefined;

const FLUSH = 1 << 16;

/**
 * Looks whether a file can be written, before the work that it is for.
 * @throws UsageError
 */
export function checkWritable(path: string): void {
  closeSync(opened(path, 'a'));
}

function opened(path: string, flags: 'a' | 'w'): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${(error as Error).message}); give another file`);
  }
}

/** Writes a CSV file line by line. */
export class CsvFile {
  readonly #file: number;
  #waiting = '';

  /** @throws UsageError when the file cannot be made */
  constructor(path: string, header: readonly string[]) {
    this.#file = opened(path, 'w');
    this.write(header);
  }

  write(fields: readonly Field[]): void {
    this.#waiting += `${fields.map(quoted).join(',')}\n`;
    if (this.#waiting.length > FLUSH) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#waiting);
    this.#waiting = '';
  }
}

function quoted(field: Field): string {
  if (field === undefined) return '';
  if (typeof field === 'number') return Number.isFinite(field) ? String(field) : '';
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
