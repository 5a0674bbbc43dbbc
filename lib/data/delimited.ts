import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { numberedTags } from '../features';
import { bytesOf } from './bytes';
import { DataError } from './errors';
import { parseNumber } from './number';
import type { Row } from './row';

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** CSV with `,` `;` or tab, with a header line or without; yields the header first. See TableReader. */
export async function* readDelimited(file: string): AsyncGenerator<Row> {
  const chunks = bytesOf(file);
  const first = await chunks.next();
  if (first.done) return;
  const delimiter = guessDelimiter(first.value.toString('utf8', 0, 65_536));
  const parser = Readable.from(prepend(first.value, chunks), { objectMode: false }).pipe(
    parse({ delimiter, info: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }),
  );
  let width = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const place = `line ${info.lines}`;
      if (width === 0) {
        width = record.length;
        const headless = record.every((cell) => !Number.isNaN(parseNumber(cell)));
        yield { place, cells: headless ? numberedTags(width) : named(record, file, place) };
        if (!headless) continue;
      }
      if (record.length !== width) {
        throw new DataError(
          file,
          place,
          `has ${record.length} cells where the first line has ${width}; complete or remove the line`,
        );
      }
      yield { place, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new DataError(file, `line ${error['lines']}`, `is no valid CSV (${error.message})`);
    throw error;
  }
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** The one that the first line holds most of; a comma if none. */
function guessDelimiter(start: string): string {
  const line = start.slice(0, start.search(/[\r\n]|$/));
  const count = (mark: string): number => line.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function named(header: readonly string[], file: string, place: string): readonly string[] {
  const seen = new Set<string>();
  header.forEach((name, i) => {
    if (name === '') throw new DataError(file, `${place}, column ${i + 1}`, 'has no name; name every column or none');
    if (seen.has(name))
      throw new DataError(
        file,
        `${place}, column ${i + 1}`,
        `the name ${JSON.stringify(name)} comes twice; rename one`,
      );
    seen.add(name);
  });
  return header;
}
