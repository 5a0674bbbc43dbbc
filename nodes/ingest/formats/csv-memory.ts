import type { DecimalMark } from '../../../lib/data/numerals';
import { isPlainObject } from '../../../lib/input';
import type { DayOrder } from '../../../lib/time/text';

/** What the CSV of one topic has shown so far: a logger sends its header once, and one row hardly shows how it writes numbers. */
export interface Shown {
  /** Names by number of columns. */
  readonly headers: Readonly<Record<number, readonly string[]>>;
  readonly mark?: DecimalMark | undefined;
  readonly order?: DayOrder | undefined;
  /** Headers that another one of their width has taken the place of: two tables by turns. */
  readonly replaced?: readonly (readonly string[])[] | undefined;
}

/** @param lasting worth a save: no header that comes by turns with another one of its width */
export interface Learned {
  readonly shown: Shown;
  readonly lasting: boolean;
}

const MOST_TOPICS = 1000;
/** Headers of one topic, and columns of one that is kept. */
const MOST_HEADERS = 4;
const MOST_COLUMNS = 2000;
const NOTHING: Shown = { headers: {} };

export class CsvMemory {
  readonly #topics = new Map<string, Shown>();

  of(topic: unknown): Shown {
    return this.#topics.get(keyOf(topic)) ?? NOTHING;
  }

  set(topic: unknown, shown: Shown): void {
    const key = keyOf(topic);
    // Forged topics must not grow the memory: the one that came first goes.
    if (!this.#topics.has(key) && this.#topics.size >= MOST_TOPICS)
      this.#topics.delete(this.#topics.keys().next().value as string);
    this.#topics.set(key, shown);
  }

  snapshot(): unknown {
    return [...this.#topics];
  }

  /** @param saved of an older version there is none */
  restore(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    for (const [topic, shown] of saved as [string, Shown][]) {
      if (typeof topic === 'string' && isPlainObject(shown) && isPlainObject(shown.headers)) this.set(topic, shown);
    }
  }
}

/** @returns undefined where a message has shown nothing new */
export function learned(
  before: Shown,
  header: readonly string[] | undefined,
  mark: DecimalMark | undefined,
  order: DayOrder | undefined,
): Learned | undefined {
  const width = header?.length ?? 0;
  const known = before.headers[width];
  const same = header === undefined || width > MOST_COLUMNS || isSame(known, header);
  const plain = (mark ?? before.mark) === before.mark && (order ?? before.order) === before.order;
  if (same && plain) return undefined;
  const others = Object.entries(before.headers).filter(([columns]) => Number(columns) !== width);
  const headers = same ? before.headers : { ...Object.fromEntries(others.slice(1 - MOST_HEADERS)), [width]: header };
  const passed = before.replaced ?? [];
  const flips = passed.some((names) => isSame(names, header));
  const replaced =
    same || known === undefined || passed.some((names) => isSame(names, known)) ? passed : [...passed, known];
  const shown = {
    headers,
    mark: mark ?? before.mark,
    order: order ?? before.order,
    replaced: replaced.slice(-MOST_HEADERS),
  };
  return { shown, lasting: !(plain && flips) };
}

function isSame(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((name, i) => name === b[i]);
}

function keyOf(topic: unknown): string {
  return typeof topic === 'string' ? topic : '';
}
