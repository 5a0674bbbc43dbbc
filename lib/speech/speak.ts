import { PARTS, SENTENCES } from './german';
import { SAID_OF_EVENTS } from './german-events';
import { SAID_OF_FILES } from './german-files';
import { SAID_OF_MESSAGES } from './german-ingest';
import { SAID_OF_LEARNING } from './german-learning';
import { SAID_OF_ORDERS } from './german-orders';
import { SAID_ON_PAGE } from './german-page';

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

const COMPILED: readonly Compiled[] = [
  ...SENTENCES,
  ...SAID_OF_MESSAGES,
  ...SAID_ON_PAGE,
  ...SAID_OF_ORDERS,
  ...SAID_OF_EVENTS,
  ...SAID_OF_LEARNING,
  ...SAID_OF_FILES,
].map(([english, german]) => {
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
  const [, file, place, rest] = OF_A_FILE.exec(text) ?? [];
  const said = rest === undefined ? undefined : translated(rest);
  if (said !== rest) return `${file}${place!.replace(PLACE, (_, word: string) => `, ${PLACES[word]}`)}: ${said}`;
  if (OF_AN_ALARM.test(text)) return translated(`${text}.`).replace(/\.$/, '');
  for (const { pattern, order, german } of COMPILED) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const filled = new Map(order.map((n, i) => [n, match[i + 1]!]));
    return german.replace(/\{(\d)(#?)\}/g, (_, n: string, isFigure: string) => {
      const said = filled.get(Number(n))!;
      return isFigure === '' ? part(said) : germanFigures(said);
    });
  }
  return text;
}

/** Why an asset is guarded more closely is the sentence of an alarm without its full stop. */
const OF_AN_ALARM = /^This looks like .*[^.]$/s;

/** What is said of one recording of several, or of a place in one. */
const OF_A_FILE =
  /^([^:]+\.(?:csv|tsv|txt|log|asc|jsonl|ndjson|npy|npz|dat|parquet|pq|zip)(?:\.gz)?)((?:, (?:line|row|column|header)\b[^:]*)?): (.+)$/is;
const PLACE = /, (line|row|column|header)\b/g;
const PLACES: Readonly<Record<string, string>> = { line: 'Zeile', row: 'Zeile', column: 'Spalte', header: 'Kopf' };

/** Figures as German writes them: 1.234,5. What else stands beside, a unit, stays. */
function germanFigures(text: string): string {
  return text.replace(/(?<=\d)[.,](?=\d)/g, (mark) => (mark === '.' ? ',' : '.'));
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

/** How one figure comes of another: 1.8 times and 32 more. */
const RATIO = /^(?:([\d.]+) times)?(?: and )?(?:([\d.]+) (more|less))?$/;

/** A date, or how one figure comes of another. */
function figure(text: string): string {
  const [, times, by, way] = RATIO.exec(text) ?? [];
  const ratio = [
    times === undefined ? '' : `das ${germanFigures(times)}-fache`,
    by === undefined ? '' : `${germanFigures(by)} ${way === 'more' ? 'mehr' : 'weniger'}`,
  ].filter((one) => one !== '');
  if (ratio.length > 0) return ratio.join(' und ');
  // What an order held instead, see describe.
  const given = text.replace(/^the text (?=".*"$)/s, 'der Text ').replace(/^an array of (?=\d+$)/, 'eine Liste von ');
  return given.replace(
    /^(\d+) ([A-Z][a-z]+) (\d{4})$/,
    (_, day, month: string, year) => `${day}. ${MONTHS[month] ?? month} ${year}`,
  );
}

/** A part may be a sentence itself, several of them, a list of tags, or a name that stays. */
function part(text: string): string {
  const made = translated(figure(text));
  if (made !== text) return made;
  if (text.includes('; ')) return text.split('; ').map(part).join('; ');
  return text.replace(/ and (\d+) more$/, ' und $1 weitere').replace(/ and (?=\S+$)/, ' und ');
}

/** Tells what is said of an alarm, its sentence and its evidence, in a language. */
export type Speaker = <T>(said: T) => T;

/** @param setting a language, or 'automatic' for that of the host, @param host its locale */
export function speakerOf(setting: Language | 'automatic', host: string | undefined): Speaker {
  const language = setting === 'automatic' ? languageOf(host) : setting;
  return language === 'en' ? (said) => said : told;
}

/** What a status says besides words of the catalogue: figures, and sentences part by part. */
export function statusIn(host: string | undefined): (said: string | number) => string | number {
  if (languageOf(host) === 'en') return (said) => said;
  return (said) => {
    if (typeof said === 'number') return germanFigures(String(said));
    const whole = inGerman(said);
    return whole === said ? said.split('; ').map(inGerman).join('; ') : whole;
  };
}

function told<T>(said: T): T {
  if (typeof said !== 'object' || said === null) return said;
  const { sentence, evidence, beside } = said as { sentence?: unknown; evidence?: unknown; beside?: unknown };
  return {
    ...said,
    ...(typeof sentence === 'string' && { sentence: inGerman(sentence) }),
    ...(Array.isArray(evidence) && { evidence: evidence.map((one) => inGerman(String(one))) }),
    ...(beside !== undefined && { beside: told(beside) }),
  };
}
