/** A line as it was told last. */
interface Told {
  json: string;
  /** The turn in which it was another one before. */
  turn: number;
}

/** The fleet's lines as JSON, and when each was another one last, so that a page gets only what has changed since. */
export class ToldLines {
  readonly #told = new Map<string, Told>();

  /** @param turn that it counts as changed in, if it has */
  tell(key: string, json: string, turn: number): void {
    const told = this.#told.get(key);
    if (told === undefined) this.#told.set(key, { json, turn });
    else if (told.json !== json) Object.assign(told, { json, turn });
  }

  forget(key: string): void {
    this.#told.delete(key);
  }

  /** What has changed after a turn. */
  since(turn: number): string[] {
    const lines: string[] = [];
    for (const told of this.#told.values()) if (told.turn > turn) lines.push(told.json);
    return lines;
  }
}
