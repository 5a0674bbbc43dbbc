import type { Update } from './update';

/** A broker keeps some dozens of messages that nobody has acknowledged, and sends them again. */
const KEPT = 128;

/** Recognises a message that came before: same source time, same values, same mode. A repeat of an old one is a replay. */
export class Replays {
  readonly #times = new Float64Array(KEPT).fill(Number.NaN);
  readonly #sums = new Float64Array(KEPT);
  readonly #modes: (string | undefined)[] = [];
  #at = 0;
  #newest = -Infinity;

  /** Whether the message is known; it is from now on. */
  knows(update: Update): boolean {
    const sum = checksum(update);
    const { time, mode } = update;
    if (time > this.#newest) this.#newest = time;
    else
      for (let i = 0; i < KEPT; i++)
        if (this.#times[i] === time && this.#sums[i] === sum && this.#modes[i] === mode) return true;
    this.#times[this.#at] = time;
    this.#modes[this.#at] = mode;
    this.#sums[this.#at] = sum;
    this.#at = (this.#at + 1) % KEPT;
    return false;
  }
}

function checksum({ positions, numbers, qualities }: Update): number {
  let sum = positions.length;
  for (let k = 0; k < positions.length; k++) {
    const number = numbers[k]!;
    // Weights by position, so that two values that change places differ.
    sum += (!Number.isNaN(number) ? number : 0.5) * (positions[k]! + 1.37) + qualities[k]!;
  }
  return sum;
}
