import { inGerman } from '../../lib/page/api';
import german from './de.json';
import english from './en-US.json';

/** The page's words. Each language has one catalogue beside this file, with the same keys. */

export type TextKey = keyof typeof english;
/** Keys that depend on a number have one text for each plural form. */
export type CountedKey = TextKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;

const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'de' || tag === 'en');
export const language: 'de' | 'en' = wanted === 'de' ? 'de' : 'en';
/** Numbers and dates follow the browser where it speaks the page's language. */
export const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? 'en-US';

const texts: Readonly<Record<TextKey, string>> = language === 'de' ? german : english;
const plural = new Intl.PluralRules(locale);

export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The text for so many; the number itself is {n}. */
export function counted(key: CountedKey, n: number, values: Readonly<Record<string, string | number>> = {}): string {
  const form = plural.select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}` as TextKey, { n: new Intl.NumberFormat(locale).format(n), ...values });
}

/** A sentence of the server in the reader's language; what is not known stays as it came. */
export const spoken: (sentence: string) => string = language === 'de' ? inGerman : (sentence) => sentence;

/** The text for a name that came from the server; the name itself where the page has none for it. */
export function named(family: string, name: string): string {
  const key = `${family}.${name.replace(/ /g, '-')}`;
  return Object.hasOwn(texts, key) ? texts[key as TextKey] : name;
}
