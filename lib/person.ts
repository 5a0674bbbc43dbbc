import { describe, InputError } from './input';

const MOST = 256;

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
    .replace(/[\p{Cc}\p{Cf}\p{Z}\s]+/gu, (blank) => (/[\p{Z}\s]/u.test(blank) ? ' ' : ''))
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
