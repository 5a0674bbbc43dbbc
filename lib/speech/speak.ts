import { PARTS, SENTENCES } from './german';

/** The languages that an alarm can be told in. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** @param locale such as de-AT; English for what is not spoken here */
function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('de') === true ? 'de' : 'en';
}

interface Compiled {
  readonly pattern: RegExp;
  /** What {1}, {2} ... of the English side are, in the order of their capture. */
  readonly order: readonly number[];
  readonly german: string;
}

const COMPILED: readonly Compiled[] = SENTENCES.map(([english, german]) => {
  const order = [...english.matchAll(/\{(\d)\}/g)].map(([, n]) => Number(n));
  const source = english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.*?)');
  return { pattern: new RegExp(`^${source}$`, 's'), order, german };
});

/** Alarms say the same with every record. */
const cache = new Map<string, string>();
const MOST = 500;

/** A sentence of an alarm in German; what is not known stays as it is. */
export function inGerman(text: string): string {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const made = translated(text);
  if (cache.size >= MOST) cache.clear();
  cache.set(text, made);
  return made;
}

function translated(text: string): string {
  if (Object.hasOwn(PARTS, text)) return PARTS[text]!;
  for (const { pattern, order, german } of COMPILED) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const filled = new Map(order.map((n, i) => [n, match[i + 1]!]));
    return german.replace(/\{(\d)\}/g, (_, n: string) => part(filled.get(Number(n))!));
  }
  return text;
}

const MONTHS: Readonly<Record<string, string>> = {
  January: 'Januar',
  February: 'Februar',
  March: 'März',
  May: 'Mai',
  June: 'Juni',
  July: 'Juli',
  October: 'Oktober',
  December: 'Dezember',
};

/** A date, or how one figure comes of another. */
function figure(text: string): string {
  return text
    .replace(
      /^(\d+) ([A-Z][a-z]+) (\d{4})$/,
      (_, day, month: string, year) => `${day}. ${MONTHS[month] ?? month} ${year}`,
    )
    .replace(/^([\d.]+) times/, 'das $1-fache')
    .replace(/^(.*[\d.]) more$/, (all, rest: string) =>
      isFigure(rest) ? `${rest.replace(' and ', ' und ')} mehr` : all,
    )
    .replace(/^(.*[\d.]) less$/, (all, rest: string) =>
      isFigure(rest) ? `${rest.replace(' and ', ' und ')} weniger` : all,
    );
}

function isFigure(text: string): boolean {
  return /^(das [\d.]+-fache and )?[\d.]+$/.test(text);
}

/** A part may be a sentence itself, a list of tags, or a name that stays. */
function part(text: string): string {
  const made = translated(figure(text));
  return made === text ? text.replace(/ and (\d+) more$/, ' und $1 weitere').replace(/ and (?=\S+$)/, ' und ') : made;
}

/** Tells what is said of an alarm, its sentence and its evidence, in a language. */
export type Speaker = <T>(said: T) => T;

/** @param setting a language, or 'automatic' for that of the host, @param host its locale */
export function speakerOf(setting: Language | 'automatic', host: string | undefined): Speaker {
  const language = setting === 'automatic' ? languageOf(host) : setting;
  return language === 'en' ? (said) => said : told;
}

/** What a status says besides words of the catalogue, part by part. */
export function statusIn(host: string | undefined): (text: string) => string {
  if (languageOf(host) === 'en') return (text) => text;
  return (text) => {
    const whole = inGerman(text);
    return whole === text ? text.split('; ').map(inGerman).join('; ') : whole;
  };
}

function told<T>(said: T): T {
  if (typeof said !== 'object' || said === null) return said;
  const { sentence, evidence } = said as { sentence?: unknown; evidence?: unknown };
  return {
    ...said,
    ...(typeof sentence === 'string' && { sentence: inGerman(sentence) }),
    ...(Array.isArray(evidence) && { evidence: evidence.map((one) => inGerman(String(one))) }),
  };
}
