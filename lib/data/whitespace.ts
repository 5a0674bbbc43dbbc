import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { numberedTags } from '../record/features';
import { bytesOf } from './bytes';
import { DataError } from './errors';
import { parseNumber } from './number';
import type { Row } from './row';

/** Numbers separated by blanks, one row per line, with a header line or without; yields the header first. See TableReader. */
export async function* readWhitespace(file: string): AsyncGenerator<Row> {
  const lines = createInterface({
    input: Readable.from(bytesOf(file), { objectMode: false }),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  let width = 0;
  for await (const line of lines) {
    number++;
    const cells = line.trim().split(/\s+/);
    if (cells[0] === '') continue;
    const place = `line ${number}`;
    if (width === 0) {
      width = cells.length;
      const headless = cells.every((cell) => !Number.isNaN(parseNumber(cell)));
      yield { place, cells: headless ? numberedTags(width) : cells };
      if (!headless) continue;
    }
    if (cells.length !== width) {
      throw new DataError(
        file,
        place,
        `has ${cells.length} values where the first line has ${width}; complete or remove the line`,
      );
    }
    yield { place, cells };
  }
}
