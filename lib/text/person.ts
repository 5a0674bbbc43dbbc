import { describe, InputError } from '../input';

const MOST = 256;
/** The empty Braille cell is drawn as a blank, though it counts as a symbol. */
const BLANK = /[\p{Z}\s\u2800]/u;
/** Blanks, controls, and what is drawn as nothing: fillers, joiners, selectors of variants. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Z}\s\u2800]+/gu;

/**
 * The name of who gives an order, as it is kept: without blanks around it and without characters that nobody sees.
 * @throws InputError when it is no text, or nothing is left of it
 */
export function personName(by: unknown): string {
  if (typeof by !== 'string' || by.length > MOST) {
    throw new InputError('control.by', `is ${describe(by)}; send the name of a person, at most ${MOST} characters`);
  }
  const name = by
    .normalize('NFKC')
    .replace(UNSEEN, (unseen) => (BLANK.test(unseen) ? ' ' : ''))
    .trim();
  if (name === '') throw new InputError('control.by', 'is empty; say who gives the order');
  return name;
}

/** The same for two spellings of one name: upper and lower case, accents composed or not, wide letters, blanks inside. */
export function samePerson(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

/** Upper case first: it writes ß as SS, and lower case alone would keep them apart. */
function folded(name: string): string {
  return personName(name).toUpperCase().toLowerCase().normalize('NFKC').replaceAll(' ', '');
}
