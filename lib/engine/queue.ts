interface Waiting<T> {
  readonly item: T;
  readonly urgent: boolean;
  /** Work that was begun before it came, and its own: see Queue. */
  readonly due: number;
}

/**
 * Who is next: the urgent ones, and of equals who comes first on a clock that runs with the work that is begun. A small one that
 * comes later overtakes a large one, but not without end (virtual finish times, Demers, Keshav, Shenker 1989, DOI 10.1145/75247.75248).
 */
export class Queue<T> {
  /** The next one first. */
  readonly #waiting: Waiting<T>[] = [];
  #clock = 0;
  /** Places by item, counted anew when the queue has changed. */
  #places: Map<T, number> | undefined;

  /** @param size how much work it is */
  add(item: T, urgent: boolean, size: number): void {
    const one = { item, urgent, due: this.#clock + size };
    const waiting = this.#waiting;
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(one, waiting[middle]!)) high = middle;
      else low = middle + 1;
    }
    waiting.splice(low, 0, one);
    this.#places = undefined;
  }

  /** Takes the first one that may begin. */
  take(mayBegin: (item: T) => boolean): T | undefined {
    const at = this.#waiting.findIndex(({ item }) => mayBegin(item));
    if (at < 0) return undefined;
    const [one] = this.#waiting.splice(at, 1);
    this.#clock = Math.max(this.#clock, one!.due);
    this.#places = undefined;
    return one!.item;
  }

  /** @returns whether it was there */
  remove(item: T): boolean {
    const at = this.#waiting.findIndex((one) => one.item === item);
    if (at < 0) return false;
    this.#waiting.splice(at, 1);
    this.#places = undefined;
    return true;
  }

  /** From 1; undefined where it does not wait. */
  placeOf(item: T): number | undefined {
    this.#places ??= new Map(this.#waiting.map((one, at) => [one.item, at + 1]));
    return this.#places.get(item);
  }
}

function isBefore<T>(a: Waiting<T>, b: Waiting<T>): boolean {
  return a.urgent === b.urgent ? a.due < b.due : a.urgent;
}
