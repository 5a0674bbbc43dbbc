import { DataError } from './errors';
import { textOf } from './text';

/** A line of a text file, cut into cells. */
export interface Line {
  /** Where it begins in the file, from 1. */
  readonly number: number;
  /** Without quotes and the blanks around them. */
  readonly cells: readonly string[];
}

/** A quoted cell may go over lines, but not for ever: then it is a quote that nobody closed. */
const LONGEST_QUOTED = 1_000_000;

/** Cuts separated values (RFC 4180, any delimiter) as they come in. A quote counts only where a cell begins with it. */
export class Splitter {
  readonly #delimiter: string;
  readonly #file: string;
  #rest = '';
  #number: number;

  /**
   * @param file for errors
   * @param before lines that were taken off
   */
  constructor(delimiter: string, file: string, before = 0) {
    this.#delimiter = delimiter;
    this.#file = file;
    this.#number = before;
  }

  /**
   * @param last nothing comes after this
   * @returns the lines that are complete, without the empty ones
   */
  push(text: string, last: boolean): Line[] {
    const lines: Line[] = [];
    const all = this.#rest + text;
    let at = 0;
    while (at < all.length) {
      const end = lineEnd(all, at, last);
      if (end < 0) break;
      let stop = end;
      this.#number++;
      const number = this.#number;
      let cells = this.#cut(all.slice(at, stop));
      while (cells === undefined) {
        const next = stop < all.length ? lineEnd(all, stop + 1, last) : -1;
        const closed = next >= 0 && next - at < LONGEST_QUOTED;
        if (!closed && (last || all.length - at > LONGEST_QUOTED)) throw unclosed(this.#file, number);
        if (!closed) {
          this.#number = number - 1;
          this.#rest = all.slice(at);
          return lines;
        }
        this.#number++;
        stop = next;
        cells = this.#cut(all.slice(at, stop));
      }
      if (cells.length > 1 || cells[0] !== '') lines.push({ number, cells });
      at = stop + 1;
    }
    this.#rest = all.slice(at);
    return lines;
  }

  /** @returns undefined when a quote is still open at the end */
  #cut(raw: string): string[] | undefined {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    return cut(text, this.#delimiter);
  }
}

/** Where the line that begins at `at` ends; -1 when that has not come yet. */
function lineEnd(text: string, at: number, last: boolean): number {
  const end = text.indexOf('\n', at);
  return end < 0 && last ? text.length : end;
}

function unclosed(file: string, number: number): DataError {
  return new DataError(file, `line ${number}`, 'is no valid CSV (a quote is never closed); close it');
}

/**
 * Cuts one line.
 * @returns undefined when a quote is still open at its end
 */
export function cut(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter).map(trimmed);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === ' ') at++;
    if (text[at] === '"') {
      let cell = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return undefined;
        cell += text.slice(from, quote);
        from = quote + 1;
        if (text[from] !== '"') break;
        cell += '"';
        from++;
      }
      const end = text.indexOf(delimiter, from);
      // What stands behind the closing quote belongs to the cell as it is.
      cells.push((cell + text.slice(from, end < 0 ? undefined : end)).trim());
      if (end < 0) return cells;
      at = end + delimiter.length;
    } else {
      const end = text.indexOf(delimiter, at);
      cells.push(trimmed(text.slice(at, end < 0 ? undefined : end)));
      if (end < 0) return cells;
      at = end + delimiter.length;
    }
  }
}

/** trim() costs: most cells have nothing to trim. */
function trimmed(cell: string): string {
  return cell.length > 0 && (cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32) ? cell.trim() : cell;
}

/** Text from which delimiter and kind of a file are guessed. */
const HEAD = 65_536;
const DELIMITERS = ['\t', ';', '|', ','];

/** A file of separated values, opened. */
export interface Lines {
  readonly delimiter: string;
  /** Some at a time; can be walked through once. */
  readonly lines: AsyncGenerator<readonly Line[]>;
}

/**
 * Opens a file of separated values; its delimiter is found out, or named by a first line `sep=;`.
 * @param packed see textOf
 * @throws DataError
 */
export async function openLines(file: string, packed?: Buffer): Promise<Lines> {
  const pieces = textOf(file, packed);
  let head = '';
  let ended = false;
  while (head.length < HEAD && !ended) {
    const piece = await pieces.next();
    if (piece.done) ended = true;
    else head += piece.value;
  }
  if (head.startsWith('\uFEFF')) head = head.slice(1);
  // Old Macs end their lines with a carriage return alone.
  const old = !head.includes('\n') && head.includes('\r');
  const modern = (text: string): string => (old ? text.replaceAll('\r', '\n') : text);
  head = modern(head);
  const declared = /^"?sep=(.)"?\r?\n/i.exec(head);
  const delimiter = declared?.[1] ?? guessDelimiter(head);
  const splitter = new Splitter(delimiter, file, declared === null ? 0 : 1);
  const start = declared === null ? head : head.slice(declared[0].length);
  async function* lines(): AsyncGenerator<readonly Line[]> {
    yield splitter.push(start, ended);
    if (ended) return;
    for await (const piece of pieces) yield splitter.push(modern(piece), false);
    yield splitter.push('', true);
  }
  return { delimiter, lines: lines() };
}

/** The one that cuts most lines into equally many cells; titles above and remarks below do not count. */
export function guessDelimiter(head: string): string {
  const lines = head
    .split('\n', 300)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  if (lines.length > 2 && head.length >= HEAD) lines.pop();
  let best = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    if (!head.includes(delimiter)) continue;
    const widths = new Map<number, number>();
    for (const line of lines) {
      const width = cut(line, delimiter)?.length ?? 1;
      if (width > 1) widths.set(width, (widths.get(width) ?? 0) + 1);
    }
    const agreeing = Math.max(0, ...widths.values()) / lines.length;
    // A decimal comma cuts all rows but not the header: the others come first.
    if (agreeing > most + (most > 0 ? 0.1 : 0)) {
      most = agreeing;
      best = delimiter;
    }
  }
  return best;
}
