import { InputError } from '../input';
import type { Spot, Told } from './told';

/** What is wrong in a setting that a person fills with entries: a table, a list, lines. */
export class EntryError extends InputError {
  /**
   * @param field the entry and its column as a log names them: 'rule 1, tags'
   * @param reason what it is and what it may be
   * @param told the same for a dialog
   * @param spot undefined where the setting as a whole is wrong
   * @param also what is wrong in other entries
   */
  constructor(
    field: string,
    readonly reason: string,
    readonly told: Told,
    readonly spot?: Spot,
    readonly also: readonly EntryError[] = [],
  ) {
    super(field, also.length === 0 ? reason : `${reason} (and ${also.length} more)`);
  }
}

/** Makes the errors of one entry. @param values of the told key */
export type Refuse = (column: string, reason: string, key: Told['key'], values?: Told['values']) => EntryError;

/** @param entry what the entries are called, and `at` the number of this one, from 1 */
export function refuserOf(entry: Spot['entry'], at: string | number): Refuse {
  return (column, reason, key, values = {}) =>
    new EntryError(`${entry} ${at}, ${column}`, reason, { key, values }, { entry, at, column });
}

/** @throws EntryError for a member that an entry cannot have */
export function refuseUnknown(raw: Readonly<Record<string, unknown>>, known: readonly string[], wrong: Refuse): void {
  const unknown = Object.keys(raw).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const names = known.join(', ');
  throw wrong(unknown, `is not known; known: ${names}`, 'unknown', { known: names });
}

/**
 * Reads all entries, so that a person is told at once of all that is wrong.
 * @throws EntryError the first one, with the others
 */
export function readEach<T, R>(entries: Iterable<T>, read: (entry: T, at: number) => R): R[] {
  const wrong: EntryError[] = [];
  const done: R[] = [];
  let at = 0;
  for (const entry of entries) {
    try {
      done.push(read(entry, at++));
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      wrong.push(error);
    }
  }
  const [first, ...also] = wrong;
  if (first === undefined) return done;
  throw new EntryError(first.field, first.reason, first.told, first.spot, also);
}
