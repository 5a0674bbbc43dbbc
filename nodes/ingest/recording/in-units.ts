import { DataError } from '../../../lib/data/errors';
import type { Frame } from '../../../lib/data/frame';
import type { Tag } from '../../../lib/record/tags';
import { convertUnit, knowsUnit } from '../units';

/**
 * The columns in the units of their tags, where the recording names others. What was learned or declared in bar and comes in kPa
 * would be a hundred times too high.
 * @param signals the columns that are tags
 * @param file for errors
 * @param notes receives what was converted, and what nobody can
 * @throws DataError where the two are known and there is no conversion
 */
export function inUnits(
  frame: Frame,
  signals: readonly { readonly tag: Tag; readonly at: number }[],
  file: string,
  notes: string[],
): Frame {
  const columns = [...frame.columns];
  for (const { tag, at } of signals) {
    const column = columns[at]!;
    const { unit: from, name } = column;
    const { unit: to } = tag;
    if (from === undefined || to === undefined) continue;
    const one = convertUnit(1, from, to);
    if (one === 1 && convertUnit(0, from, to) === 0) continue;
    if (one === undefined && !(knowsUnit(from) && knowsUnit(to))) {
      notes.push(
        `${name} comes in ${from}, the tag in ${to}; whether that is the same is not known, and it is read as it is`,
      );
      continue;
    }
    if (one === undefined) {
      throw new DataError(
        file,
        `column ${name}`,
        `is in ${from}, the tag in ${to}, and there is no conversion; give the tag the unit of the recording, or convert the column`,
      );
    }
    columns[at] = { ...column, unit: to, numbers: column.numbers.map((number) => convertUnit(number, from, to)!) };
    notes.push(`${name} comes in ${from} and is read in ${to}`);
  }
  return { ...frame, columns };
}
