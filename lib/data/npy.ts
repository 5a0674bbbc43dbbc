import { numberedTags } from '../record/features';
import { bytesOf } from './bytes';
import { DataError } from './errors';
import type { Row } from './row';

interface Layout {
  readonly read: (bytes: Buffer, at: number) => number;
  readonly size: number;
  readonly fortran: boolean;
  readonly rows: number;
  readonly width: number;
}

const MAGIC = '\x93NUMPY';

/** Value readers by numpy's type code and byte order. */
const TYPES: Readonly<Record<string, Layout['read']>> = {
  '<f8': (b, at) => b.readDoubleLE(at),
  '>f8': (b, at) => b.readDoubleBE(at),
  '<f4': (b, at) => b.readFloatLE(at),
  '>f4': (b, at) => b.readFloatBE(at),
  '<i8': (b, at) => Number(b.readBigInt64LE(at)),
  '<u8': (b, at) => Number(b.readBigUInt64LE(at)),
  '<i4': (b, at) => b.readInt32LE(at),
  '<u4': (b, at) => b.readUInt32LE(at),
  '<i2': (b, at) => b.readInt16LE(at),
  '<u2': (b, at) => b.readUInt16LE(at),
  '|i1': (b, at) => b.readInt8(at),
  '|u1': (b, at) => b.readUInt8(at),
  '|b1': (b, at) => b.readUInt8(at),
};

/** Dates of numpy, datetime64, as ms since 1970; NaN where there is none. */
function dateReader(type: string): Layout['read'] | undefined {
  const unit = /^<M8\[(s|ms|us|ns)\]$/.exec(type)?.[1];
  if (unit === undefined) return undefined;
  const perMs = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 }[unit]!;
  return (b, at) => {
    const value = b.readBigInt64LE(at);
    return value === NOT_A_TIME ? Number.NaN : Number(value) / perMs;
  };
}

const NOT_A_TIME = -(2n ** 63n);

/** Rows decoded at once, so that not every row waits for the file. */
const BLOCK = 1024;

/** A numpy matrix (format 1 to 3; one dimension is one column); yields the column names first. See TableReader. */
export function readNpy(file: string): AsyncGenerator<Row> {
  return readNpyBytes(bytesOf(file), file);
}

/**
 * As readNpy, from bytes.
 * @param file for errors
 */
export async function* readNpyBytes(bytes: AsyncIterable<Buffer>, file: string): AsyncGenerator<Row> {
  const queue = new ByteQueue(bytes[Symbol.asyncIterator]());
  const layout = await readHeader(queue, file);
  yield { place: 'header', cells: numberedTags(layout.width) };
  yield* layout.fortran ? columnMajor(queue, layout, file) : rowMajor(queue, layout, file);
}

/** Takes exact numbers of bytes from pieces of any size. */
class ByteQueue {
  private kept: Buffer = Buffer.alloc(0);
  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  /** The next bytes; fewer at the end of the file. */
  async take(count: number): Promise<Buffer> {
    const parts = [this.kept];
    let length = this.kept.length;
    while (length < count) {
      const next = await this.chunks.next();
      if (next.done) break;
      parts.push(next.value);
      length += next.value.length;
    }
    const all = Buffer.concat(parts);
    this.kept = all.subarray(count);
    return all.subarray(0, count);
  }
}

async function readHeader(queue: ByteQueue, file: string): Promise<Layout> {
  const start = await queue.take(8);
  if (start.toString('latin1', 0, 6) !== MAGIC)
    throw new DataError(file, '', 'is no .npy file; save it with numpy.save');
  const size = start[6] === 1 ? (await queue.take(2)).readUInt16LE() : (await queue.take(4)).readUInt32LE();
  return parseHeader((await queue.take(size)).toString('latin1'), file);
}

function parseHeader(text: string, file: string): Layout {
  const type = /'descr':\s*'([^']+)'/.exec(text)?.[1] ?? 'unknown';
  const read = TYPES[type] ?? dateReader(type);
  if (read === undefined) {
    throw new DataError(
      file,
      'header',
      `holds values of type ${type}; save it as float64: numpy.save(file, array.astype("float64"))`,
    );
  }
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(text)?.[1] ?? '')
    .split(',')
    .filter((s) => s.trim() !== '')
    .map(Number);
  const [rows, width = 1] = shape;
  if (rows === undefined || shape.length > 2) {
    throw new DataError(file, 'header', `has ${shape.length} dimensions; give rows x columns`);
  }
  return { read, size: Number(/\d+/.exec(type)![0]), fortran: /'fortran_order':\s*True/.test(text), rows, width };
}

async function* rowMajor(queue: ByteQueue, { read, size, rows, width }: Layout, file: string): AsyncGenerator<Row> {
  for (let done = 0; done < rows; done += BLOCK) {
    const count = Math.min(BLOCK, rows - done);
    const bytes = await queue.take(count * width * size);
    for (let row = 0; row < count; row++) {
      if ((row + 1) * width * size > bytes.length) throw short(file, done + row, rows);
      yield {
        place: `row ${done + row}`,
        cells: Array.from({ length: width }, (_, i) => read(bytes, (row * width + i) * size)),
      };
    }
  }
}

/** Column by column: the first row is known only when the last column begins, so the whole file is held. */
async function* columnMajor(queue: ByteQueue, { read, size, rows, width }: Layout, file: string): AsyncGenerator<Row> {
  const bytes = await queue.take(rows * width * size);
  if (bytes.length < rows * width * size) throw short(file, 0, rows);
  for (let row = 0; row < rows; row++) {
    yield { place: `row ${row}`, cells: Array.from({ length: width }, (_, i) => read(bytes, (i * rows + row) * size)) };
  }
}

function short(file: string, row: number, rows: number): DataError {
  return new DataError(file, `row ${row}`, `the file ends here, its header promises ${rows} rows; copy the file anew`);
}
