import type { AlarmLine } from './api';

/** Alarms that are kept for streams that were cut off for a while. */
const MOST = 1000;

/** The last alarm events by number, so that who comes back gets what was missed. */
export class AlarmRing {
  readonly #lines: { readonly id: number; readonly line: AlarmLine }[] = [];
  #last = 0;

  /** @param boot tells the numbers of this start from those of another */
  constructor(private readonly boot: string) {}

  /** @returns its id for the stream */
  add(line: AlarmLine): string {
    this.#lines.push({ id: ++this.#last, line });
    if (this.#lines.length > MOST) this.#lines.shift();
    return this.#idOf(this.#last);
  }

  /** What came after an id; undefined where that is not known any more. */
  since(lastId: string): readonly { readonly id: string; readonly line: AlarmLine }[] | undefined {
    const [boot, number] = lastId.split('-');
    const last = Number(number);
    if (boot !== this.boot || !Number.isSafeInteger(last) || last > this.#last) return undefined;
    if (last < this.#last - this.#lines.length) return undefined;
    return this.#lines.filter(({ id }) => id > last).map(({ id, line }) => ({ id: this.#idOf(id), line }));
  }

  #idOf(number: number): string {
    return `${this.boot}-${number}`;
  }
}
