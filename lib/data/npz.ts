import { numberedTags } from '../record/features';
import { DataError } from './errors';
import { readNpyBytes } from './npy';
import type { Cell } from './row';
import type { Line } from './separated';
import { unzipped } from './zip';

interface Block {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * Arrays that numpy saved together: those of the same length stand side by side. An array of one column bears its name; the
 * columns of the others are numbered, or named by an array of as many texts.
 * @throws DataError
 */
export async function* linesOfNpz(file: string): AsyncGenerator<readonly Line[]> {
  const blocks: Block[] = [];
  let names: readonly string[] = [];
  for (const { name, bytes } of unzipped(file)) {
    const array = name.replace(/\.npy$/, '');
    const texts = textsOf(bytes);
    if (texts !== undefined) names = texts;
    else blocks.push({ name: array, rows: await rowsOf(bytes, `${file}, ${array}`) });
  }
  const length = Math.max(0, ...blocks.map(({ rows }) => rows.length));
  if (length === 0) throw new DataError(file, '', 'holds no array of numbers; save one with numpy.savez');
  const used = blocks.filter(({ rows }) => rows.length === length);
  yield [
    { number: 1, cells: used.flatMap(({ name, rows }) => columnsOf(name, rows[0]!.length, names, used.length > 1)) },
  ];
  const lines: Line[] = [];
  for (let row = 0; row < length; row++) {
    lines.push({ number: row + 2, cells: used.flatMap(({ rows }) => rows[row]!.map(text)) });
  }
  yield lines;
}

function text(cell: Cell): string {
  return Number.isNaN(cell) ? '' : String(cell);
}

function columnsOf(name: string, width: number, names: readonly string[], among: boolean): readonly string[] {
  if (names.length === width) return names;
  if (width === 1) return [name];
  return numberedTags(width).map((tag) => (among ? `${name}.${tag}` : tag));
}

async function rowsOf(bytes: Buffer, place: string): Promise<readonly Cell[][]> {
  const rows: Cell[][] = [];
  for await (const { cells } of readNpyBytes(once(bytes), place)) rows.push([...cells]);
  return rows.slice(1);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The last character of Unicode. */
const LAST_CODE = 0x10ffff;

/** An array of texts (UTF-32): the names of columns. */
function textsOf(bytes: Buffer): string[] | undefined {
  if (bytes.length < 12) return undefined;
  const at = bytes[6] === 1 ? 10 : 12;
  const size = bytes[6] === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const width = Number(/'descr':\s*'<U(\d+)'/.exec(bytes.toString('latin1', at, at + size))?.[1] ?? 0);
  if (width === 0) return undefined;
  const texts: string[] = [];
  for (let start = at + size; start + 4 * width <= bytes.length; start += 4 * width) {
    const codes = Array.from({ length: width }, (_, i) => bytes.readUInt32LE(start + 4 * i));
    texts.push(String.fromCodePoint(...codes.filter((code) => code > 0 && code <= LAST_CODE)));
  }
  return texts;
}
