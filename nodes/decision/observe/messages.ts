import type { Comms } from '../../../lib/record/record';

/** What can be odd about a message itself. */
type Oddity = 'foreign' | 'lost' | 'strays';

/** How many of each there were in some records, and how many of each a line like this one usually shows in so many. */
export type MessageCounts = Readonly<Record<Oddity, { readonly seen: number; readonly usual: number }>>;

interface Odd {
  readonly row: number;
  readonly what: Oddity;
  readonly count: number;
}

/** Odd messages that are kept; they are rare, and of a flood the newest are enough. */
const MOST = 256;

/** Remembers which of the last messages were odd, and how often that is normal. */
export class Messages {
  #rows = 0;
  #calm = 0;
  #odd: Odd[] = [];
  readonly #usual: Record<Oddity, number> = { foreign: 0, lost: 0, strays: 0 };

  /** @param normal the record belongs to normal operation: what it shows is usual */
  step(comms: Comms | undefined, normal: boolean): void {
    this.#rows++;
    if (normal) this.#calm++;
    if (comms === undefined) return;
    if (comms.unknownSource === true) this.#note('foreign', 1, normal);
    if (comms.sequenceGap !== undefined && comms.sequenceGap > 0) this.#note('lost', comms.sequenceGap, normal);
    if (comms.strays !== undefined && comms.strays > 0) this.#note('strays', comms.strays, normal);
  }

  /** Of the newest rows. */
  counts(rows: number): MessageCounts {
    const from = this.#rows - rows;
    const of = (what: Oddity): { seen: number; usual: number } => ({
      seen: this.#odd.reduce((sum, odd) => (odd.what === what && odd.row > from ? sum + odd.count : sum), 0),
      usual: (this.#usual[what] / Math.max(1, this.#calm)) * rows,
    });
    return { foreign: of('foreign'), lost: of('lost'), strays: of('strays') };
  }

  snapshot(): unknown {
    return { rows: this.#rows, calm: this.#calm, odd: this.#odd, usual: this.#usual };
  }

  restore(snapshot: unknown): void {
    const from = snapshot as { rows: number; calm: number; odd: Odd[]; usual: Record<Oddity, number> };
    this.#rows = from.rows;
    this.#calm = from.calm;
    this.#odd = [...from.odd];
    Object.assign(this.#usual, from.usual);
  }

  #note(what: Oddity, count: number, normal: boolean): void {
    if (normal) this.#usual[what] += count;
    this.#odd.push({ row: this.#rows, what, count });
    if (this.#odd.length > MOST) this.#odd.shift();
  }
}
