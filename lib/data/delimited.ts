import { numberedTags } from '../record/features';
import { DataError } from './errors';
import { parseNumber } from './number';
import type { Row } from './row';
import { openLines } from './separated';

/** Separated values with a header line or without, all of one shape; yields the header first. See TableReader. */
export async function* readDelimited(file: string): AsyncGenerator<Row> {
  const { lines } = await openLines(file);
  let width = 0;
  for await (const some of lines) {
    for (const { number, cells } of some) {
      const place = `line ${number}`;
      if (width === 0) {
        width = cells.length;
        const headless = cells.every((cell) => !Number.isNaN(parseNumber(cell)));
        yield { place, cells: headless ? numberedTags(width) : named(cells, file, place) };
        if (!headless) continue;
      }
      if (cells.length !== width) {
        throw new DataError(
          file,
          place,
          `has ${cells.length} cells where the first line has ${width}; complete or remove the line`,
        );
      }
      yield { place, cells };
    }
  }
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
