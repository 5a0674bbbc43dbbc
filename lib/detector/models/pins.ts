import { InputError } from '../../input';

/** A version that a person keeps. Plain JSON. */
export interface Pin {
  readonly version: number;
  readonly by: string;
}

/** Versions that may be pinned at once: each one stays on disk. */
const MOST_PINS = 10;

/** Versions that stay: on disk, however many others come, and in force, once they are, until somebody takes the pin away. */
export class Pins {
  #pins: readonly Pin[];

  constructor(from: readonly Pin[] = []) {
    this.#pins = from;
  }

  get all(): readonly Pin[] {
    return this.#pins;
  }

  of(version: number | undefined): Pin | undefined {
    return this.#pins.find((pin) => pin.version === version);
  }

  /** @throws InputError when it cannot be pinned */
  mayAdd(version: number): void {
    const pin = this.of(version);
    if (pin) throw new InputError('control.version', `${version} is pinned already, by ${pin.by}`);
    if (this.#pins.length >= MOST_PINS) {
      throw new InputError(
        'control',
        `${MOST_PINS} versions are pinned: ${this.#list()}; order unpin for one of them first`,
      );
    }
  }

  add(version: number, by: string): void {
    this.#pins = [...this.#pins, { version, by }];
  }

  /** @throws InputError when it is not pinned */
  mayRemove(version: number): void {
    if (this.of(version) !== undefined) return;
    const others = this.#pins.length === 0 ? 'none is' : `pinned: ${this.#list()}`;
    throw new InputError('control.version', `${version} is not pinned; ${others}`);
  }

  remove(version: number): void {
    this.#pins = this.#pins.filter((pin) => pin.version !== version);
  }

  clear(): void {
    this.#pins = [];
  }

  #list(): string {
    return this.#pins.map(({ version }) => version).join(', ');
  }
}
