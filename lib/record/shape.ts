/**
 * Makes plain objects of always the same names. An object that gets its names one by one becomes a hash table once it has many of
 * them, which takes five times the room, and every later look at it longer.
 */
export class Shape {
  readonly #template: Readonly<Record<string, number>>;

  /** @param names each once, in order */
  constructor(names: readonly string[]) {
    // Read from a text it has a shape of its own, and room for numbers that are not whole.
    this.#template = JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:0.5`).join(',')}}`);
  }

  /** A new object with all names; each of them is to be given its number. */
  make(): Record<string, number> {
    return { ...this.#template };
  }
}
