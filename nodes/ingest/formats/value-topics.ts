import { canonical, type DecimalMark, numeralOf, plainNumber, shownMark } from '../../../lib/data/numerals';
import type { ParseContext } from '../reading';

/** The decimal mark that a topic's numbers have shown; '' where none has, or both. */
type Mark = DecimalMark | '';

const MOST = 10_000;

/** Topics whose messages are one number each: on these 21,5 is no two columns. */
export class ValueTopics {
  readonly #marks = new Map<string, Mark>();

  /** A number, with a unit perhaps, on a topic of numbers; not where its comma could be a decimal one or part thousands. */
  isOne(text: string, topic: unknown): boolean {
    const known = typeof topic === 'string' ? this.#marks.get(topic) : undefined;
    const numeral = known === undefined ? undefined : numeralOf(text.trim());
    if (numeral === undefined || !begins(this.read(text, topic))) return false;
    return known !== '' || !numeral.includes(',') || shownMark([numeral]) !== undefined;
  }

  /** The text with its number written with a point. */
  read(text: string, topic: unknown): string {
    const cell = text.trim();
    const known = typeof topic === 'string' ? this.#marks.get(topic) : undefined;
    if (known !== ',' && !Number.isNaN(plainNumber(cell))) return text;
    const numeral = numeralOf(cell);
    if (numeral === undefined) return text;
    const likely = numeral.includes(',') && !numeral.includes('.') ? ',' : '.';
    return canonical(cell, shownMark([numeral]) ?? (known === undefined || known === '' ? likely : known));
  }

  /** Takes note of what is read as one value. */
  note(payload: unknown, topic: unknown, { remember }: ParseContext): void {
    if (typeof topic !== 'string') return;
    const known = this.#marks.get(topic);
    if (typeof payload === 'number') {
      if (known === undefined) remember(() => this.#set(topic, ''));
      return;
    }
    // Most go on as they were.
    if (typeof payload !== 'string' || (known === '.' && !payload.includes(','))) return;
    const numeral = numeralOf(payload.trim());
    if (numeral === undefined || !begins(this.read(payload, topic))) return;
    const mark = after(known, shownMark([numeral]));
    if (mark !== known) remember(() => this.#set(topic, mark));
  }

  snapshot(): unknown {
    return [...this.#marks];
  }

  restore(saved: unknown): void {
    if (!Array.isArray(saved)) return;
    for (const [topic, mark] of saved as [string, Mark][]) if (typeof topic === 'string') this.#set(topic, mark);
  }

  #set(topic: string, mark: Mark): void {
    // Forged topics must not grow the memory: the one that came first goes.
    if (!this.#marks.has(topic) && this.#marks.size >= MOST)
      this.#marks.delete(this.#marks.keys().next().value as string);
    this.#marks.set(topic, mark);
  }
}

/** 1.5,2.5 looks like a number and is none. */
function begins(canonical: string): boolean {
  return !Number.isNaN(plainNumber(canonical.trim().split(' ')[0]!));
}

function after(known: Mark | undefined, shown: DecimalMark | undefined): Mark {
  if (shown === undefined) return known ?? '';
  return known === undefined || known === '' || known === shown ? shown : '';
}
