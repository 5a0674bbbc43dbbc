/** A map of which most assets of a fleet have nothing: as long as it is empty it takes a fifth of the room of a Map. */
export class Seldom<V> {
  #map: Map<string, V> | undefined;

  constructor(from: Iterable<readonly [string, V]> = []) {
    for (const [key, value] of from) this.set(key, value);
  }

  get size(): number {
    return this.#map?.size ?? 0;
  }

  get(key: string): V | undefined {
    return this.#map?.get(key);
  }

  has(key: string): boolean {
    return this.#map?.has(key) === true;
  }

  set(key: string, value: V): void {
    this.#map ??= new Map();
    this.#map.set(key, value);
  }

  /** @returns whether it was there */
  delete(key: string): boolean {
    return this.#map?.delete(key) === true;
  }

  clear(): void {
    this.#map = undefined;
  }

  keys(): Iterable<string> {
    return this.#map?.keys() ?? [];
  }

  values(): Iterable<V> {
    return this.#map?.values() ?? [];
  }

  [Symbol.iterator](): Iterator<[string, V]> {
    return (this.#map ?? NOTHING)[Symbol.iterator]() as Iterator<[string, V]>;
  }
}

const NOTHING: readonly never[] = [];
