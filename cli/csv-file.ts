import { closeSync, openSync, writeSync } from 'node:fs';
import { UsageError } from './command';

/** undefined leaves the cell empty. */
export type Field = string | number | undefined;

const FLUSH = 1 << 16;

/** Writes a CSV file line by line. */
export class CsvFile {
  readonly #file: number;
  #waiting = '';

  /** @throws UsageError when the file cannot be made */
  constructor(path: string, header: readonly string[]) {
    try {
      this.#file = openSync(path, 'w');
    } catch (error) {
      throw new UsageError(`${path} cannot be written (${(error as Error).message}); give another file`);
    }
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
